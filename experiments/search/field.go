package search

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"dolab/actor"
)

// Field is a field of operations beside At, Client, Do and Key. The deeds that use it list it in Deed.Fields, and a
// scenario file then has it under its name:
//
//	var delay = search.Field[time.Duration]{Name: "in", Draw: []time.Duration{0, time.Second}}
//
//	d := delay.Of(o)                         // 0 where o has none
//	o = o.With(delay.Is(5 * time.Second))    // a copy
//
// Numbers are from 0 to 10,000, durations from 0 to ten years.
type Field[T int | bool | string | time.Duration] struct {
	Name     string
	Draw     []T  // the values that Subject.Scenario draws from; none: a drawn operation leaves the field out
	Negative bool // a number or a duration may also be below 0, by as much
}

// AnyField is a Field of any type, or Keys.
type AnyField interface {
	name() string
	kind() reflect.Type
	check(value any) error
	draw(c actor.Chooser, o *Operation)
	simpler() []func(Operation) Operation
}

// Fields are the fields of a deed, in the order in which a scenario file shows them.
type Fields []AnyField

// Value is a field with a value: see Field.Is and Operation.With.
type Value struct {
	name  string
	value any // never the zero value of its type
}

// Of returns the field's value in an operation, the zero value where the operation leaves it out.
func (f Field[T]) Of(o Operation) T {
	var zero T
	for _, v := range o.values {
		if v.name == f.Name {
			if x, is := v.value.(T); is {
				return x
			}
		}
	}
	return zero
}

// Is returns the field with a value, for Operation.With. The zero value leaves the field out.
func (f Field[T]) Is(value T) Value { return Value{f.Name, value} }

func (f Field[T]) name() string { return f.Name }

func (f Field[T]) kind() reflect.Type { return reflect.TypeFor[T]() }

// check holds a value to the field's type and bounds.
func (f Field[T]) check(value any) error {
	least := 0
	if f.Negative {
		least = -1
	}
	if _, is := value.(T); !is {
		return fmt.Errorf("%s: %v is not %s", f.Name, value, kinds[f.kind()])
	}
	switch x := value.(type) {
	case int:
		return bounded[int]{f.Name, x}.within(least*nMax, nMax)
	case time.Duration:
		return bounded[time.Duration]{f.Name, x}.within(time.Duration(least)*spanMax, spanMax)
	}
	return nil
}

func (f Field[T]) draw(c actor.Chooser, o *Operation) {
	if len(f.Draw) > 0 {
		*o = o.With(f.Is(f.Draw[c.Choose("search.deed."+f.Name, len(f.Draw))]))
	}
}

// simpler are changes that make the value plainer, for Shrink. Durations are not among them: Shrink shortens them with
// the other times.
func (f Field[T]) simpler() []func(Operation) Operation {
	var zero T
	clear := func(o Operation) Operation { return o.With(f.Is(zero)) }
	number, is := any(f).(Field[int])
	switch {
	case is:
		return []func(Operation) Operation{
			clear,
			func(o Operation) Operation { return o.With(number.Is(number.Of(o) / 2)) },
			func(o Operation) Operation { return o.With(number.Is(nearer(number.Of(o)))) },
		}
	case f.kind() == reflect.TypeFor[time.Duration]():
		return nil
	}
	return []func(Operation) Operation{clear}
}

// nearer is the number next to n on the way to 0.
func nearer(n int) int {
	if n < 0 {
		return n + 1
	}
	return max(0, n-1)
}

// keys is the field Operation.Key of a deed.
type keys []string

// Keys is the field Operation.Key for Deed.Fields, with the keys that Subject.Scenario draws from. Without any, a drawn
// operation leaves it out.
func Keys(draw ...string) AnyField { return keys(draw) }

func (keys) name() string { return "key" }

func (keys) kind() reflect.Type { return reflect.TypeFor[string]() }

func (keys) check(any) error { return nil }

func (k keys) draw(c actor.Chooser, o *Operation) {
	if len(k) > 0 {
		o.Key = k[c.Choose("search.key", len(k))]
	}
}

func (keys) simpler() []func(Operation) Operation { return nil }

// find returns the field of a name, nil for none.
func (f Fields) find(name string) AnyField {
	i := slices.IndexFunc(f, func(x AnyField) bool { return x.name() == name })
	if i < 0 {
		return nil
	}
	return f[i]
}

// and returns the fields with those of others whose names are new.
func (f Fields) and(others Fields) Fields {
	all := f[:len(f):len(f)]
	for _, x := range others {
		if all.find(x.name()) == nil {
			all = append(all, x)
		}
	}
	return all
}

// names are what a scenario file calls the fields of an operation that has these.
func (f Fields) names() []string {
	list := slices.Clone(always)
	for _, x := range f {
		list = append(list, x.name())
	}
	return list
}

// always are the fields that each operation has.
var always = []string{"at", "client", "do"}

// check holds the names of the fields to what a scenario file can say.
func (f Fields) check() error {
	for n, x := range f {
		_, key := x.(keys)
		switch name := x.name(); {
		case name == "":
			return fmt.Errorf("field %d has no Name", n+1)
		case slices.Contains(always, name):
			return fmt.Errorf("each operation has a field %s: take another name", name)
		case name == "key" && !key:
			return fmt.Errorf("the field key is Keys: take another name")
		case f[:n].find(name) != nil:
			return fmt.Errorf("there are two fields %s", name)
		}
	}
	return nil
}
