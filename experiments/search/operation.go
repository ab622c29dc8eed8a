package search

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dolab/actor"

	"go.yaml.in/yaml/v3"
)

// Operation is one thing that is done. A client does its operations one after another, each at its time or once those
// before are answered.
type Operation struct {
	At     time.Duration `yaml:"at"`
	Client int           `yaml:"client,omitempty"`
	Do     string        `yaml:"do"`            // the name of a Deed, or Evict, Crash, Restart
	Key    string        `yaml:"key,omitempty"` // what it is about, such as the name of an object: see Keys

	values []Value // of the fields that the deed declares, by their names
	index  int     // among the scenario's
}

// What happens to objects, without a client. Each subject has these operations beside its deeds.
const (
	Evict   = "evict"   // by the platform, if the object is quiet
	Crash   = "crash"   // the machine is lost
	Restart = "restart" // the alarm manager starts again
)

// platform are the deeds that are done to the objects and not by them. Key names the object, "Class/name"; "" is any.
var platform = []Deed{
	{Name: Evict, Fields: Fields{Keys()}},
	{Name: Crash, Fields: Fields{Keys()}},
	{Name: Restart},
}

// Place is the operation's place among the scenario's, from 0: a number that no other has.
func (o Operation) Place() int { return o.index }

// With returns the operation with other values of fields. What it does not name stays.
func (o Operation) With(values ...Value) Operation {
	list := slices.Clone(o.values)
	for _, v := range values {
		list = slices.DeleteFunc(list, func(x Value) bool { return x.name == v.name })
		if !zero(v.value) {
			list = append(list, v)
		}
	}
	slices.SortFunc(list, func(a, b Value) int { return strings.Compare(a.name, b.name) })
	if o.values = list; len(list) == 0 {
		o.values = nil
	}
	return o
}

func zero(value any) bool {
	return value == 0 || value == false || value == "" || value == time.Duration(0)
}

// Equal reports whether two operations are the same.
func (o Operation) Equal(other Operation) bool {
	return o.At == other.At && o.Client == other.Client && o.Do == other.Do && o.Key == other.Key &&
		slices.Equal(o.values, other.values)
}

// byPlatform reports whether an operation happens to the object, instead of being asked of it.
func (o Operation) byPlatform() bool { return o.Do == Evict || o.Do == Crash || o.Do == Restart }

// ordered is the operation with its values in the order of its deed's fields. Behind them are those of other deeds.
func (o Operation) ordered(s *Subject) Operation {
	if s == nil || len(o.values) == 0 {
		return o
	}
	d, err := s.deed(o.Do)
	if err != nil {
		return o
	}
	all := d.Fields.and(s.fields())
	place := func(v Value) int {
		if i := slices.IndexFunc(all, func(f AnyField) bool { return f.name() == v.name }); i >= 0 {
			return i
		}
		return len(all)
	}
	o.values = slices.Clone(o.values)
	slices.SortStableFunc(o.values, func(a, b Value) int { return cmp.Compare(place(a), place(b)) })
	return o
}

// MarshalYAML writes an operation in one line.
func (o Operation) MarshalYAML() (any, error) {
	type plain Operation
	n := &yaml.Node{}
	if err := n.Encode(plain(o)); err != nil {
		return nil, err
	}
	for _, v := range o.values {
		name, value := &yaml.Node{}, &yaml.Node{}
		if err := errors.Join(name.Encode(v.name), value.Encode(v.value)); err != nil {
			return nil, err
		}
		n.Content = append(n.Content, name, value)
	}
	n.Style = yaml.FlowStyle
	return n, nil
}

// check holds an operation to what its deed has.
func (o Operation) check(subject *Subject) error {
	d, err := subject.deed(o.Do)
	if err != nil {
		return err
	}
	if err := o.bounds(d.Fields); err != nil {
		return fmt.Errorf("%s: %w", o.Do, err)
	}
	refuse := func(field string) error {
		return fmt.Errorf("%s has no field %s: its fields are %s", o.Do, field, strings.Join(d.Fields.names(), ", "))
	}
	if o.Key != "" && d.Fields.find("key") == nil {
		return refuse("key")
	}
	foreign := func(v Value) bool { return d.Fields.find(v.name) == nil }
	if slices.ContainsFunc(o.values, foreign) {
		list := o.ordered(subject).values
		return refuse(list[slices.IndexFunc(list, foreign)].name)
	}
	if d.Check == nil {
		return nil
	}
	return d.Check(o)
}

// bounds holds spans and numbers to their bounds.
func (o Operation) bounds(fields Fields) error {
	err := cmp.Or(
		bounded[time.Duration]{"at", o.At}.within(0, spanMax),
		bounded[int]{"client", o.Client}.within(0, clientMax),
	)
	for _, v := range o.values {
		if f := fields.find(v.name); f != nil {
			err = cmp.Or(err, f.check(v.value))
		}
	}
	return err
}

// bounded is a number or a span of time under the name of its field.
type bounded[T cmp.Ordered] struct {
	name  string
	value T
}

func (b bounded[T]) within(least, most T) error {
	if b.value < least || b.value > most {
		return fmt.Errorf("%s: %s is out of bounds: want %s to %s", b.name, plain(b.value), plain(least), plain(most))
	}
	return nil
}

// plain writes a number, or a span of time as one reads it.
func plain(v any) string {
	if d, is := v.(time.Duration); is {
		return actor.SpanText(d)
	}
	return fmt.Sprint(v)
}
