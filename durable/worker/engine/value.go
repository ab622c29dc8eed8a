package engine

import (
	"math"
	"unsafe"
)

// Kind says what a value of a script is.
type Kind uint8

// The kinds. Bytes is an ArrayBuffer or a view of one. Object is every other object, arrays and errors included.
const (
	KindUndefined Kind = iota
	KindNull
	KindBool
	KindNumber
	KindBigInt
	KindString
	KindSymbol
	KindFunction
	KindBytes
	KindObject
)

// Value is what Go gives to a script. Its zero value is undefined. Strings and byte slices are not copied before the
// value is used: do not change the bytes until then.
type Value struct {
	form form
	n    uint64
	data unsafe.Pointer
}

type form uint8

const (
	formUndefined form = iota
	formNull
	formBool
	formInt
	formFloat
	formString
	formBytes
	formClone
	formArray
)

// Undefined is undefined.
func Undefined() Value { return Value{} }

// Null is null.
func Null() Value { return Value{form: formNull} }

// Bool is true or false.
func Bool(b bool) Value {
	if b {
		return Value{form: formBool, n: 1}
	}
	return Value{form: formBool}
}

// Int is a number. Beyond 2⁵³ it loses precision, as every number of JavaScript does.
func Int(n int64) Value { return Value{form: formInt, n: uint64(n)} }

// Float is a number.
func Float(f float64) Value { return Value{form: formFloat, n: math.Float64bits(f)} }

// String is a string. WTF-8 for a lone surrogate becomes the surrogate; other invalid UTF-8 becomes U+FFFD.
func String(s string) Value {
	return Value{form: formString, n: uint64(len(s)), data: unsafe.Pointer(unsafe.StringData(s))}
}

// Bytes is a new ArrayBuffer with a copy of b.
func Bytes(b []byte) Value {
	return Value{form: formBytes, n: uint64(len(b)), data: unsafe.Pointer(unsafe.SliceData(b))}
}

// Clone is the value of a structured clone, in V8's wire format as package durable/clone writes it. Malformed bytes
// throw an Error where the value arrives: Unable to deserialize cloned data.
func Clone(wire []byte) Value {
	return Value{form: formClone, n: uint64(len(wire)), data: unsafe.Pointer(unsafe.SliceData(wire))}
}

// Array is an array.
func Array(list ...Value) Value {
	return Value{form: formArray, n: uint64(len(list)), data: unsafe.Pointer(unsafe.SliceData(list))}
}

func (v Value) bytes() []byte { return unsafe.Slice((*byte)(v.data), v.n) }
func (v Value) list() []Value { return unsafe.Slice((*Value)(v.data), v.n) }
