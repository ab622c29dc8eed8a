package engine

import (
	"unsafe"

	lib "modernc.org/libquickjs"
)

// isViewClass reports whether a class is that of a typed array or DataView.
func isViewClass(class uint16) bool {
	return class >= lib.EJS_CLASS_UINT8C_ARRAY && class <= lib.EJS_CLASS_DATAVIEW
}

// object writes an object, or a reference to it if it has come before.
func (w *wireWriter) object(v jsValue) bool {
	p := address(v)
	id, found := w.seen.find(p)
	if found {
		w.tag(wireReference)
		w.varint(uint64(id))
		return true
	}
	class := objectAt(p).Fclass_id
	if isViewClass(class) {
		view := viewOf(p)
		if !w.object(object(view.Fbuffer)) { // The buffer comes first and has the lower number.
			return false
		}
	}
	w.seen.add(p)
	if w.depth == wireDepthMax {
		return w.throwDepth()
	}
	w.depth++
	ok := w.receiver(v, p, class)
	w.depth--
	return ok
}

// receiver writes an object that has been numbered.
func (w *wireWriter) receiver(v jsValue, p uintptr, class uint16) bool {
	switch class {
	case lib.EJS_CLASS_ARRAY:
		return w.array(v, p)
	case lib.EJS_CLASS_ARRAY_BUFFER:
		return w.buffer(p)
	case lib.EJS_CLASS_SHARED_ARRAY_BUFFER: // The reference writes its number among them, and cannot read it.
		w.tag(wireShared)
		w.varint(uint64(w.shared))
		w.shared++
		return true
	case lib.EJS_CLASS_DATE:
		w.tag(wireDate)
		w.rawDouble(doubleOf(boxed(p)))
		return true
	}
	if isViewClass(class) {
		return w.view(v, p, class)
	}
	if done, ok := w.hostObject(v, p); done {
		return ok
	}
	switch class {
	case lib.EJS_CLASS_OBJECT:
		if w.mode == RPC && protoOf(p) != address(w.builtin[builtinObjectProto]) {
			return w.refuseInstance(p)
		}
		return w.plain(v, p)
	case lib.EJS_CLASS_ERROR:
		if w.legacyErrors {
			return w.v8Error(v, p)
		}
		return w.hostError(v, p)
	case lib.EJS_CLASS_MAP, lib.EJS_CLASS_SET:
		return w.collection(p, class == lib.EJS_CLASS_MAP)
	case lib.EJS_CLASS_REGEXP:
		w.regExp(p)
	case lib.EJS_CLASS_NUMBER, lib.EJS_CLASS_BOOLEAN, lib.EJS_CLASS_STRING, lib.EJS_CLASS_BIG_INT:
		w.box(boxed(p))
	default:
		return w.refuse(v)
	}
	return true
}

// box writes a primitive in an object.
func (w *wireWriter) box(v jsValue) {
	switch int32(v.Ftag) {
	case lib.EJS_TAG_BOOL:
		if uint32(v.Fu.Fuint641) != 0 {
			w.tag(wireTrueBox)
		} else {
			w.tag(wireFalseBox)
		}
	case lib.EJS_TAG_INT, lib.EJS_TAG_FLOAT64:
		w.tag(wireNumberBox)
		w.rawDouble(doubleOf(v))
	case lib.EJS_TAG_BIG_INT, lib.EJS_TAG_SHORT_BIG_INT:
		w.tag(wireBigIntBox)
		w.bigint(v)
	case lib.EJS_TAG_STRING:
		w.tag(wireStringBox)
		w.string(address(v))
	default:
		w.tag(wireStringBox)
		w.rope(v)
	}
}

