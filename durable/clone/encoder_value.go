package clone

import (
	"math/big"
	"reflect"
	"slices"
	"strings"
	"time"
)

var (
	absentType   = reflect.TypeFor[Absent]()
	twoByteType  = reflect.TypeFor[TwoByte]()
	timeType     = reflect.TypeFor[time.Time]()
	bigIntType   = reflect.TypeFor[big.Int]()
	propertyType = reflect.TypeFor[map[string]any]()
	listType     = reflect.TypeFor[[]any]()
)

// value writes any value. The types that need no reflection come first.
func (e *encoder) value(v any) error {
	switch v := v.(type) {
	case nil:
		e.null()
	case bool:
		e.bool(v)
	case int:
		e.int(int64(v))
	case int32:
		if e.exact {
			e.smi(v)
		} else {
			e.int(int64(v))
		}
	case int64:
		e.int(v)
	case float64:
		e.number(v)
	case string:
		e.text(v, false)
	case TwoByte:
		e.text(string(v), e.exact)
	case Absent:
		return e.absent(v)
	case time.Time:
		return e.time(v)
	case map[string]any:
		return e.properties(v)
	case []any:
		return e.elements(v)
	case *Object, *Array, *SparseArray, *Map, *Set, *Date, *ArrayBuffer, *View, *Boxed, *RegExp, *Error,
		*big.Int:
		return e.node(v)
	default:
		return e.reflected(reflect.ValueOf(v))
	}
	return nil
}

// absent writes undefined, and a hole outside of an array as undefined: that is what reading the element gives.
func (e *encoder) absent(a Absent) error {
	if a != Undefined && a != Hole {
		return &DataCloneError{Message: a.String() + " could not be cloned."}
	}
	e.tag(tagUndefined)
	return nil
}

// again writes a reference if the object has been met before; else it numbers it.
func (e *encoder) again(r ref) bool {
	if id, found := e.seen.find(r); found {
		e.tag(tagReference)
		e.varint(uint64(id))
		return true
	}
	e.seen.add(r)
	return false
}

func (e *encoder) properties(m map[string]any) error {
	if m == nil {
		e.null()
		return nil
	}
	if e.again(ref{reflect.ValueOf(m).UnsafePointer(), 0, propertyType}) {
		return nil
	}
	if err := e.enter(); err != nil {
		return err
	}
	defer e.leave()
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, compareKeys)
	e.tag(tagObject)
	for _, key := range keys {
		if err := e.property(Property{Key: key, Value: m[key]}); err != nil {
			return err
		}
	}
	e.tag(tagObjectEnd)
	e.size(len(keys))
	return nil
}

// property writes a key and its value.
func (e *encoder) property(p Property) error {
	e.key(p)
	if err := e.value(p.Value); err != nil {
		return under(err, "."+p.Key)
	}
	return nil
}

func (e *encoder) elements(list []any) error {
	if list == nil {
		e.null()
		return nil
	}
	if len(list) == 0 {
		e.seen.skip() // empty slices may share an address without being the same
	} else if e.again(ref{reflect.ValueOf(list).UnsafePointer(), len(list), listType}) {
		return nil
	}
	return e.items(list)
}

// items writes the elements of a list that has been numbered.
func (e *encoder) items(list []any) error {
	if err := e.enter(); err != nil {
		return err
	}
	defer e.leave()
	if slices.Contains(list, any(Hole)) {
		return e.sparse(fromHoles(list))
	}
	return e.dense(&Array{Elems: list})
}

// fromHoles gives the form in which V8 writes an array that has holes.
func fromHoles(list []any) *SparseArray {
	a := &SparseArray{Length: uint32(len(list))}
	for i, v := range list {
		if v != Hole {
			a.Props = append(a.Props, Property{Key: formatIndex(uint32(i)), Value: v})
		}
	}
	return a
}

// compareKeys orders keys as V8 would find them in an object: integers ascending, then the others, by their bytes.
func compareKeys(a, b string) int {
	i, aIsIndex := parseIndex(a)
	j, bIsIndex := parseIndex(b)
	switch {
	case aIsIndex && bIsIndex:
		return int(int64(i) - int64(j))
	case aIsIndex:
		return -1
	case bIsIndex:
		return 1
	}
	return strings.Compare(a, b)
}
