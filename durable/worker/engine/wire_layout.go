package engine

import (
	"unsafe"

	lib "modernc.org/libquickjs"
)

// What the codec reads of the engine's own structures. TestLayout holds these facts against the engine.

const (
	stringChars = unsafe.Sizeof(lib.TJSString{})
	shapeHash   = unsafe.Sizeof(lib.TJSShape{})
	atomInt     = lib.MJS_ATOM_TAG_INT // An atom with this bit is an integer.

	objectExtensible = 1 << 1 // Bits of the first byte after an object's header.
	objectFastArray  = 1 << 4

	propFlagsShift = 26 // A property's flags stand above the index of the next one of its hash.
	atomTypeShift  = 30 // An atom's type stands above its hash.
)

func objectAt(p uintptr) *lib.TJSObject { return (*lib.TJSObject)(at(p)) }

func objectBits(p uintptr) byte { return *(*byte)(at(p + unsafe.Sizeof(lib.TJSGCObjectHeader{}))) }

// dataOf reads the word of an object that its class gives a meaning.
func dataOf(p uintptr) uintptr { return *(*uintptr)(at(p + objectData)) }

// boxed is the value of a Date or of a primitive in an object.
func boxed(p uintptr) jsValue { return *(*jsValue)(at(p + objectData)) }

// arrayData is the part of an object that arrays use while their elements are in one block.
type arrayData struct {
	size   uint32
	values uintptr
	count  uint32
}

func arrayOf(p uintptr) *arrayData { return (*arrayData)(at(p + objectData)) }

func isFast(p uintptr) bool { return objectBits(p)&objectFastArray != 0 }

// element is element i of an array whose elements are in one block.
func (a *arrayData) element(i uint32) *jsValue {
	return (*jsValue)(at(a.values + uintptr(i)*uintptr(valueSize)))
}

// arrayLength reads the length of an array, which is its first property.
func arrayLength(p uintptr) uint32 {
	switch v := propertyAt(p, 0).Fu.Fvalue; int32(v.Ftag) {
	case lib.EJS_TAG_INT:
		return uint32(v.Fu.Fuint641)
	default:
		return uint32(doubleOf(v))
	}
}

// shapeProperties are the names and flags of an object's own properties, deleted ones (atom 0) included.
func shapeProperties(shape uintptr) []lib.TJSShapeProperty {
	s := (*lib.TJSShape)(at(shape))
	return unsafe.Slice((*lib.TJSShapeProperty)(at(shape+shapeHash+4*uintptr(s.Fprop_hash_mask+1))), s.Fprop_count)
}

func propertyAt(p uintptr, i int) *lib.TJSProperty {
	return (*lib.TJSProperty)(at(objectAt(p).Fprop + uintptr(i)*unsafe.Sizeof(lib.TJSProperty{})))
}

// find looks for an own property in the object's shape.
func find(p uintptr, name lib.TJSAtom) (prop *lib.TJSProperty, flags uint32, found bool) {
	shape := objectAt(p).Fshape
	mask := (*lib.TJSShape)(at(shape)).Fprop_hash_mask
	props := shapeProperties(shape)
	next := *(*uint32)(at(shape + shapeHash + 4*uintptr(name&mask)))
	for next != 0 {
		sp := &props[next-1]
		if sp.Fatom == name {
			return propertyAt(p, int(next-1)), sp.F__ccgo0 >> propFlagsShift, true
		}
		next = sp.F__ccgo0 & (1<<propFlagsShift - 1)
	}
	return nil, 0, false
}

// protoOf is the address of an object's prototype, 0 without one. A Proxy's is unknown.
func protoOf(p uintptr) uintptr { return (*lib.TJSShape)(at(objectAt(p).Fshape)).Fproto }

// atomText is the string, or the symbol's description, behind an atom that is no integer.
func (c *codec) atomText(atom lib.TJSAtom) uintptr {
	table := (*lib.TJSRuntime)(at(c.rt)).Fatom_array
	return *(*uintptr)(at(table + uintptr(atom)*unsafe.Sizeof(uintptr(0))))
}

// isName reports whether an atom is a string's, not a symbol's.
func (c *codec) isName(atom lib.TJSAtom) bool {
	return atom&atomInt != 0 || (*lib.TJSString)(at(c.atomText(atom))).F__ccgo4>>atomTypeShift == lib.EJS_ATOM_TYPE_STRING
}

// chars are the characters of a string: bytes, or 16-bit units in the machine's order.
func chars(p uintptr) (b []byte, wide bool) {
	head := (*lib.TJSString)(at(p)).F__ccgo0
	n := uintptr(head &^ (1 << 31))
	if wide = head>>31 != 0; wide {
		n *= 2
	}
	return memory(p+stringChars, n), wide
}

// className is the name of a class of the engine's: "WeakMap".
func (c *codec) className(class uint16) uintptr {
	table := (*lib.TJSRuntime)(at(c.rt)).Fclass_array
	return c.atomText((*lib.TJSClass)(at(table + uintptr(class)*unsafe.Sizeof(lib.TJSClass{}))).Fclass_name)
}
