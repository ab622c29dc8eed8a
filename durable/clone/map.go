package clone

import (
	"math/big"
	"reflect"
)

// Map is a JavaScript Map: any value may be a key, and entries keep the order they were put in.
// The zero value is an empty map. Set and Get take time in proportion to the entries.
type Map struct {
	Entries []Entry
}

// Entry is a key of a Map with its value.
type Entry struct {
	Key, Value any
}

// Get gives the value of a key, found as JavaScript finds it: NaN equals NaN, an object only itself.
func (m *Map) Get(key any) (value any, found bool) {
	for _, e := range m.Entries {
		if sameValue(e.Key, key) {
			return e.Value, true
		}
	}
	return nil, false
}

// Set gives a key its value; a new key goes last.
func (m *Map) Set(key, value any) {
	for i, e := range m.Entries {
		if sameValue(e.Key, key) {
			m.Entries[i].Value = value
			return
		}
	}
	m.Entries = append(m.Entries, Entry{unsigned(key), value})
}

// Set is a JavaScript Set, in the order of insertion. The zero value is an empty set.
type Set struct {
	Values []any
}

// Has reports whether the value is in the set; equality is that of Map.
func (s *Set) Has(value any) bool {
	for _, v := range s.Values {
		if sameValue(v, value) {
			return true
		}
	}
	return false
}

// Add puts a value last, unless it is there already.
func (s *Set) Add(value any) {
	if !s.Has(value) {
		s.Values = append(s.Values, unsigned(value))
	}
}

// unsigned makes 0 of -0, as JavaScript does with a key of a Map.
func unsigned(key any) any {
	if f, ok := key.(float64); ok && f == 0 {
		return 0.0
	}
	return key
}

// sameValue is ECMAScript's SameValueZero on Go values. Go maps and slices are compared by identity, like objects.
func sameValue(a, b any) bool {
	if x, ok := a.(*big.Int); ok {
		y, ok := b.(*big.Int)
		return ok && x != nil && y != nil && x.Cmp(y) == 0
	}
	v, w := reflect.ValueOf(a), reflect.ValueOf(b)
	if !v.IsValid() || !w.IsValid() {
		return v.IsValid() == w.IsValid()
	}
	if x, ok := float(v); ok {
		y, ok := float(w)
		return ok && (x == y || x != x && y != y)
	}
	if v.Kind() == reflect.String && w.Kind() == reflect.String {
		return v.String() == w.String()
	}
	if v.Type() != w.Type() {
		return false
	}
	if k := v.Kind(); k == reflect.Map || k == reflect.Slice {
		return v.UnsafePointer() == w.UnsafePointer() && v.Len() == w.Len()
	}
	return v.Comparable() && w.Comparable() && a == b
}
