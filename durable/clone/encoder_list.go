package clone

import (
	"math"
	"reflect"
	"slices"
	"strconv"
)

// object writes a map whose keys are strings or integers.
func (e *encoder) object(v reflect.Value) error {
	if m, ok := reflect.TypeAssert[map[string]any](v); ok {
		return e.properties(m)
	}
	toKey := keyFormat(v.Type().Key().Kind())
	if toKey == nil {
		return notCloneable(v.Type())
	}
	if v.IsNil() {
		e.null()
		return nil
	}
	if e.again(ref{v.UnsafePointer(), 0, v.Type()}) {
		return nil
	}
	if err := e.enter(); err != nil {
		return err
	}
	defer e.leave()
	type entry struct {
		name string
		key  reflect.Value
	}
	entries := make([]entry, 0, v.Len())
	for _, key := range v.MapKeys() { //detcheck:allow maporder the entries are sorted right after
		entries = append(entries, entry{toKey(key), key})
	}
	slices.SortFunc(entries, func(a, b entry) int { return compareKeys(a.name, b.name) })
	e.tag(tagObject)
	for _, entry := range entries {
		e.key(Property{Key: entry.name})
		if err := e.reflected(v.MapIndex(entry.key)); err != nil {
			return under(err, "."+entry.name)
		}
	}
	e.tag(tagObjectEnd)
	e.size(len(entries))
	return nil
}

// keyFormat tells how map keys of a kind become keys of an object; nil when they cannot.
func keyFormat(kind reflect.Kind) func(reflect.Value) string {
	switch kind {
	case reflect.String:
		return reflect.Value.String
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(v reflect.Value) string { return strconv.FormatInt(v.Int(), 10) }
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return func(v reflect.Value) string { return strconv.FormatUint(v.Uint(), 10) }
	}
	return nil
}

func (e *encoder) slice(v reflect.Value) error {
	if v.IsNil() {
		e.null()
		return nil
	}
	self := ref{v.UnsafePointer(), v.Len(), v.Type()}
	shared := v.Len() > 0 && v.Type().Elem().Size() > 0
	if list, ok := reflect.TypeAssert[[]any](v); ok {
		return e.elements(list)
	}
	if v.Type().Elem().Kind() == reflect.Uint8 {
		e.byteSlice(v.Bytes(), self, shared)
		return nil
	}
	if !shared {
		e.seen.skip()
	} else if e.again(self) {
		return nil
	}
	return e.list(v)
}

// byteSlice writes a slice of bytes, the same slice once. The buffer comes first and so has the lower number.
func (e *encoder) byteSlice(b []byte, self ref, shared bool) {
	if _, found := e.seen.find(self); found && shared {
		e.again(self)
		return
	}
	e.bytes(b)
	if shared {
		e.seen.add(self)
	} else {
		e.seen.skip()
	}
}

// array writes a Go array. An array of bytes is a Uint8Array, as a slice of bytes is.
func (e *encoder) array(v reflect.Value) error {
	if v.Type().Elem().Kind() != reflect.Uint8 {
		e.seen.skip()
		return e.list(v)
	}
	b := make([]byte, v.Len())
	reflect.Copy(reflect.ValueOf(b), v)
	e.byteSlice(b, ref{}, false)
	return nil
}

func (e *encoder) list(v reflect.Value) error {
	if v.Type().Elem() == listType.Elem() {
		list := make([]any, v.Len())
		for i := range list {
			list[i] = v.Index(i).Interface()
		}
		return e.items(list)
	}
	if err := e.enter(); err != nil {
		return err
	}
	defer e.leave()
	if v.Len() > math.MaxUint32 {
		return ErrTooLarge // So many can be only if they take no memory.
	}
	e.tag(tagDense)
	e.size(v.Len())
	doubles := !e.exact && allDoubles(v.Len(), v.Index)
	for i := range v.Len() {
		if err := e.element(v.Index(i), doubles); err != nil {
			return under(err, "["+formatIndex(uint32(i))+"]")
		}
	}
	e.tag(tagDenseEnd)
	e.size(0) // Properties.
	e.size(v.Len())
	return nil
}
