package clone

import "reflect"

// list gives the elements of what can become a Go slice. Where an array has no element there is Hole; the elements of
// a view are its numbers.
func (a *assigner) list(src any) (elems []any, ok bool, err error) {
	switch src := src.(type) {
	case *Array:
		return src.Elems, true, nil
	case *SparseArray:
		elems, err = a.fill(src)
		return elems, true, err
	case *Set:
		return src.Values, true, nil
	case *View:
		if src.Kind == DataView {
			return nil, false, nil
		}
		elems = make([]any, src.Len())
		for i := range elems {
			elems[i] = src.At(i)
		}
		return elems, true, nil
	}
	return nil, false, nil
}

// fill lays a sparse array out, as long as the message's holes do not get too many.
func (a *assigner) fill(src *SparseArray) ([]any, error) {
	holes := int64(src.Length) - int64(len(src.Props))
	if holes > a.holes {
		return nil, ErrTooSparse
	}
	a.holes -= max(holes, 0) // a property may be no element
	elems := make([]any, src.Length)
	for i := range elems {
		elems[i] = Hole
	}
	for _, p := range src.Props {
		if index, ok := parseIndex(p.Key); ok {
			elems[index] = p.Value
		}
	}
	return elems, nil
}

// raw gives the bytes of a buffer or of a view's window.
func raw(src any) (b []byte, ok bool) {
	switch src := src.(type) {
	case *ArrayBuffer:
		return src.Bytes, true
	case *View:
		return src.Bytes(), true
	}
	return nil, false
}

func (a *assigner) slice(dst reflect.Value, src any) error {
	t := dst.Type()
	if v, found := a.before(src, t); found {
		dst.Set(v)
		return nil
	}
	if b, ok := raw(src); ok && t.Elem().Kind() == reflect.Uint8 {
		v := reflect.MakeSlice(t, len(b), len(b))
		reflect.Copy(v, reflect.ValueOf(b))
		a.remember(src, v)
		dst.Set(v)
		return nil
	}
	elems, ok, err := a.list(src)
	if err != nil {
		return err
	}
	if !ok {
		return mismatch(src, t)
	}
	v := reflect.MakeSlice(t, len(elems), len(elems))
	a.remember(src, v)
	dst.Set(v)
	return a.elements(v, elems)
}

// array fills a Go array: what the message has more is dropped, what it has less is zero.
func (a *assigner) array(dst reflect.Value, src any) error {
	if b, ok := raw(src); ok && dst.Type().Elem().Kind() == reflect.Uint8 {
		dst.SetZero()
		reflect.Copy(dst, reflect.ValueOf(b))
		return nil
	}
	elems, ok, err := a.list(src)
	if err != nil {
		return err
	}
	if !ok {
		return mismatch(src, dst.Type())
	}
	dst.SetZero()
	return a.elements(dst, elems[:min(len(elems), dst.Len())])
}

func (a *assigner) elements(dst reflect.Value, elems []any) error {
	if err := a.enter(); err != nil {
		return err
	}
	defer a.leave()
	for i, elem := range elems {
		if elem == Hole && dst.Type().Elem().Kind() != reflect.Interface {
			continue // a hole is the zero value
		}
		if err := a.assign(dst.Index(i), elem); err != nil {
			return under(err, "["+formatIndex(uint32(i))+"]")
		}
	}
	return nil
}

// mapping fills a Go map from an object, or from a Map.
func (a *assigner) mapping(dst reflect.Value, src any) error {
	t := dst.Type()
	if v, found := a.before(src, t); found {
		dst.Set(v)
		return nil
	}
	var entries []Entry
	switch src := src.(type) {
	case *Object:
		entries = make([]Entry, len(src.Props))
		for i, p := range src.Props {
			entries[i] = Entry{p.Key, p.Value}
		}
	case *Map:
		entries = src.Entries
	default:
		return mismatch(src, t)
	}
	if dst.IsNil() {
		dst.Set(reflect.MakeMapWithSize(t, len(entries)))
	}
	a.remember(src, reflect.ValueOf(dst.Interface()))
	if err := a.enter(); err != nil {
		return err
	}
	defer a.leave()
	_, named := src.(*Object)
	for i, entry := range entries {
		step := "[key " + formatIndex(uint32(i)) + "]"
		if named {
			step = "." + entry.Key.(string)
		}
		key, value := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
		if err := a.mapKey(key, entry.Key, named); err != nil {
			return under(err, step)
		}
		if err := a.assign(value, entry.Value); err != nil {
			return under(err, step)
		}
		dst.SetMapIndex(key, value)
	}
	return nil
}

// mapKey reads a key; an integer where the key of an object is its text.
func (a *assigner) mapKey(dst reflect.Value, key any, named bool) error {
	if !named || dst.Kind() == reflect.String || dst.Kind() == reflect.Interface {
		if err := a.assign(dst, key); err != nil {
			return err
		}
		if !dst.Comparable() {
			return mismatch(key, dst.Type())
		}
		return nil
	}
	if !parseKey(dst, key.(string)) {
		return mismatch(key, dst.Type())
	}
	return nil
}
