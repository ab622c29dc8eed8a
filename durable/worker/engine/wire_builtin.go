package engine

import (
	"strings"
	"unsafe"

	lib "modernc.org/libquickjs"
)

// The built-in values that the codec keeps, in the order of builtinList. Scripts may replace globals and methods; the
// codec goes on using these.
const (
	builtinSerialize = iota
	builtinToStringTag
	builtinObjectProto
	builtinObjectToString
	builtinFunctionToString
	builtinObject
	builtinMap
	builtinMapSet
	builtinSet
	builtinSetAdd
	builtinRegExp
	builtinArrayBuffer
	builtinDataView
	builtinProxy
	builtinErrorProto // The first of the prototypes, in the order of hostErrors.
	builtinCount      = builtinErrorProto + len(hostErrors)
)

// hostErrors are the classes of errors in workerd's form by their numbers, from 1; 0 is followed by the name.
var hostErrors = [...]string{
	"Error", "TypeError", "RangeError", "ReferenceError", "SyntaxError", "WasmCompileError", "WasmLinkError",
	"WasmRuntimeError", "WasmSuspendError", "EvalError", "URIError", "AggregateError", "SuppressedError",
}

var builtinList = `[Symbol.for('dolab.serialize'), Symbol.toStringTag, Object.prototype, Object.prototype.toString,
Function.prototype.toString, Object, Map, Map.prototype.set, Set, Set.prototype.add, RegExp, ArrayBuffer, DataView,
Proxy, ...` + "'" + strings.Join(hostErrors[:], " ") + "'" + `.split(' ').map(name => globalThis[name]?.prototype)]`

// free gives back a reference.
func (c *codec) free(v jsValue) {
	if int32(v.Ftag) >= 0 {
		return
	}
	if count := refs(address(v)); *count > 1 {
		*count--
		return
	}
	lib.XFreeValue(c.tls, c.ctx, v)
}

// dup takes another reference.
func dup(v jsValue) jsValue {
	if int32(v.Ftag) < 0 {
		*refs(address(v))++
	}
	return v
}

// refs is the reference count of what lies at p, which stands right before it.
func refs(p uintptr) *int32 { return (*int32)(at(p - 4)) }

// call calls a function. The arguments stay the caller's.
func (c *codec) call(fn, this jsValue, args ...jsValue) (jsValue, bool) {
	size := len(args) * valueSize
	argv := c.tls.Alloc(size)
	defer c.tls.Free(size)
	copy(unsafe.Slice((*jsValue)(at(argv)), len(args)), args)
	v := lib.XJS_Call(c.tls, c.ctx, fn, this, int32(len(args)), argv)
	return v, !failed(v)
}

// construct calls a constructor. The arguments stay the caller's.
func (c *codec) construct(fn jsValue, args ...jsValue) (jsValue, bool) {
	size := len(args) * valueSize
	argv := c.tls.Alloc(size)
	defer c.tls.Free(size)
	copy(unsafe.Slice((*jsValue)(at(argv)), len(args)), args)
	v := lib.XJS_CallConstructor(c.tls, c.ctx, fn, int32(len(args)), argv)
	return v, !failed(v)
}

// get reads a property as a script does.
func (c *codec) get(v jsValue, name lib.TJSAtom) (jsValue, bool) {
	out := lib.XJS_GetPropertyInternal(c.tls, c.ctx, v, name, v, 0)
	return out, !failed(out)
}

// define makes an own property, which takes over the reference to its value. ok is false also where the property
// cannot be defined; then an exception may be pending or not.
func (c *codec) define(obj jsValue, name lib.TJSAtom, v jsValue, flags int32) (ok bool) {
	return lib.XJS_DefinePropertyValue(c.tls, c.ctx, obj, name, v, flags) > 0
}

// atom makes the name of ASCII text. The caller frees it.
func (c *codec) atom(text []byte) lib.TJSAtom {
	const inline = 64
	if len(text) > inline {
		s, ok := c.latin1(text)
		if !ok {
			return 0
		}
		defer c.free(s)
		return lib.XJS_ValueToAtom(c.tls, c.ctx, s)
	}
	room := c.tls.Alloc(inline)
	defer c.tls.Free(inline)
	copy(memory(room, inline), text)
	return lib.XJS_NewAtomLen(c.tls, c.ctx, room, lib.Tsize_t(len(text)))
}

// latin1 makes a string of one-byte characters.
func (c *codec) latin1(chars []byte) (jsValue, bool) {
	p, ok := c.newString(len(chars), false)
	if !ok {
		return exception(), false
	}
	chars = append(memory(p+stringChars, uintptr(len(chars)))[:0], chars...)
	*(*byte)(at(p + stringChars + uintptr(len(chars)))) = 0
	return tagged(lib.EJS_TAG_STRING, uint64(p)), true
}

// utf16 makes a string of two-byte characters, little endian.
func (c *codec) utf16(chars []byte) (jsValue, bool) {
	p, ok := c.newString(len(chars)/2, true)
	if !ok {
		return exception(), false
	}
	copy(memory(p+stringChars, uintptr(len(chars))), chars)
	return tagged(lib.EJS_TAG_STRING, uint64(p)), true
}

// stringMax is the engine's bound on the length of a string.
const stringMax = 1<<30 - 1

// newString takes memory for a string and fills in all but its characters.
func (c *codec) newString(length int, wide bool) (p uintptr, ok bool) {
	if length > stringMax {
		return 0, c.throwClone(deserializeText)
	}
	size, head := uintptr(length)+1, uint32(length)
	if wide {
		size, head = 2*uintptr(length), head|1<<31
	}
	p = lib.Xjs_malloc(c.tls, c.ctx, lib.Tsize_t(stringChars+size))
	if p == 0 {
		return 0, false
	}
	*refs(p) = 1
	*(*lib.TJSString)(at(p)) = lib.TJSString{F__ccgo0: head}
	return p, true
}
