package engine

import (
	"unsafe"

	lib "modernc.org/libquickjs"
)

// array writes an array: element by element, or as index and value if it has holes or is frozen, sealed or not
// extensible. V8 decides so by the kind of its elements.
func (w *wireWriter) array(v jsValue, p uintptr) bool {
	length := arrayLength(p)
	if !isFast(p) || arrayOf(p).count != length || objectBits(p)&objectExtensible == 0 {
		return w.sparse(v, p, length)
	}
	w.tag(wireDense)
	w.varint(uint64(length))
	if !w.elements(v, p, length) {
		return false
	}
	from := len(w.keys)
	w.pushKeys(p)
	w.dropIndexes(from)
	n, ok := w.properties(v, p, from)
	w.tag(wireDenseEnd)
	w.varint(uint64(n))
	w.varint(uint64(length))
	return ok
}

func (w *wireWriter) sparse(v jsValue, p uintptr, length uint32) bool {
	w.tag(wireSparse)
	w.varint(uint64(length))
	from := len(w.keys)
	w.pushKeys(p)
	n, ok := w.properties(v, p, from)
	w.tag(wireSparseEnd)
	w.varint(uint64(n))
	w.varint(uint64(length))
	return ok
}

// elements writes the elements of an array that has no holes, or had none before a getter of an element changed it.
func (w *wireWriter) elements(v jsValue, p uintptr, length uint32) bool {
	if length == 0 {
		return true
	}
	if values := unsafe.Slice(arrayOf(p).element(0), length); allDoubles(values) {
		for _, e := range values {
			w.double(doubleOf(e))
		}
		return true
	}
	a := arrayOf(p)
	for i := range length {
		if isFast(p) && i < a.count {
			if !w.value(*a.element(i)) {
				return false
			}
			continue
		}
		value, owned, found, ok := w.own(v, p, wireKey{atom: i | atomInt, index: i, isIndex: true})
		switch {
		case !ok:
			return false
		case !found:
			w.tag(wireHole)
			continue
		}
		ok = w.value(value)
		if owned {
			w.free(value)
		}
		if !ok {
			return false
		}
	}
	return true
}

// allDoubles reports whether V8 would keep the elements as doubles: all are numbers, and not all small integers. It
// writes them all as doubles then, the small integers among them too.
func allDoubles(values []jsValue) bool {
	doubles := false
	for _, v := range values {
		switch int32(v.Ftag) {
		case lib.EJS_TAG_INT, lib.EJS_TAG_FLOAT64:
			doubles = doubles || !isSmi(doubleOf(v))
		default:
			return false
		}
	}
	return doubles
}

// dropIndexes takes the indexes off the keys from an index on. They come first.
func (w *wireWriter) dropIndexes(from int) {
	end := from
	for end < len(w.keys) && w.keys[end].isIndex {
		if atom := w.keys[end].atom; atom&atomInt == 0 {
			lib.XJS_FreeAtom(w.tls, w.ctx, atom)
		}
		end++
	}
	w.keys = append(w.keys[:from], w.keys[end:]...)
}
