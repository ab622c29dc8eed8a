package clone

import (
	"math"
	"math/big"
	"reflect"
	"time"
)

// Unmarshal reads a message into what dst points to, as encoding/json does: into structs, maps, slices, arrays,
// pointers and basic types; what is there stays where the message says nothing. Keys match field names exactly.
// null and undefined make nil of what can be nil, and leave everything else as it was. A number goes into an integer
// only when it is one that fits: nothing is rounded. A float32 takes the nearest value. Into any go the natural values;
// see the package.
//
// As in encoding/json some of the message may have no place: properties without a field, elements beyond the length of
// a Go array, and properties of an array that are no elements are left out. A struct that could hold no property at
// all, because its fields are unexported, is an *UnmarshalTypeError.
//
// What was one object is one pointer, map or slice again, as far as the types allow. Memory is bounded by the message
// and the type. On an error dst may be partly written. Errors: those of Decode, *UnmarshalTypeError, ErrTooSparse,
// ErrDestination.
func Unmarshal(data []byte, dst any) error {
	target := reflect.ValueOf(dst)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return ErrDestination
	}
	d, err := read(data)
	if err != nil {
		return err
	}
	v, err := d.message()
	if err != nil {
		return err
	}
	a := assigner{holes: holesMax, shared: d.shared}
	return a.assign(target.Elem(), v)
}

// assigner puts decoded values into Go ones.
type assigner struct {
	holes  int64
	depth  int
	shared bool // the message has references; without, nothing needs to be remembered
	made   map[made]reflect.Value
}

// enter goes one level down. References can chain more levels than the message itself is deep.
func (a *assigner) enter() error {
	if a.depth == depthMax {
		return ErrTooDeep
	}
	a.depth++
	return nil
}

func (a *assigner) leave() { a.depth-- }

// made is a decoded object as a value of a Go type.
type made struct {
	object any
	typ    reflect.Type
}

// before gives what has been made of an object for a type.
func (a *assigner) before(src any, t reflect.Type) (v reflect.Value, found bool) {
	if !a.shared {
		return v, false
	}
	v, found = a.made[made{src, t}]
	return v, found
}

func (a *assigner) remember(src any, v reflect.Value) {
	if !a.shared || !isObject(src) {
		return
	}
	if a.made == nil {
		a.made = map[made]reflect.Value{}
	}
	a.made[made{src, v.Type()}] = v
}

func isObject(src any) bool {
	switch src.(type) {
	case nil, bool, int32, float64, string, TwoByte, Absent, *big.Int:
		return false
	}
	return true
}

func mismatch(src any, t reflect.Type) error {
	return &UnmarshalTypeError{Value: describe(src), Type: t}
}

// assign puts src, a value as Decode gives it, into dst.
func (a *assigner) assign(dst reflect.Value, src any) error {
	switch kind := dst.Kind(); {
	case src == nil || src == Undefined:
		a.clear(dst, src)
		return nil
	case kind == reflect.Interface:
		return a.assignAny(dst, src)
	case kind == reflect.Pointer:
		return a.pointer(dst, src)
	case kind == reflect.Struct:
		return a.structure(dst, src)
	case kind == reflect.Map:
		return a.mapping(dst, src)
	case kind == reflect.Slice:
		return a.slice(dst, src)
	case kind == reflect.Array:
		return a.array(dst, src)
	}
	return a.basic(dst, src)
}

// clear is null and undefined.
func (a *assigner) clear(dst reflect.Value, src any) {
	switch dst.Kind() {
	case reflect.Interface:
		if src == Undefined && dst.NumMethod() == 0 {
			dst.Set(reflect.ValueOf(Undefined))
			return
		}
		dst.SetZero()
	case reflect.Pointer, reflect.Map, reflect.Slice:
		dst.SetZero()
	case reflect.Uint16:
		if src == Undefined && dst.Type() == absentType {
			dst.SetUint(uint64(Undefined))
		}
	}
}

func (a *assigner) assignAny(dst reflect.Value, src any) error {
	v, err := a.natural(src)
	if err != nil {
		return err
	}
	if nv := reflect.ValueOf(v); nv.Type().AssignableTo(dst.Type()) {
		dst.Set(nv)
		return nil
	}
	return mismatch(src, dst.Type())
}

// pointer makes a new target where there is none. One object becomes one pointer.
func (a *assigner) pointer(dst reflect.Value, src any) error {
	if v, found := a.before(src, dst.Type()); found {
		dst.Set(v)
		return nil
	}
	if isObject(src) && reflect.TypeOf(src) == dst.Type() {
		return a.node(dst, src)
	}
	if dst.Type().Elem().Kind() == reflect.Pointer {
		if err := a.enter(); err != nil {
			return err // a pointer type can point at itself
		}
		defer a.leave()
	}
	if dst.IsNil() {
		dst.Set(reflect.New(dst.Type().Elem()))
	}
	a.remember(src, reflect.ValueOf(dst.Interface()))
	return a.assign(dst.Elem(), src)
}

// node gives a destination of one of this package's pointer types its value.
func (a *assigner) node(dst reflect.Value, src any) error {
	v, err := a.refined(src)
	if err == nil {
		dst.Set(reflect.ValueOf(v))
	}
	return err
}

// structure fills a struct from an object or an error, or from what has the same form.
func (a *assigner) structure(dst reflect.Value, src any) error {
	t := dst.Type()
	if isOwn(t) {
		return a.own(dst, src)
	}
	table := tableOf(t)
	props, ok := propsOf(src)
	if !ok || table.opaque {
		return mismatch(src, t)
	}
	if err := a.enter(); err != nil {
		return err
	}
	defer a.leave()
	for i := range props {
		at, found := table.byName[props[i].Key]
		if !found {
			continue
		}
		field, unmade := table.fields[at].made(dst)
		err := error(nil)
		if unmade != nil {
			err = mismatch(props[i].Value, unmade)
		} else {
			err = a.assign(field, props[i].Value)
		}
		if err != nil {
			return under(err, "."+props[i].Key)
		}
	}
	return nil
}

// propsOf lists the properties of an object, or of an error: its name and message first.
func propsOf(src any) (props []Property, ok bool) {
	switch src := src.(type) {
	case *Object:
		return src.Props, true
	case *Error:
		props = append(props, Property{Key: "name", Value: src.Name})
		if !src.NoMessage {
			props = append(props, Property{Key: "message", Value: src.Message})
		}
		return append(props, src.Props...), true
	}
	return nil, false
}

// own fills time.Time, big.Int and the structs of this package.
func (a *assigner) own(dst reflect.Value, src any) error {
	switch to := dst.Addr().Interface().(type) {
	case *time.Time:
		if date, ok := src.(*Date); ok && date.Valid() {
			*to = date.Time()
			return nil
		}
	case *big.Int:
		return a.bigint(to, src)
	default:
		if reflect.TypeOf(src) == reflect.TypeOf(to) {
			v, err := a.refined(src)
			if err == nil {
				dst.Set(reflect.ValueOf(v).Elem())
			}
			return err
		}
	}
	return mismatch(src, dst.Type())
}

// bigint takes a BigInt, or a number that is an integer.
func (a *assigner) bigint(to *big.Int, src any) error {
	switch src := src.(type) {
	case *big.Int:
		to.Set(src)
		return nil
	case int32:
		to.SetInt64(int64(src))
		return nil
	case float64:
		if src == math.Trunc(src) && !math.IsInf(src, 0) {
			new(big.Float).SetFloat64(src).Int(to)
			return nil
		}
	}
	return mismatch(src, bigIntType)
}
