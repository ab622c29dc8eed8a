package durable

import (
	"errors"
	"fmt"

	"dolab/durable/clone"
	"dolab/durable/platform"
)

// reserved are the methods that cannot be called over RPC [H2].
var reserved = map[string]string{
	"Fetch": "fetch", "Connect": "connect", "Alarm": "alarm", "Dup": "dup", "Constructor": "constructor",
	"WebSocketMessage": "webSocketMessage", "WebSocketClose": "webSocketClose", "WebSocketError": "webSocketError",
}

// rpcMax is how many bytes the arguments of a call may have together, or its result [H6].
const rpcMax = 32 << 20

// tooLarge is what a call says of arguments or a result of that size, nil where it may pass.
func tooLarge(size int) error {
	if size <= rpcMax {
		return nil
	}
	return &platform.Error{Name: "Error", User: true, Message: fmt.Sprintf("Serialized RPC arguments or return values are "+
		"limited to 32MiB, but the size of this value was: %d bytes.", size)}
}

// arraySize is how many bytes clones take together, as the elements of one array: the wire's two bytes of header
// once, and a tag with the length before and behind the elements.
func arraySize(packed [][]byte) int {
	const header = 2
	if array, joint := clone.JointArray(packed); joint {
		return len(array)
	}
	size := header + 3 + 2
	for n := len(packed); n >= 0x80; n >>= 7 {
		size += 2
	}
	for _, data := range packed {
		size += len(data) - header
	}
	return size
}

// Call calls an exported method of the object. Arguments are structured clones, taken now; the result is one
// too: undefined comes back as nil. A method may return nothing, an error, a value, or a value and an error; one that
// returns more is refused. The error of the method arrives as *Error with Remote set; the runtime's own errors say so
// by their flags.
//
// As in JavaScript, an argument that is missing is undefined and one too many is left aside, without an error:
//
//   - missing, null or undefined: nil for a pointer, slice, map or interface, the zero value for everything else. An
//     any gets nil for a missing argument and for null, and clone.Undefined for undefined. A variadic parameter gets
//     what there is;
//   - of another type than the parameter: a TypeError.
//
// WithStrictArguments refuses what is missing and what is too many; worlds of package durabletest do so.
func (s *Stub) Call(method string, args ...any) (any, error) {
	data, err := s.call(method, args)
	if err != nil || data == nil {
		return nil, err
	}
	var v any
	err = clone.Unmarshal(data, &v)
	return v, err
}

// Call calls an exported method of the object and reads its result as a T. No result, null and undefined are the zero
// T; a result that does not fit a T is an error.
func Call[T any](s *Stub, method string, args ...any) (T, error) {
	var v T
	data, err := s.call(method, args)
	if err != nil || data == nil {
		return v, err
	}
	if err := clone.Unmarshal(data, &v); err != nil {
		return v, fmt.Errorf("result of %s: %w", method, err)
	}
	return v, nil
}

func (s *Stub) call(method string, args []any) ([]byte, error) {
	if err := s.valid("a call"); err != nil {
		return nil, err
	}
	packed := make([][]byte, len(args))
	for n, a := range args {
		data, err := clone.Marshal(a)
		if err != nil {
			return nil, cloneError(err)
		}
		packed[n] = data
	}
	return s.CallBytes(method, packed)
}

// CallBytes is Call with arguments in the wire format, a slice each, and a result in the wire format: nil is undefined.
func (s *Stub) CallBytes(method string, args [][]byte) ([]byte, error) {
	size := arraySize(args)
	if err := tooLarge(size); err != nil {
		return nil, err
	}
	if !s.ns.rt.here(s.id) {
		return s.callFar(method, args)
	}
	v, err := s.request(kindCall, method, size, func(i *instance, end func(any, error)) { i.invoke(method, args, end) })
	data, _ := v.([]byte)
	return data, err
}

// invoke lets the object's host call a method in the running turn.
func (i *instance) invoke(method string, packed [][]byte, end func(any, error)) {
	r := i.replied(end)
	if name, reserved := reserved[method]; reserved {
		r.Throw(platform.TypeError("'" + name + "' is a reserved method and cannot be called over RPC."))
		return
	}
	i.hosted.Call(r, method, packed)
}

// replied is the Reply of a call: its error is one of another object, and its result has a bound.
func (i *instance) replied(end func(any, error)) Reply[[]byte] {
	return Reply[[]byte]{i, func(v any, err error) {
		data, _ := v.([]byte)
		if err == nil {
			err = tooLarge(len(data))
		}
		if err != nil {
			end(nil, platform.Remote(err))
			return
		}
		end(data, nil)
	}}
}

// cloneError is a value that cannot be cloned, as the runtime reports it; one that is nested too deeply, at whatever
// depth that is, it calls a lack of stack.
func cloneError(err error) *platform.Error {
	if errors.Is(err, clone.ErrTooDeep) {
		return platform.RangeError("Maximum call stack size exceeded")
	}
	return &platform.Error{Name: "DataCloneError", Message: err.Error(), User: true, Cause: err}
}
