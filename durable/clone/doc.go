// Package clone is the structured clone: it turns Go values into the bytes V8's serializer writes for the JavaScript
// values they stand for, and back. Storage, RPC and attachments hold these bytes, so a database written by the real
// runtime can be opened here, and one written here there.
//
//	Go value ── Marshal ──► FF 0F …  ── Unmarshal ──► Go value     what programs work with
//	                        FF 0F …  ── Decode ─────► tree         every detail of the wire: *Object, *Array, …
//	                        FF 0F …  ◄─ Encode ────── tree         the same bytes again
//
// What becomes what, and what Unmarshal puts into an any:
//
//	Go                               JavaScript       any
//	nil, nil pointer, map or slice   null             nil
//	Undefined                        undefined        Undefined
//	bool, string                     boolean, string  bool, string
//	integers and floats              number           float64
//	integers beyond ±2^53, *big.Int  bigint           *big.Int
//	struct, map with string or       object           map[string]any
//	integer keys, *Object
//	slice, array, *Array             array            []any, with Hole where there is none
//	[]byte, [N]byte                  Uint8Array       *View
//	*ArrayBuffer, *View              the same         *ArrayBuffer, *View
//	time.Time, *Date                 Date             time.Time; an invalid one *Date
//	*Map, *Set, *RegExp, *Error      the same         *Map, *Set, *RegExp, *Error
//	an error                         Error            *Error
//	*Boxed                           new Number(5)    *Boxed
//
// Struct fields are named as by encoding/json, with the tag `clone:"name,omitempty"`, or the json tag where there is no
// clone tag. Unexported fields stay behind, as private ones do in JavaScript. Strings are WTF-8: a lone surrogate is
// kept, in three bytes. A time.Time loses what is below a millisecond, and its zone.
//
// Marshal refuses what it cannot keep, at any depth, with a *DataCloneError that has the path:
//
//   - functions (nil ones too), channels, complex numbers, unsafe pointers, and maps with other keys;
//   - a struct that has fields, but none that is exported: sync.Mutex, netip.Addr, regexp.Regexp, reflect.Value,
//     big.Float. It would be an empty object. A struct without any fields is {}. An embedded exported struct of that
//     kind is refused too;
//   - an Uncloneable, such as the stubs, IDs, storage and cursors of package durable.
//
// A Go error becomes an Error. Error() gives its message and a method Name() its name, "Error" without one. Its
// exported fields are own properties; fields of strings that are called name and message replace the two. What
// errors.Unwrap gives is the cause. An error that wraps several, such as errors.Join makes, is an AggregateError with
// errors. Read it into an *Error, an error, or a struct with the fields name, message and cause. Of an error that is
// nil, and of a struct with an embedded error that is nil, no method is called. No other methods are called, such as
// MarshalJSON and MarshalText.
//
// Unmarshal refuses what does not fit: see there what it leaves out.
//
// Invariants:
//   - What V8 wrote, Decode and Encode give back byte for byte (but for the width of a RegExp's source, and of the name
//     of an error of an own class).
//   - What Marshal writes is a function of the value: map keys are sorted, integer keys first, as V8 orders them.
//   - Pointers, maps and slices that are the same are the same after reading, and cycles are cycles.
//   - No bytes make it panic, or take memory beyond a multiple of their length and the holes allowed (ErrTooSparse).
//
// 2 and 2.0 are one number to JavaScript but not to V8: it keeps small integers (31 bits) apart from doubles, and
// writes a list like [1.5, 2] as doubles throughout. Marshal does as V8 does for fresh values.
//
//	data, err := clone.Marshal(map[string]any{"n": 1, "at": time.UnixMilli(0)})
//	var state struct {
//		N  int       `clone:"n"`
//		At time.Time `clone:"at"`
//	}
//	err = clone.Unmarshal(data, &state)
//
// Where to add things: a kind of value is a tag in wire.go, a node type, a case in encoder_node.go and one in
// decoder_value.go; what it becomes in Go is in natural.go. Fixtures in testdata come from the real runtime.
//
// It is not a JavaScript engine: prototypes, getters and transfer lists are unknown to it. Shared and transferred
// buffers, WebAssembly and workerd's host objects other than errors (Headers, Request, …) are *UnsupportedError.
package clone
