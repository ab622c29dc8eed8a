package engine

import (
	"math"
	"unsafe"

	lib "modernc.org/libquickjs"
)

type jsValue = lib.TJSValue

// Mode says for whom a structured clone is written.
type Mode uint8

// The modes: what storage keeps, and what crosses between objects.
const (
	Storage Mode = iota
	RPC
)

func tagged(tag int64, n uint64) jsValue {
	return jsValue{Fu: lib.TJSValueUnion{Fuint641: n}, Ftag: tag}
}

func undefined() jsValue { return tagged(lib.EJS_TAG_UNDEFINED, 0) }
func null() jsValue      { return tagged(lib.EJS_TAG_NULL, 0) }
func exception() jsValue { return tagged(lib.EJS_TAG_EXCEPTION, 0) }

func boolean(b bool) jsValue {
	if b {
		return tagged(lib.EJS_TAG_BOOL, 1)
	}
	return tagged(lib.EJS_TAG_BOOL, 0)
}

func number(f float64) jsValue {
	if n := int32(f); float64(n) == f && (n != 0 || !math.Signbit(f)) {
		return integer(n)
	}
	return tagged(lib.EJS_TAG_FLOAT64, math.Float64bits(f))
}

func integer(n int32) jsValue { return tagged(lib.EJS_TAG_INT, uint64(uint32(n))) }

func object(p uintptr) jsValue { return tagged(lib.EJS_TAG_OBJECT, uint64(p)) }

func address(v jsValue) uintptr { return uintptr(v.Fu.Fuint641) }
func failed(v jsValue) bool     { return int32(v.Ftag) == lib.EJS_TAG_EXCEPTION }
func isObject(v jsValue) bool   { return int32(v.Ftag) == lib.EJS_TAG_OBJECT }

func isString(v jsValue) bool {
	tag := int32(v.Ftag)
	return tag == lib.EJS_TAG_STRING || tag == lib.EJS_TAG_STRING_ROPE
}

// classOf returns the class number of an object.
func classOf(v jsValue) uint16 { return (*lib.TJSObject)(at(address(v))).Fclass_id }

func at(p uintptr) unsafe.Pointer { return unsafe.Add(nil, p) }

func memory(p, n uintptr) []byte { return unsafe.Slice((*byte)(at(p)), n) }

const objectData = unsafe.Offsetof(lib.TJSObject{}.Fu)
