package durable

import (
	"errors"
	"fmt"
	"reflect"

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
	if err := s.check("a call"); err != nil {
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
	size := arraySize(packed)
	if err := tooLarge(size); err != nil {
		return nil, err
	}
	v, err := s.request(kindCall, method, size, func(i *instance) (any, error) { return i.invoke(method, packed) })
	data, _ := v.([]byte)
	return data, err
}

// invoke runs a method of the object in the running turn.
func (i *instance) invoke(method string, packed [][]byte) (any, error) {
	if name, ok := reserved[method]; ok {
		return nil, platform.Remote(platform.TypeError("'" + name + "' is a reserved method and cannot be called over RPC."))
	}
	m, ok := i.rt.method(reflect.ValueOf(i.user), method)
	if !ok {
		return nil, platform.Remote(platform.TypeError(fmt.Sprintf("The RPC receiver does not implement the method %q.", method)))
	}
	in, err := i.rt.arguments(m.Type(), packed)
	if err != nil {
		return nil, platform.Remote(platform.TypeError(method + ": " + err.Error()))
	}
	if n := results(m.Type()); n > 1 {
		return nil, platform.Remote(platform.TypeError(fmt.Sprintf("%s: it returns %d values, and a call has one result", method, n)))
	}
	out := m.Call(in)
	if n := len(out); n > 0 {
		if m.Type().Out(n-1) == errorType {
			if err, _ := out[n-1].Interface().(error); err != nil {
				return nil, platform.Remote(err)
			}
			out = out[:n-1]
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	data, err := clone.Marshal(out[0].Interface())
	if err != nil {
		return nil, platform.Remote(cloneError(err))
	}
	if err := tooLarge(len(data)); err != nil {
		return nil, platform.Remote(err)
	}
	return data, nil
}

// method finds an exported method. Their numbers are kept, because looking one up by name is slow.
func (rt *Runtime) method(v reflect.Value, name string) (reflect.Value, bool) {
	t := v.Type()
	numbers := rt.methods[t]
	if numbers == nil {
		numbers = map[string]int{}
		for n := range t.NumMethod() {
			numbers[t.Method(n).Name] = n
		}
		rt.methods[t] = numbers
	}
	n, ok := numbers[name]
	if !ok {
		return reflect.Value{}, false
	}
	return v.Method(n), true
}

var errorType = reflect.TypeFor[error]()

// results counts the results of a method besides its error.
func results(t reflect.Type) int {
	n := t.NumOut()
	if n > 0 && t.Out(n-1) == errorType {
		n--
	}
	return n
}

// takes refuses a number of arguments that the method does not take, where the runtime is strict about it.
func (rt *Runtime) takes(t reflect.Type, n int) error {
	takes := t.NumIn()
	switch {
	case !rt.strict:
	case t.IsVariadic() && n < takes-1:
		return fmt.Errorf("it takes at least %s, and the call has %d", count(takes-1, "argument"), n)
	case !t.IsVariadic() && n != takes:
		return fmt.Errorf("it takes %s, and the call has %d", count(takes, "argument"), n)
	}
	return nil
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// arguments unpacks clones into what the method takes. Missing ones are zero, as undefined is; superfluous ones
// are left aside, as in JavaScript.
func (rt *Runtime) arguments(t reflect.Type, packed [][]byte) ([]reflect.Value, error) {
	if err := rt.takes(t, len(packed)); err != nil {
		return nil, err
	}
	var in []reflect.Value
	for n := range t.NumIn() {
		at := t.In(n)
		if t.IsVariadic() && n == t.NumIn()-1 {
			for k := n; k < len(packed); k++ {
				v, err := argument(at.Elem(), packed[k])
				if err != nil {
					return nil, fmt.Errorf("argument %d: %w", k+1, err)
				}
				in = append(in, v)
			}
			return in, nil
		}
		v := reflect.New(at).Elem()
		if n < len(packed) {
			var err error
			if v, err = argument(at, packed[n]); err != nil {
				return nil, fmt.Errorf("argument %d: %w", n+1, err)
			}
		}
		in = append(in, v)
	}
	return in, nil
}

func argument(t reflect.Type, data []byte) (reflect.Value, error) {
	p := reflect.New(t)
	err := clone.Unmarshal(data, p.Interface())
	return p.Elem(), err
}

// cloneError is a value that cannot be cloned, as the runtime reports it; one that is nested too deeply, at whatever
// depth that is, it calls a lack of stack.
func cloneError(err error) *platform.Error {
	if errors.Is(err, clone.ErrTooDeep) {
		return platform.RangeError("Maximum call stack size exceeded")
	}
	return &platform.Error{Name: "DataCloneError", Message: err.Error(), User: true, Cause: err}
}
