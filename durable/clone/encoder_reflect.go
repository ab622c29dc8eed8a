package clone

import (
	"reflect"
	"time"
)

// reflected writes values of the types that are not known here.
func (e *encoder) reflected(v reflect.Value) error {
	if done, err := e.special(v); done {
		return err
	}
	switch v.Kind() {
	case reflect.Bool:
		e.bool(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		e.int(v.Int())
	case reflect.Uint16:
		if v.Type() == absentType {
			return e.absent(Absent(v.Uint()))
		}
		e.uint(v.Uint())
	case reflect.Uint, reflect.Uint8, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		e.uint(v.Uint())
	case reflect.Float32, reflect.Float64:
		e.number(v.Float())
	case reflect.String:
		e.text(v.String(), e.exact && v.Type() == twoByteType)
	case reflect.Interface:
		return e.value(v.Interface())
	case reflect.Pointer:
		return e.pointer(v)
	case reflect.Struct:
		return e.structure(v)
	case reflect.Map:
		return e.object(v)
	case reflect.Slice:
		return e.slice(v)
	case reflect.Array:
		return e.array(v)
	default: // Func, Chan, UnsafePointer, Complex64, Complex128
		return notCloneable(v.Type())
	}
	return nil
}

// pointer writes what is pointed at. A pointer to a struct is an object; a pointer to anything else is not seen by
// JavaScript: slices and maps have an identity of their own.
func (e *encoder) pointer(v reflect.Value) error {
	if v.IsNil() {
		e.null()
		return nil
	}
	if v.Type().Elem().Kind() != reflect.Struct {
		if err := e.enter(); err != nil {
			return err // a pointer can point at itself
		}
		defer e.leave()
		return e.reflected(v.Elem())
	}
	table := tableOf(v.Type().Elem())
	if table.own {
		return e.own(v)
	}
	if table.opaque {
		return notCloneable(v.Type().Elem())
	}
	if v.Type().Elem().Size() == 0 {
		e.seen.skip() // pointers to nothing are equal without being the same
	} else if e.again(identityOf(v)) {
		return nil
	}
	return e.fields(v.Elem(), table)
}

// own writes a pointer to a struct that has a form of its own.
func (e *encoder) own(pointer reflect.Value) error {
	if pointer.Type().Elem() == timeType {
		if e.again(identityOf(pointer)) {
			return nil
		}
		t, _ := reflect.TypeAssert[time.Time](pointer.Elem())
		return e.date(t)
	}
	return e.node(pointer.Interface())
}

// structure writes a struct that stands in its place by value: an object nothing else can refer to.
func (e *encoder) structure(v reflect.Value) error {
	if v.Type() == timeType {
		t, _ := reflect.TypeAssert[time.Time](v)
		return e.time(t)
	}
	table := tableOf(v.Type())
	if table.own {
		pointer := reflect.New(v.Type())
		pointer.Elem().Set(v)
		return e.node(pointer.Interface())
	}
	if table.opaque {
		return notCloneable(v.Type())
	}
	e.seen.skip()
	return e.fields(v, table)
}

func (e *encoder) fields(v reflect.Value, table *table) error {
	if err := e.enter(); err != nil {
		return err
	}
	defer e.leave()
	count := 0
	e.tag(tagObject)
	for i := range table.fields {
		f := &table.fields[i]
		field, found := f.shown(v)
		if !found {
			continue
		}
		count++
		if f.wire != nil {
			e.buf = append(e.buf, f.wire...)
		} else {
			e.key(Property{Key: f.name})
		}
		if err := e.reflected(field); err != nil {
			return under(err, "."+f.name)
		}
	}
	e.tag(tagObjectEnd)
	e.size(count)
	return nil
}

// isEmpty is encoding/json's notion of omitempty.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Map, reflect.Slice, reflect.Array, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}
