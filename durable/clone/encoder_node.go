package clone

import (
	"math/big"
	"reflect"
)

// node writes what the types of this package stand for, and *big.Int.
func (e *encoder) node(v any) error {
	rv := reflect.ValueOf(v)
	if rv.IsNil() {
		e.null()
		return nil
	}
	switch v := v.(type) {
	case *big.Int:
		e.tag(tagBigInt)
		e.bigint(v)
		return nil
	case *View:
		return e.view(v)
	}
	if e.again(identityOf(rv)) {
		return nil
	}
	switch v := v.(type) {
	case *Date:
		e.tag(tagDate)
		e.double(v.Millis)
		return nil
	case *ArrayBuffer:
		return e.buffer(v)
	case *Boxed:
		return e.boxed(v)
	case *RegExp:
		return e.regExp(v)
	}
	if err := e.enter(); err != nil {
		return err
	}
	defer e.leave()
	return e.container(v)
}

// container writes the nodes that hold other values.
func (e *encoder) container(v any) error {
	switch v := v.(type) {
	case *Object:
		e.tag(tagObject)
		return e.end(v.Props, tagObjectEnd)
	case *Array:
		return e.dense(v)
	case *SparseArray:
		return e.sparse(v)
	case *Map:
		return e.jsMap(v)
	case *Set:
		return e.jsSet(v)
	case *Error:
		return e.jsError(v)
	}
	panic("clone: no encoding for " + reflect.TypeOf(v).String())
}

// identityOf gives what makes a pointer's target the same object.
func identityOf(pointer reflect.Value) ref {
	return ref{pointer.UnsafePointer(), 0, pointer.Type()}
}

// end writes properties and the end of what they belong to.
func (e *encoder) end(props []Property, tag byte) error {
	for i := range props {
		if err := e.property(props[i]); err != nil {
			return err
		}
	}
	e.tag(tag)
	e.size(len(props))
	return nil
}

// dense writes an array element by element.
func (e *encoder) dense(a *Array) error {
	e.tag(tagDense)
	e.size(len(a.Elems))
	doubles := !e.exact && allDoubles(len(a.Elems), func(i int) reflect.Value { return reflect.ValueOf(a.Elems[i]) })
	for i, v := range a.Elems {
		if v == Hole {
			e.tag(tagHole)
		} else if err := e.item(v, doubles); err != nil {
			return under(err, "["+formatIndex(uint32(i))+"]")
		}
	}
	if err := e.end(a.Extra, tagDenseEnd); err != nil {
		return err
	}
	e.size(len(a.Elems))
	return nil
}

func (e *encoder) item(v any, asDouble bool) error {
	if asDouble {
		return e.element(reflect.ValueOf(v), true)
	}
	return e.value(v)
}

func (e *encoder) element(v reflect.Value, asDouble bool) error {
	if !asDouble {
		return e.reflected(v)
	}
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	f, _ := float(v)
	e.tag(tagDouble)
	e.double(f)
	return nil
}

// sparse writes an array as index and value.
func (e *encoder) sparse(a *SparseArray) error {
	e.tag(tagSparse)
	e.varint(uint64(a.Length))
	if err := e.end(a.Props, tagSparseEnd); err != nil {
		return err
	}
	e.varint(uint64(a.Length))
	return nil
}

func (e *encoder) jsMap(m *Map) error {
	e.tag(tagMap)
	for i, entry := range m.Entries {
		if err := e.value(entry.Key); err != nil {
			return under(err, "[key "+formatIndex(uint32(i))+"]")
		}
		if err := e.value(entry.Value); err != nil {
			return under(err, "[value "+formatIndex(uint32(i))+"]")
		}
	}
	e.tag(tagMapEnd)
	e.size(2 * len(m.Entries))
	return nil
}

func (e *encoder) jsSet(s *Set) error {
	e.tag(tagSet)
	for i, v := range s.Values {
		if err := e.value(v); err != nil {
			return under(err, "["+formatIndex(uint32(i))+"]")
		}
	}
	e.tag(tagSetEnd)
	e.size(len(s.Values))
	return nil
}

func (e *encoder) buffer(b *ArrayBuffer) error {
	if !b.Resizable {
		e.tag(tagBuffer)
		e.raw(b.Bytes)
		return nil
	}
	if b.BytesMax < len(b.Bytes) {
		return ErrInvalidView
	}
	e.tag(tagResizable)
	e.size(len(b.Bytes))
	e.size(b.BytesMax)
	e.buf = append(e.buf, b.Bytes...)
	return nil
}

// raw writes a length and so many bytes.
func (e *encoder) raw(b []byte) {
	e.size(len(b))
	e.buf = append(e.buf, b...)
}

// view writes a view after its buffer, each of them once.
func (e *encoder) view(v *View) error {
	if !v.valid() {
		return ErrInvalidView
	}
	self := identityOf(reflect.ValueOf(v))
	if _, found := e.seen.find(self); found {
		e.again(self)
		return nil
	}
	if err := e.node(v.Buffer); err != nil {
		return err
	}
	e.seen.add(self)
	e.window(v.Kind, v.Offset, v.Length, viewFlags(v.Tracking, v.Buffer.Resizable))
	return nil
}

func (e *encoder) window(kind ViewKind, offset, length int, flags uint64) {
	e.tag(tagView)
	e.tag(byte(kind))
	e.varint(uint64(offset))
	e.varint(uint64(length))
	e.varint(flags)
}

func viewFlags(tracking, resizable bool) (flags uint64) {
	if tracking {
		flags |= 1
	}
	if resizable {
		flags |= 2
	}
	return flags
}

// bytes writes a Go slice of bytes: a Uint8Array on a buffer of its own.
func (e *encoder) bytes(b []byte) {
	e.seen.skip()
	e.tag(tagBuffer)
	e.raw(b)
	e.window(Uint8Array, 0, len(b), 0)
}
