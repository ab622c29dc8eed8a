package engine

import (
	"cmp"
	"slices"

	lib "modernc.org/libquickjs"
)

// wireKey is the name of an own enumerable property. Its atom is counted, so that it outlives the property.
type wireKey struct {
	atom    lib.TJSAtom
	index   uint32
	isIndex bool
}

// pushKeys puts the names of the own enumerable properties on the stack: array indexes ascending, then the others in
// the order of their making. Symbols are left out.
func (w *wireWriter) pushKeys(p uintptr) {
	from, indexes := len(w.keys), 0
	if objectAt(p).Fclass_id == lib.EJS_CLASS_ARRAY && isFast(p) {
		for i := range arrayOf(p).count {
			w.keys = append(w.keys, wireKey{atom: i | atomInt, index: i, isIndex: true})
		}
	}
	for _, sp := range shapeProperties(objectAt(p).Fshape) {
		atom, flags := sp.Fatom, sp.F__ccgo0>>propFlagsShift
		if atom == 0 || flags&lib.MJS_PROP_ENUMERABLE == 0 || !w.isName(atom) {
			continue
		}
		index, isIndex := w.indexOf(atom)
		if isIndex {
			indexes++
		}
		w.keys = append(w.keys, wireKey{lib.XJS_DupAtom(w.tls, w.ctx, atom), index, isIndex})
	}
	if indexes > 0 {
		slices.SortStableFunc(w.keys[from:], func(a, b wireKey) int {
			switch {
			case a.isIndex && b.isIndex:
				return cmp.Compare(a.index, b.index)
			case a.isIndex:
				return -1
			case b.isIndex:
				return 1
			}
			return 0
		})
	}
}

func (w *wireWriter) popKeys(from int) {
	for _, key := range w.keys[from:] {
		if key.atom&atomInt == 0 {
			lib.XJS_FreeAtom(w.tls, w.ctx, key.atom)
		}
	}
	w.keys = w.keys[:from]
}

// indexOf reads an array index: an integer below 2^32-1 without leading zeros.
func (c *codec) indexOf(atom lib.TJSAtom) (index uint32, isIndex bool) {
	if atom&atomInt != 0 {
		return atom &^ atomInt, true
	}
	text, wide := chars(c.atomText(atom))
	if wide || len(text) != 10 || text[0] == '0' { // The engine makes integers of the shorter ones.
		return 0, false
	}
	n := uint64(0)
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	return uint32(n), n < 1<<32-1
}

// key writes the name of a property: an index as a number.
func (w *wireWriter) key(key wireKey) {
	if key.isIndex {
		w.number(float64(key.index))
		return
	}
	w.string(w.atomText(key.atom))
}
