package engine

import (
	"unicode/utf8"

	lib "modernc.org/libquickjs"
)

// chars reads the string behind a tag.
func (d *wireReader) chars(tag byte) (jsValue, bool) {
	if tag != wireLatin1 && tag != wireUTF16 && tag != wireUTF8 {
		return exception(), d.wrong()
	}
	b, ok := d.raw()
	switch {
	case !ok:
		return exception(), false
	case tag == wireLatin1:
		return d.latin1(b)
	case tag == wireUTF8 && utf8.Valid(b):
		return d.text(string(b))
	case tag == wireUTF8 || len(b)%2 != 0:
		return exception(), d.wrong()
	case isLatin1(b): // The engine compares the strings of a property's name by their width, too.
		one := make([]byte, 0, len(b)/2)
		for i := 0; i < len(b); i += 2 {
			one = append(one, b[i])
		}
		return d.latin1(one)
	}
	return d.utf16(b)
}

// value reads a value. The caller owns it. A buffer followed by a view stands for the view.
func (d *wireReader) value() (jsValue, bool) {
	tag, ok := d.next()
	for ok && tag == wireObjectCount {
		if _, ok = d.varint(); ok {
			tag, ok = d.next()
		}
	}
	if !ok {
		return exception(), false
	}
	switch tag {
	case wireUndefined:
		return undefined(), true
	case wireNull:
		return null(), true
	case wireTrue, wireFalse:
		return boolean(tag == wireTrue), true
	case wireInt32:
		n, ok := d.int32()
		return integer(n), ok
	case wireUint32:
		n, ok := d.varint()
		return number(float64(n)), ok
	case wireDouble:
		f, ok := d.double()
		return number(f), ok
	case wireBigInt:
		return d.bigint()
	case wireLatin1, wireUTF16, wireUTF8:
		return d.chars(tag)
	case wireReference:
		return d.reference()
	case wireBuffer, wireResizable:
		b, ok := d.buffer(tag == wireResizable)
		if ok && d.is(wireView) {
			return d.view(b)
		}
		return b, ok
	case wireDate:
		return d.date()
	case wireRegExp:
		return d.regExp()
	case wireTrueBox, wireFalseBox, wireNumberBox, wireBigIntBox, wireStringBox:
		return d.box(tag)
	}
	return d.deeper(tag)
}

// deeper reads what holds other values.
func (d *wireReader) deeper(tag byte) (v jsValue, ok bool) {
	if d.depth == wireDepthMax {
		return exception(), d.throwDepth()
	}
	d.depth++
	switch tag {
	case wireObject:
		v, ok = d.object()
	case wireDense:
		v, ok = d.dense()
	case wireSparse:
		v, ok = d.sparse()
	case wireMap:
		v, ok = d.collection(wireMapEnd, d.builtin[builtinMap], d.builtin[builtinMapSet], 2)
	case wireSet:
		v, ok = d.collection(wireSetEnd, d.builtin[builtinSet], d.builtin[builtinSetAdd], 1)
	case wireError:
		v, ok = d.v8Error()
	case wireHost:
		v, ok = d.hostObject()
	default:
		v, ok = exception(), d.wrong()
	}
	d.depth--
	return v, ok
}

// add numbers an object.
func (d *wireReader) add(v jsValue) { d.objects = append(d.objects, dup(v)) }

// reserve numbers an object that comes when its contents have come.
func (d *wireReader) reserve() (id int) {
	d.objects = append(d.objects, undefined())
	return len(d.objects) - 1
}

func (d *wireReader) reference() (jsValue, bool) {
	id, ok := d.varint()
	if !ok {
		return exception(), false
	}
	if uint64(id) >= uint64(len(d.objects)) || !isObject(d.objects[id]) {
		return exception(), d.wrong()
	}
	v := dup(d.objects[id])
	if classOf(v) == lib.EJS_CLASS_ARRAY_BUFFER && d.is(wireView) {
		return d.view(v)
	}
	return v, true
}

// drop gives back an object whose contents could not be read.
func (d *wireReader) drop(v jsValue) (jsValue, bool) {
	d.free(v)
	return exception(), d.wrong()
}

func (d *wireReader) date() (jsValue, bool) {
	f, ok := d.double()
	if !ok {
		return exception(), false
	}
	v := lib.XJS_NewDate(d.tls, d.ctx, timeClip(f))
	if failed(v) {
		return v, false
	}
	d.add(v)
	return v, true
}

func (d *wireReader) regExp() (jsValue, bool) {
	id := d.reserve()
	source, ok := d.string()
	if !ok {
		return exception(), false
	}
	defer d.free(source)
	bits, ok := d.varint()
	if !ok {
		return exception(), false
	}
	text := ""
	for i, flag := range regExpFlags {
		if bits&(1<<i) != 0 {
			text += string(flag)
		}
	}
	if bits >= 1<<len(regExpFlags) || bits&(1<<regExpLinear) != 0 {
		return exception(), d.wrong()
	}
	flags, ok := d.text(text)
	if !ok {
		return exception(), false
	}
	defer d.free(flags)
	v, ok := d.construct(d.builtin[builtinRegExp], source, flags)
	if ok {
		d.objects[id] = dup(v)
	}
	return v, ok
}

// box reads a primitive in an object.
func (d *wireReader) box(tag byte) (jsValue, bool) {
	id := d.reserve()
	var v jsValue
	ok := true
	switch tag {
	case wireTrueBox, wireFalseBox:
		v = boolean(tag == wireTrueBox)
	case wireNumberBox:
		var f float64
		f, ok = d.double()
		v = number(f)
	case wireBigIntBox:
		v, ok = d.bigint()
	default:
		v, ok = d.string()
	}
	if !ok {
		return exception(), false
	}
	defer d.free(v)
	out, ok := d.call(d.builtin[builtinObject], undefined(), v)
	if ok {
		d.objects[id] = dup(out)
	}
	return out, ok
}
