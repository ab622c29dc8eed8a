package engine

import (
	"slices"

	lib "modernc.org/libquickjs"
)

// The parts of an error in V8's form. The letter of its class comes first, none for Error.
const (
	partMessage = 'm'
	partCause   = 'c'
	partStack   = 's'
	partEnd     = '.'
)

var v8Errors = [...]struct {
	letter byte
	name   string
}{
	{'E', "EvalError"},
	{'R', "RangeError"},
	{'F', "ReferenceError"},
	{'S', "SyntaxError"},
	{'T', "TypeError"},
	{'U', "URIError"},
}

// hostError writes an error in workerd's form: class by the property name, message, and an object with the other own
// properties, enumerable or not. The stack comes first, where V8 has it; RPC does not transmit it.
func (w *wireWriter) hostError(v jsValue, p uintptr) bool {
	w.tag(wireHost)
	w.varint(hostError)
	if !w.hostErrorHead(v) {
		return false
	}
	rest := lib.XJS_NewObject(w.tls, w.ctx)
	if failed(rest) {
		return false
	}
	defer w.free(rest)
	return w.collectError(v, p, rest) && w.object(rest)
}

func (w *wireWriter) hostErrorHead(v jsValue) bool {
	name, ok := w.get(v, lib.EJS_ATOM_name)
	if !ok {
		return false
	}
	defer w.free(name)
	class, ok := w.errorClass(name)
	if !ok {
		return false
	}
	w.varint(uint64(class))
	if class == 0 && !w.value(name) {
		return false
	}
	message, ok := w.get(v, lib.EJS_ATOM_message)
	if !ok {
		return false
	}
	defer w.free(message)
	return w.value(message)
}

// errorClass is workerd's number of an error's class by its name, 0 for other names.
func (w *wireWriter) errorClass(name jsValue) (class int, ok bool) {
	if int32(name.Ftag) == lib.EJS_TAG_SYMBOL {
		return 0, true
	}
	text := lib.XJS_ToString(w.tls, w.ctx, name)
	if failed(text) {
		return 0, false
	}
	defer w.free(text)
	return slices.Index(hostErrors[:], w.goString(text)) + 1, true
}

// goString is the text of a string.
func (c *codec) goString(v jsValue) string {
	if int32(v.Ftag) != lib.EJS_TAG_STRING_ROPE {
		return goText(address(v))
	}
	s, ok := c.utf16(appendRope(nil, v, true))
	if !ok {
		return ""
	}
	defer c.free(s)
	return goText(address(s))
}

// collectError copies an error's own properties besides name and message into an object, array indexes left out.
func (w *wireWriter) collectError(v jsValue, p uintptr, rest jsValue) bool {
	var names []lib.TJSAtom
	stack := false
	for _, sp := range shapeProperties(objectAt(p).Fshape) {
		switch name := sp.Fatom; {
		case name == 0 || name == lib.EJS_ATOM_name || name == lib.EJS_ATOM_message || !w.isName(name):
		case name == lib.EJS_ATOM_stack:
			stack = w.mode == Storage
		default:
			if _, isIndex := w.indexOf(name); !isIndex {
				names = append(names, lib.XJS_DupAtom(w.tls, w.ctx, name))
			}
		}
	}
	if stack {
		names = slices.Insert(names, 0, lib.EJS_ATOM_stack)
	}
	ok := true
	for _, name := range names {
		if ok {
			var value jsValue
			if value, ok = w.get(v, name); ok {
				ok = lib.XJS_SetPropertyInternal(w.tls, w.ctx, rest, name, value, rest, lib.MJS_PROP_THROW) >= 0
			}
		}
		lib.XJS_FreeAtom(w.tls, w.ctx, name)
	}
	return ok
}

// v8Error writes an error in V8's own form, which keeps class, message, cause and stack.
func (w *wireWriter) v8Error(v jsValue, p uintptr) bool {
	w.tag(wireError)
	name, ok := w.get(v, lib.EJS_ATOM_name)
	if !ok {
		return false
	}
	text := lib.XJS_ToString(w.tls, w.ctx, name)
	w.free(name)
	if failed(text) {
		return false
	}
	for _, class := range v8Errors {
		if class.name == w.goString(text) {
			w.tag(class.letter)
		}
	}
	w.free(text)
	if message, found := dataProperty(p, lib.EJS_ATOM_message); found {
		text := lib.XJS_ToString(w.tls, w.ctx, message)
		if failed(text) {
			return false
		}
		w.tag(partMessage)
		w.value(text)
		w.free(text)
	}
	if cause, found := dataProperty(p, lib.EJS_ATOM_cause); found {
		w.tag(partCause)
		if !w.value(cause) {
			return false
		}
	}
	stack, ok := w.get(v, lib.EJS_ATOM_stack)
	if !ok {
		return false
	}
	if isString(stack) && w.mode == Storage {
		w.tag(partStack)
		w.value(stack)
	}
	w.free(stack)
	w.tag(partEnd)
	return true
}

// dataProperty reads an own property that is not a getter.
func dataProperty(p uintptr, name lib.TJSAtom) (v jsValue, found bool) {
	prop, flags, found := find(p, name)
	if !found || flags&lib.MJS_PROP_TMASK != lib.MJS_PROP_NORMAL {
		return undefined(), false
	}
	return prop.Fu.Fvalue, true
}
