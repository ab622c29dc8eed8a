package clone

import "reflect"

// natural gives the value that Unmarshal puts into an any.
func (a *assigner) natural(src any) (any, error) {
	switch src := src.(type) {
	case int32:
		return float64(src), nil
	case TwoByte:
		return string(src), nil
	case *Date:
		if src.Valid() {
			return src.Time(), nil
		}
		return src, nil
	case *Object:
		return into[map[string]any](a, src)
	case *Array, *SparseArray:
		return into[[]any](a, src)
	case *Map, *Set, *Boxed, *Error:
		return a.refined(src)
	}
	return src, nil
}

func into[T any](a *assigner, src any) (any, error) {
	var v T
	err := a.assign(reflect.ValueOf(&v).Elem(), src)
	return v, err
}

// refined copies the nodes that stay themselves, with natural values in them.
func (a *assigner) refined(src any) (any, error) {
	if v, found := a.before(src, reflect.TypeOf(src)); found {
		return v.Interface(), nil
	}
	if err := a.enter(); err != nil {
		return nil, err
	}
	defer a.leave()
	var err error
	switch src := src.(type) {
	case *Map:
		m := &Map{Entries: make([]Entry, len(src.Entries))}
		a.remember(src, reflect.ValueOf(m))
		for i, entry := range src.Entries {
			if m.Entries[i].Key, err = a.natural(entry.Key); err != nil {
				return nil, err
			}
			if m.Entries[i].Value, err = a.natural(entry.Value); err != nil {
				return nil, err
			}
		}
		return m, nil
	case *Set:
		s := &Set{Values: make([]any, len(src.Values))}
		a.remember(src, reflect.ValueOf(s))
		for i, v := range src.Values {
			if s.Values[i], err = a.natural(v); err != nil {
				return nil, err
			}
		}
		return s, nil
	case *Boxed:
		b := &Boxed{}
		a.remember(src, reflect.ValueOf(b))
		b.Value, err = a.natural(src.Value)
		return b, err
	case *Error:
		e := *src
		e.Props = make([]Property, len(src.Props))
		a.remember(src, reflect.ValueOf(&e))
		for i, p := range src.Props {
			e.Props[i].Key = p.Key
			if e.Props[i].Value, err = a.natural(p.Value); err != nil {
				return nil, err
			}
		}
		return &e, nil
	}
	return src, nil
}
