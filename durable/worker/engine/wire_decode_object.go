package engine

import (
	"math"

	lib "modernc.org/libquickjs"
)

const regExpLinear = 6 // The bit of V8's own flag 'l'.

// timeClip makes a time of a Date whole, and one outside the range of Dates NaN (ECMAScript, TimeClip).
func timeClip(f float64) float64 {
	if !(math.Abs(f) <= 8.64e15) {
		return math.NaN()
	}
	return math.Trunc(f) + 0
}

// properties reads keys and values into an object up to an end tag. Array indexes must lie below a bound. It
// adds the keys as they stand in the message to a list, if there is one.
func (d *wireReader) properties(v jsValue, end byte, bound uint32, keys *[][]byte) (n int, ok bool) {
	for ; !d.is(end); n++ {
		from := d.pos
		name, ok := d.name(bound)
		if !ok {
			return n, false
		}
		if keys != nil {
			*keys = append(*keys, d.data[from:d.pos])
		}
		ok = d.property(v, name)
		lib.XJS_FreeAtom(d.tls, d.ctx, name)
		if !ok {
			return n, false
		}
	}
	return n, true
}

// property reads the value of a property into an object.
func (d *wireReader) property(obj jsValue, name lib.TJSAtom) bool {
	v, ok := d.value()
	return ok && (d.define(obj, name, v, lib.MJS_PROP_C_W_E) || d.wrong())
}

// name reads a key. The caller frees it.
func (d *wireReader) name(bound uint32) (name lib.TJSAtom, ok bool) {
	tag, ok := d.next()
	if !ok {
		return 0, false
	}
	switch tag {
	case wireLatin1:
		name, ok = d.latin1Name()
	case wireInt32:
		var n int32
		n, ok = d.int32()
		name = d.numberName(float64(n))
	case wireUint32:
		var n uint32
		n, ok = d.varint()
		name = d.numberName(float64(n))
	case wireDouble:
		var f float64
		f, ok = d.double()
		name = d.numberName(f)
	default:
		var s jsValue
		if s, ok = d.chars(tag); ok {
			name = lib.XJS_ValueToAtom(d.tls, d.ctx, s)
			d.free(s)
		}
	}
	if !ok || name == 0 {
		return 0, false
	}
	if bound < math.MaxUint32 {
		if index, isIndex := d.indexOf(name); isIndex && index >= bound {
			lib.XJS_FreeAtom(d.tls, d.ctx, name)
			return 0, d.wrong()
		}
	}
	return name, true
}

// latin1Name reads the key behind the tag of one-byte characters.
func (d *wireReader) latin1Name() (lib.TJSAtom, bool) {
	b, ok := d.raw()
	if !ok {
		return 0, false
	}
	for _, c := range b {
		if c >= 0x80 {
			s, ok := d.latin1(b)
			if !ok {
				return 0, false
			}
			defer d.free(s)
			return lib.XJS_ValueToAtom(d.tls, d.ctx, s), true
		}
	}
	return d.atom(b), true
}

// numberName is the key of a number: what String makes of it.
func (d *wireReader) numberName(f float64) lib.TJSAtom {
	if f >= 0 && f < 1<<31 && f == math.Trunc(f) {
		return uint32(f) | atomInt
	}
	v := number(f)
	text := lib.XJS_ToString(d.tls, d.ctx, v)
	if failed(text) {
		return 0
	}
	defer d.free(text)
	return lib.XJS_ValueToAtom(d.tls, d.ctx, text)
}

// hostObject reads an error in workerd's form, or an object of a class that serializes itself.
func (d *wireReader) hostObject() (jsValue, bool) {
	if d.pos < len(d.data) && d.data[d.pos] == hostError {
		d.pos++
		return d.hostError()
	}
	id := d.reserve()
	v, ok := d.value()
	if !ok {
		return exception(), false
	}
	defer d.free(v)
	if !isObject(d.host) {
		return exception(), d.wrong()
	}
	revive, ok := d.get(d.host, d.names.revive)
	if !ok {
		return exception(), false
	}
	defer d.free(revive)
	if lib.XJS_IsFunction(d.tls, d.ctx, revive) == 0 {
		return exception(), d.wrong()
	}
	out, ok := d.call(revive, d.host, v)
	if ok {
		d.objects[id] = dup(out)
	}
	return out, ok
}

// collection reads a Map or a Set.
func (d *wireReader) collection(end byte, class, method jsValue, width int) (jsValue, bool) {
	v, ok := d.construct(class)
	if !ok {
		return v, false
	}
	d.add(v)
	n := 0
	for ; !d.is(end); n += width {
		if !d.entry(v, method, width) {
			return d.drop(v)
		}
	}
	if !d.count(n) {
		return d.drop(v)
	}
	return v, true
}

func (d *wireReader) entry(v, method jsValue, width int) (ok bool) {
	var args [2]jsValue
	for i := range width {
		if args[i], ok = d.value(); !ok {
			break
		}
		defer d.free(args[i])
	}
	if !ok {
		return false
	}
	_, ok = d.call(method, v, args[:width]...)
	if ok {
		d.free(v) // Both methods return the collection.
	}
	return ok
}
