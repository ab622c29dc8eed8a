package clone

// Absent is one of the two JavaScript values that say "nothing" besides null (which is nil in Go).
// It has 16 bits so that a list of them is no list of bytes.
type Absent uint16

const (
	// Undefined is JavaScript's undefined.
	Undefined Absent = iota + 1
	// Hole is a missing element of an array: `[1, , 3]`. It is an element of []any and of Array, and nothing else.
	Hole
)

// String is "undefined" or "hole".
func (a Absent) String() string {
	switch a {
	case Undefined:
		return "undefined"
	case Hole:
		return "hole"
	}
	return "no value"
}

// TwoByte is a string which V8 kept with two bytes a character though one would do (mostly a slice of a longer string).
// Only Decode gives it, so that Encode can write the same bytes; to JavaScript and to Unmarshal it is a string.
type TwoByte string

// Property is a key of an object or array, with its value. An integer key ("7") is written as a number, like V8 does.
type Property struct {
	Key     string
	Value   any
	TwoByte bool // the key was kept like a TwoByte string
}

// Object is a plain object: its properties in the order V8 gives them (integer keys ascending, then as they were made).
type Object struct {
	Props []Property
}

// Get gives the value of a key. When a key stands twice (V8 never writes that) the last one counts.
func (o *Object) Get(key string) (value any, found bool) {
	return find(o.Props, key)
}

// Array is an array written element by element. An element may be Hole.
type Array struct {
	Elems []any
	Extra []Property // properties that are no elements: `a.note = "x"`
}

// SparseArray is an array written as index and value: V8 writes an array so once it has had a hole.
type SparseArray struct {
	Length uint32
	Props  []Property // the elements by index ("0"), then the other properties
}

// At gives the element at an index, Hole when there is none.
func (a *SparseArray) At(index uint32) any {
	if v, found := find(a.Props, formatIndex(index)); found {
		return v
	}
	return Hole
}

func find(props []Property, key string) (value any, found bool) {
	for i := len(props) - 1; i >= 0; i-- {
		if props[i].Key == key {
			return props[i].Value, true
		}
	}
	return nil, false
}
