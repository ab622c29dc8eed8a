package engine

import (
	lib "modernc.org/libquickjs"
)

const hiddenProperty = lib.MJS_PROP_CONFIGURABLE | lib.MJS_PROP_WRITABLE

// hostError reads an error in workerd's form. Its other own properties become enumerable, as there.
func (d *wireReader) hostError() (jsValue, bool) {
	id := d.reserve()
	class, ok := d.varint()
	if !ok {
		return exception(), false
	}
	if class > uint32(len(hostErrors)) {
		return exception(), d.wrong()
	}
	name := undefined()
	if class == 0 {
		if name, ok = d.value(); !ok {
			return exception(), false
		}
	}
	message, ok := d.value()
	if !ok {
		d.free(name)
		return exception(), false
	}
	if !isString(message) {
		d.free(message)
		d.free(name)
		return exception(), d.throwClone(errorTextText)
	}
	className := "Error"
	if class > 0 {
		className = hostErrors[class-1]
	}
	v, ok := d.newError(className, message)
	if !ok {
		d.free(name)
		return exception(), false
	}
	*flags(address(v)) &^= exoticBit // Its stack is none of the engine's.
	if class == 0 && !d.define(v, lib.EJS_ATOM_name, name, lib.MJS_PROP_C_W_E) {
		return d.drop(v)
	}
	if !d.is(wireObject) || !d.errorProperties(v) {
		return d.drop(v)
	}
	if !d.headStack(v) {
		return d.drop(v)
	}
	d.objects[id] = dup(v) // Not before: workerd does not read an error that refers to itself.
	return v, true
}

// errorProperties reads the object with an error's other properties into the error.
func (d *wireReader) errorProperties(v jsValue) bool {
	rest := lib.XJS_NewObject(d.tls, d.ctx)
	if failed(rest) {
		return false
	}
	defer d.free(rest)
	d.add(rest)
	n, ok := d.properties(rest, wireObjectEnd, 1<<32-1, nil)
	if !ok || !d.count(n) {
		return false
	}
	p := address(rest)
	for i, sp := range shapeProperties(objectAt(p).Fshape) {
		if _, isIndex := d.indexOf(sp.Fatom); isIndex {
			continue
		}
		if !d.define(v, sp.Fatom, dup(propertyAt(p, i).Fu.Fvalue), lib.MJS_PROP_C_W_E) {
			return false
		}
	}
	return true
}

// headStack gives an error without a stack one that holds its first line.
func (d *wireReader) headStack(v jsValue) bool {
	if _, _, found := find(address(v), lib.EJS_ATOM_stack); found {
		return true
	}
	name, ok := d.get(v, lib.EJS_ATOM_name)
	if !ok {
		return false
	}
	defer d.free(name)
	head := "Error"
	if isString(name) {
		head = d.goString(name)
	}
	if message, found := dataProperty(address(v), lib.EJS_ATOM_message); found && isString(message) {
		if text := d.goString(message); text != "" {
			head += ": " + text
		}
	}
	stack, ok := d.text(head)
	return ok && d.define(v, lib.EJS_ATOM_stack, stack, hiddenProperty)
}

// v8Error reads an error in V8's form: parts behind letters. The class comes first; the error can be referred to from
// then on.
func (d *wireReader) v8Error() (jsValue, bool) {
	class := "Error"
	if d.pos < len(d.data) {
		for _, known := range v8Errors {
			if known.letter == d.data[d.pos] {
				class = known.name
				d.pos++
				break
			}
		}
	}
	proto, _ := d.errorProto(class)
	v := lib.XJS_NewObjectProtoClass(d.tls, d.ctx, proto, lib.EJS_CLASS_ERROR)
	if failed(v) {
		return v, false
	}
	*flags(address(v)) &^= exoticBit // Its message is no text of the engine.
	d.add(v)
	for {
		part, ok := d.bytes(1)
		if !ok {
			return d.drop(v)
		}
		if part[0] == partEnd {
			break
		}
		if !d.errorPart(v, part[0]) {
			return d.drop(v)
		}
	}
	return v, true
}

func (d *wireReader) errorPart(v jsValue, part byte) bool {
	var value jsValue
	var name lib.TJSAtom
	ok := false
	switch part {
	case partMessage:
		name = lib.EJS_ATOM_message
		value, ok = d.string()
	case partCause:
		name = lib.EJS_ATOM_cause
		value, ok = d.value()
	case partStack:
		name = lib.EJS_ATOM_stack
		value, ok = d.value()
	default:
		return d.wrong()
	}
	return ok && d.define(v, name, value, hiddenProperty)
}
