package engine

import (
	"math"
	"unsafe"

	lib "modernc.org/libquickjs"
)

// jsValue is a value of the engine. A function that returns one gives the caller a reference to free.
type jsValue = lib.TJSValue

const (
	tagBigInt      = lib.EJS_TAG_BIG_INT
	tagShortBigInt = lib.EJS_TAG_SHORT_BIG_INT
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

func address(v jsValue) uintptr  { return uintptr(v.Fu.Fuint641) }
func failed(v jsValue) bool      { return int32(v.Ftag) == lib.EJS_TAG_EXCEPTION }
func isObject(v jsValue) bool    { return int32(v.Ftag) == lib.EJS_TAG_OBJECT }
func isUndefined(v jsValue) bool { return int32(v.Ftag) == lib.EJS_TAG_UNDEFINED }

func isString(v jsValue) bool {
	tag := int32(v.Ftag)
	return tag == lib.EJS_TAG_STRING || tag == lib.EJS_TAG_STRING_ROPE
}

// classOf returns the class number of an object.
func classOf(v jsValue) uint16 { return (*lib.TJSObject)(at(address(v))).Fclass_id }

func (vm *VM) dup(v jsValue) jsValue {
	return dup(v)
}

func (vm *VM) free(v jsValue) {
	if int32(v.Ftag) < 0 {
		lib.XFreeValue(vm.tls, vm.ctx, v)
	}
}

// place copies bytes of Go into the arena and returns their address; done gives the place back. A zero byte follows.
func (vm *VM) place(b []byte) (addr uintptr, ok bool) {
	if len(b) < textMax {
		copy(vm.arena.text[:], b)
		vm.arena.text[len(b)] = 0
		return vm.textAddr, true
	}
	addr = lib.Xjs_malloc(vm.tls, vm.ctx, lib.Tsize_t(len(b)+1))
	if addr == 0 {
		return 0, false
	}
	room := memory(addr, uintptr(len(b)+1))
	room[copy(room, b)] = 0
	return addr, true
}

func (vm *VM) done(addr uintptr) {
	if addr != vm.textAddr {
		lib.Xjs_free(vm.tls, vm.ctx, addr)
	}
}

// text makes a string.
func (vm *VM) text(b []byte) jsValue {
	addr, ok := vm.place(b)
	if !ok {
		return exception()
	}
	v := lib.XJS_NewStringLen(vm.tls, vm.ctx, addr, lib.Tsize_t(len(b)))
	vm.done(addr)
	return v
}

func (vm *VM) str(s string) jsValue { return vm.text(unsafe.Slice(unsafe.StringData(s), len(s))) }

// buffer makes an ArrayBuffer.
func (vm *VM) buffer(b []byte) jsValue {
	addr, ok := vm.place(b)
	if !ok {
		return exception()
	}
	v := lib.XJS_NewArrayBufferCopy(vm.tls, vm.ctx, addr, lib.Tsize_t(len(b)))
	vm.done(addr)
	return v
}

// value makes the script's value of a Go value. On failure it returns an exception, and one is pending.
func (vm *VM) value(v Value) jsValue {
	switch v.form {
	case formNull:
		return null()
	case formBool:
		return boolean(v.n != 0)
	case formInt:
		if n := int64(v.n); n == int64(int32(n)) {
			return integer(int32(n))
		}
		return number(float64(int64(v.n)))
	case formFloat:
		return number(math.Float64frombits(v.n))
	case formString:
		return vm.text(v.bytes())
	case formBytes:
		return vm.buffer(v.bytes())
	case formClone:
		out, ok := vm.decode(v.bytes())
		if !ok {
			return exception()
		}
		return out
	case formArray:
		return vm.array(v.list())
	}
	return undefined()
}

func (vm *VM) array(list []Value) jsValue {
	out := lib.XJS_NewArray(vm.tls, vm.ctx)
	if failed(out) {
		return out
	}
	for i, e := range list {
		item := vm.value(e)
		if failed(item) ||
			lib.XJS_DefinePropertyValueUint32(vm.tls, vm.ctx, out, lib.Tuint32_t(i), item, lib.MJS_PROP_C_W_E) < 0 {
			vm.free(out)
			return exception()
		}
	}
	return out
}

// stringOf returns a value's text. ok is false where an exception is pending.
func (vm *VM) stringOf(v jsValue) (s string, ok bool) {
	p := lib.XJS_ToCStringLen2(vm.tls, vm.ctx, vm.resultAddr, v, 0)
	if p == 0 {
		return "", false
	}
	s = string(memory(p, uintptr(vm.arena.result[0])))
	lib.XJS_FreeCString(vm.tls, vm.ctx, p)
	return s, true
}

// bytesOf returns the memory of an ArrayBuffer or view: the engine's own, valid until a script runs again.
func (vm *VM) bytesOf(v jsValue) ([]byte, bool) {
	if !isObject(v) {
		return nil, false
	}
	switch c := classOf(v); {
	case c == lib.EJS_CLASS_ARRAY_BUFFER || c == lib.EJS_CLASS_SHARED_ARRAY_BUFFER:
		return bufferBytes(address(v)), true
	case isViewClass(c):
		view := viewOf(address(v))
		all := bufferBytes(view.Fbuffer)
		from := uintptr(view.Foffset)
		to := from + uintptr(view.Flength)
		if view.Ftrack_rab != 0 || to > uintptr(len(all)) {
			to = uintptr(len(all))
		}
		return all[min(from, to):to:to], true
	}
	return nil, false
}

func bufferBytes(obj uintptr) []byte {
	b := bufferOf(obj)
	if b.Fdetached != 0 || b.Fdata == 0 {
		return nil
	}
	return memory(b.Fdata, uintptr(b.Fbyte_length))
}

// kind says what a value is.
func (vm *VM) kind(v jsValue) Kind {
	switch int32(v.Ftag) {
	case lib.EJS_TAG_NULL:
		return KindNull
	case lib.EJS_TAG_BOOL:
		return KindBool
	case lib.EJS_TAG_INT, lib.EJS_TAG_FLOAT64:
		return KindNumber
	case tagBigInt, tagShortBigInt:
		return KindBigInt
	case lib.EJS_TAG_STRING, lib.EJS_TAG_STRING_ROPE:
		return KindString
	case lib.EJS_TAG_SYMBOL:
		return KindSymbol
	case lib.EJS_TAG_OBJECT:
		c := classOf(v)
		switch {
		case c == lib.EJS_CLASS_ARRAY_BUFFER || c == lib.EJS_CLASS_SHARED_ARRAY_BUFFER,
			isViewClass(c):
			return KindBytes
		case lib.XJS_IsFunction(vm.tls, vm.ctx, v) != 0:
			return KindFunction
		}
		return KindObject
	}
	return KindUndefined
}

// newString makes a string without the shared place of text, which may be in use where an error is made.
func (vm *VM) newString(s string) jsValue {
	addr := lib.Xjs_malloc_rt(vm.tls, vm.rt, lib.Tsize_t(len(s)+1))
	if addr == 0 {
		return undefined()
	}
	defer lib.Xjs_free_rt(vm.tls, vm.rt, addr)
	copy(memory(addr, uintptr(len(s)+1)), s)
	v := lib.XJS_NewStringLen(vm.tls, vm.ctx, addr, lib.Tsize_t(len(s)))
	if failed(v) {
		vm.forget()
		return undefined()
	}
	return v
}