// hostObject writes an object whose class serializes itself: what its method under Symbol.for("dolab.serialize")
// returns. The method of a Proxy of a function is its target's, so that no trap runs. That of another Proxy is the own
// one of the global Proxy. done is false for other objects, and where the method returns undefined.
func (w *wireWriter) hostObject(v jsValue, p uintptr) (done, ok bool) {
	holder := p
	if objectAt(p).Fclass_id == lib.EJS_CLASS_PROXY && lib.XJS_IsFunction(w.tls, w.ctx, v) == 0 {
		holder = address(w.builtin[builtinProxy])
		if _, _, found := find(holder, w.symbol); !found || w.mode != RPC {
			return false, true
		}
	}
	for holder != 0 {
		if objectAt(holder).Fclass_id == lib.EJS_CLASS_PROXY {
			holder = proxyTarget(holder)
			continue
		}
		if _, _, found := find(holder, w.symbol); found {
			break
		}
		holder = protoOf(holder)
	}
	if holder == 0 {
		return false, true
	}
	method, ok := w.get(object(holder), w.symbol)
	if !ok {
		return true, false
	}
	defer w.free(method)
	if lib.XJS_IsFunction(w.tls, w.ctx, method) == 0 {
		return false, true
	}
	mode, ok := w.text([...]string{Storage: "storage", RPC: "rpc", Thrown: "storage"}[w.mode])
	if !ok {
		return true, false
	}
	defer w.free(mode)
	out, ok := w.call(method, v, mode)
	if !ok {
		return true, false
	}
	if isUndefined(out) { // It declines.
		return false, true
	}
	w.tag(wireHost)
	ok = w.value(out)
	w.free(out)
	return true, ok
}

// proxyTarget is what a Proxy stands for, 0 where that is gone.
func proxyTarget(p uintptr) uintptr {
	proxy := (*lib.TJSProxyData)(at(dataOf(p)))
	if proxy.Fis_revoked != 0 || !isObject(proxy.Ftarget) {
		return 0
	}
	return address(proxy.Ftarget)
}

// plain writes the own enumerable properties of an object.
func (w *wireWriter) plain(v jsValue, p uintptr) bool {
	w.tag(wireObject)
	from := len(w.keys)
	w.pushKeys(p)
	n, ok := w.properties(v, p, from)
	w.tag(wireObjectEnd)
	w.varint(uint64(n))
	return ok
}

// properties writes the properties whose keys lie on the stack from an index on, and takes the keys off it. It counts
// the properties written: one that a getter deleted meanwhile is left out, and one that a getter added is not a key.
func (w *wireWriter) properties(v jsValue, p uintptr, from int) (n int, ok bool) {
	ok = true
	for i := from; i < len(w.keys) && ok; i++ {
		var found bool
		if found, ok = w.property(v, p, w.keys[i]); found {
			n++
		}
	}
	w.popKeys(from)
	return n, ok
}

// property writes a key and the property's value, if the object has it still.
func (w *wireWriter) property(v jsValue, p uintptr, key wireKey) (found, ok bool) {
	value, owned, found, ok := w.own(v, p, key)
	if !found || !ok {
		return false, ok
	}
	w.key(key)
	ok = w.value(value)
	if owned {
		w.free(value)
	}
	return true, ok
}

// own reads an own property as a script does. A value that is not owned may be used until a script runs.
func (w *wireWriter) own(v jsValue, p uintptr, key wireKey) (value jsValue, owned, found, ok bool) {
	if key.isIndex && isFast(p) {
		if a := arrayOf(p); key.index < a.count {
			return *a.element(key.index), false, true, true
		}
	}
	prop, flags, found := find(p, key.atom)
	if !found {
		return undefined(), false, false, true
	}
	switch flags & lib.MJS_PROP_TMASK {
	case lib.MJS_PROP_NORMAL:
		return prop.Fu.Fvalue, false, true, true
	case lib.MJS_PROP_GETSET:
		getter := *(*uintptr)(unsafe.Pointer(prop))
		if getter == 0 {
			return undefined(), false, true, true
		}
		fn := dup(object(getter))
		value, ok = w.call(fn, v)
		w.free(fn)
		return value, true, ok, ok
	}
	value, ok = w.get(v, key.atom)
	return value, true, ok, ok
}
