package engine

import (
	lib "modernc.org/libquickjs"
)

// buffer reads an ArrayBuffer.
func (d *wireReader) buffer(resizable bool) (jsValue, bool) {
	length, ok := d.varint()
	if !ok {
		return exception(), false
	}
	most := length
	if resizable {
		if most, ok = d.varint(); !ok {
			return exception(), false
		}
	}
	raw, ok := d.bytes(length)
	if !ok {
		return exception(), false
	}
	if most < length || uint64(most) > uint64(d.room) {
		return exception(), d.wrong()
	}
	d.room -= int(most)
	v, ok := d.newBuffer(length, most, resizable)
	if !ok {
		return exception(), d.wrong()
	}
	if length > 0 {
		copy(memory(bufferOf(address(v)).Fdata, uintptr(length)), raw)
	}
	d.add(v)
	return v, true
}

// newBuffer makes an ArrayBuffer of zeros.
func (d *wireReader) newBuffer(length, most uint32, resizable bool) (jsValue, bool) {
	size := number(float64(length))
	if !resizable {
		return d.construct(d.builtin[builtinArrayBuffer], size)
	}
	options := lib.XJS_NewObject(d.tls, d.ctx)
	if failed(options) {
		return options, false
	}
	defer d.free(options)
	if !d.define(options, d.names.maxByteLength, number(float64(most)), lib.MJS_PROP_C_W_E) {
		return exception(), false
	}
	return d.construct(d.builtin[builtinArrayBuffer], size, options)
}

// view reads a view on the buffer before it, whose reference it takes over.
func (d *wireReader) view(buffer jsValue) (jsValue, bool) {
	defer d.free(buffer)
	letter, ok := d.bytes(1)
	if !ok {
		return exception(), false
	}
	var numbers [3]uint32 // Offset, length, flags.
	for i := range numbers {
		if i == 2 && d.version < versionFlags {
			continue
		}
		if numbers[i], ok = d.varint(); !ok {
			return exception(), false
		}
	}
	class, size := viewClass(letter[0])
	offset, length, flags := numbers[0], numbers[1], numbers[2]
	b := bufferOf(address(buffer))
	tracking := flags&viewTracking != 0
	switch resizable := b.Fmax_byte_length >= 0; {
	case size == 0, tracking && !resizable, flags > viewTracking|viewResizable,
		d.version >= versionFlags && flags&viewResizable != 0 != resizable,
		offset%size != 0, length%size != 0,
		uint64(offset)+uint64(length) > uint64(b.Fbyte_length):
		return exception(), d.wrong()
	}
	return d.newView(class, size, buffer, offset, length, tracking)
}

func (d *wireReader) newView(class int, size uint32, buffer jsValue, offset, length uint32, tracking bool) (
	jsValue, bool,
) {
	args := []jsValue{buffer, number(float64(offset)), number(float64(length / size))}
	if tracking {
		args[2] = undefined()
	}
	var v jsValue
	ok := true
	if class == lib.EJS_CLASS_DATAVIEW {
		v, ok = d.construct(d.builtin[builtinDataView], args...)
	} else {
		argv := d.tls.Alloc(3 * valueSize)
		for i, arg := range args {
			*(*jsValue)(at(argv + uintptr(i*valueSize))) = arg
		}
		v = lib.XJS_NewTypedArray(d.tls, d.ctx, 3, argv, int32(class-lib.EJS_CLASS_UINT8C_ARRAY))
		d.tls.Free(3 * valueSize)
		ok = !failed(v)
	}
	if !ok {
		return exception(), d.wrong()
	}
	d.add(v)
	return v, true
}

// viewClass is the engine's class of a view's letter, and the size of an element; 0 for an unknown letter.
func viewClass(letter byte) (class int, size uint32) {
	for i, kind := range viewKinds {
		if kind.letter == letter {
			return lib.EJS_CLASS_UINT8C_ARRAY + i, kind.size
		}
	}
	return 0, 0
}
