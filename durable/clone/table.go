package clone

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"sync" //detcheck:allow sync the cache of struct tables is shared by worlds that run side by side
)

// table is what a struct type looks like as an object.
type table struct {
	own    bool // the struct has a form of its own: time.Time, big.Int and the types of this package
	opaque bool // all that the struct has is out of sight: an object would have nothing of it
	fields []field
	byName map[string]int
}

// field is a property of a struct.
type field struct {
	name      string
	wire      []byte // the key as it is written; nil where that depends on the place (a two-byte string)
	path      []int  // the way through embedded structs
	tagged    bool
	omitEmpty bool
	omitZero  bool
	sealed    bool // an embedded struct that is opaque; a nil pointer to one is left out
}

// shown is in for a field that is written: one that its options do not omit.
func (f *field) shown(v reflect.Value) (field reflect.Value, found bool) {
	field, found = f.in(v)
	if !found || f.omitEmpty && isEmpty(field) || f.omitZero && field.IsZero() ||
		f.sealed && field.Kind() == reflect.Pointer && field.IsNil() {
		return field, false
	}
	return field, true
}

// in finds the field, unless it lies in an embedded pointer that is nil.
func (f *field) in(v reflect.Value) (field reflect.Value, found bool) {
	for _, i := range f.path {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return v, false
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v, true
}

// made is in for writing: it makes the embedded structs on the way. A struct behind an embedded pointer of an
// unexported type cannot be made; made then gives the type of the pointer.
func (f *field) made(v reflect.Value) (field reflect.Value, unmade reflect.Type) {
	for _, i := range f.path {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if !v.CanSet() {
					return v, v.Type()
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v, nil
}

// tables keeps the table of each struct type: a pure function of the type, so that whoever asks first, worlds and
// goroutines see the same; building one costs a hundred times what looking it up does.
var tables sync.Map // reflect.Type -> *table

func tableOf(t reflect.Type) *table {
	if found, ok := tables.Load(t); ok {
		return found.(*table)
	}
	found, _ := tables.LoadOrStore(t, newTable(t))
	return found.(*table)
}

func newTable(t reflect.Type) *table {
	if isOwn(t) {
		return &table{own: true}
	}
	all, hidden := collect(t)
	b := &table{fields: dominant(all), byName: map[string]int{}}
	b.opaque = len(b.fields) == 0 && (hidden || len(all) > 0)
	slices.SortStableFunc(b.fields, func(a, b field) int {
		_, aIsIndex := parseIndex(a.name)
		_, bIsIndex := parseIndex(b.name)
		if aIsIndex || bIsIndex {
			return compareKeys(a.name, b.name) // integer keys come first in JavaScript
		}
		return 0
	})
	for i := range b.fields {
		f := &b.fields[i]
		b.byName[f.name] = i
		if _, latin1 := measure(f.name); latin1 {
			var e encoder
			e.key(Property{Key: f.name})
			f.wire = e.buf
		}
	}
	return b
}

// collect lists the fields of a struct, those of embedded structs among them, in the order of the source. It also tells
// whether there are fields that cannot be seen. A field that is tagged "-" or has no name holds nothing of the value.
func collect(t reflect.Type) (all []field, hidden bool) {
	var walk func(t reflect.Type, path []int, above []reflect.Type) (blind bool)
	walk = func(t reflect.Type, path []int, above []reflect.Type) (blind bool) {
		for i := range t.NumField() {
			sf := t.Field(i)
			name, options, whole := parseTag(sf.Tag)
			if whole == "-" || sf.Name == "_" {
				continue
			}
			f := field{name: cmp.Or(name, sf.Name), path: append(slices.Clip(path), i), tagged: name != ""}
			f.omitEmpty, f.omitZero = hasOption(options, "omitempty"), hasOption(options, "omitzero")
			if inner, ok := embedded(sf); ok && !f.tagged {
				if slices.Contains(above, inner) {
					continue
				}
				before := len(all)
				sealed := walk(inner, f.path, append(slices.Clip(above), inner)) && len(all) == before
				if f.sealed = sealed && sf.IsExported(); f.sealed {
					all = append(all, f)
				}
				blind = blind || sealed
				continue
			}
			if sf.IsExported() {
				all = append(all, f)
			} else {
				blind = true
			}
		}
		return blind
	}
	hidden = walk(t, nil, []reflect.Type{t})
	return all, hidden
}

// embedded gives the struct whose fields are promoted.
func embedded(sf reflect.StructField) (t reflect.Type, ok bool) {
	t = sf.Type
	if !sf.Anonymous {
		return nil, false
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t, t.Kind() == reflect.Struct && !isOwn(t)
}

// isOwn reports whether a struct has a form of its own.
func isOwn(t reflect.Type) bool {
	switch t {
	case timeType, bigIntType, reflect.TypeFor[Object](), reflect.TypeFor[Array](), reflect.TypeFor[SparseArray](),
		reflect.TypeFor[Map](), reflect.TypeFor[Set](), reflect.TypeFor[Date](), reflect.TypeFor[ArrayBuffer](),
		reflect.TypeFor[View](), reflect.TypeFor[Boxed](), reflect.TypeFor[RegExp](),
		reflect.TypeFor[Error]():
		return true
	}
	return false
}

// dominant applies encoding/json's rule to fields of one name: the shallower wins; among equals the tagged; else none.
func dominant(all []field) []field {
	best := map[string][]int{}
	for i, f := range all {
		best[f.name] = append(best[f.name], i)
	}
	wins := func(a, b field) bool {
		return len(a.path) < len(b.path) || len(a.path) == len(b.path) && a.tagged && !b.tagged
	}
	var out []field
	for i, f := range all {
		alone := true
		for _, j := range best[f.name] {
			alone = alone && (i == j || wins(f, all[j]))
		}
		if alone {
			out = append(out, f)
		}
	}
	return out
}

// parseTag reads `clone:"name,options"`, or `json:"name,options"` where there is no clone tag.
func parseTag(tag reflect.StructTag) (name, options, whole string) {
	text, ok := tag.Lookup("clone")
	if !ok {
		text = tag.Get("json")
	}
	name, options, _ = strings.Cut(text, ",")
	return name, options, text
}

func hasOption(options, option string) bool {
	for part := range strings.SplitSeq(options, ",") {
		if part == option {
			return true
		}
	}
	return false
}
