package search

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// ErrSubject: a Subject cannot be run as it is. The error that wraps it says which, and what to change.
var ErrSubject = errors.New("a subject cannot be run")

// check holds a subject to what can be drawn and run.
func (s *Subject) check() error {
	wrong := func(format string, args ...any) error {
		return fmt.Errorf("%w: subject %s%s", ErrSubject, s.Name, fmt.Sprintf(format, args...))
	}
	switch {
	case s.Name == "":
		return fmt.Errorf("%w: it has no Name", ErrSubject)
	case s.Open == nil:
		return wrong(" has no Open")
	case s.Clients < 0 || s.Clients > clientMax:
		return wrong(": Clients is %d: it is from 0 to %d", s.Clients, clientMax)
	case s.Operations < 0 || s.Operations > operationsMax:
		return wrong(": Operations is %d: it is from 0 to %d", s.Operations, operationsMax)
	case s.Settle < 0:
		return wrong(": Settle is %v: it is not negative", s.Settle)
	}
	var names []string
	for n, d := range s.Deeds {
		switch {
		case d.Name == "":
			return wrong(": deed %d has no Name", n+1)
		case slices.Contains(names, d.Name):
			return wrong(": there are two deeds %s", d.Name)
		}
		names = append(names, d.Name)
		if err := d.check(); err != nil {
			return wrong(": deed %s: %v", d.Name, err)
		}
	}
	for _, text := range slices.Concat(s.Swarm, s.swarmMore) {
		if _, err := points.Parse(when(text, "nth=1")); err != nil {
			return wrong(": Swarm: %q: %v", text, err)
		}
	}
	return nil
}

// check holds a deed to what can be drawn.
func (d *Deed) check() error {
	if slices.ContainsFunc(platformDeeds, func(p Deed) bool { return p.Name == d.Name }) {
		return errors.New("that is what happens to objects by itself: take another name")
	}
	if d.Odds < 0 || d.NMax < 0 || d.NMax > nMax {
		return fmt.Errorf("with Odds %d and NMax %d: both are from 0, NMax is up to %d", d.Odds, d.NMax, nMax)
	}
	known := names(reflect.TypeFor[Operation]())
	for _, field := range d.Fields {
		if !slices.Contains(known, field) {
			return fmt.Errorf("an operation has no field %q for Fields: it has %s", field, strings.Join(known, ", "))
		}
	}
	for _, drawn := range []struct {
		field, from string
		is          bool
	}{
		{"key", "Keys", len(d.Keys) > 0},
		{"n", "NMax", d.NMax > 0},
		{"in", "In", len(d.In) > 0},
	} {
		if drawn.is && !slices.Contains(d.Fields, drawn.field) {
			return fmt.Errorf("%s draws %q, which is not among Fields: %q; add it", drawn.from, drawn.field, d.Fields)
		}
	}
	return nil
}

// when puts the WHEN of a fault into its text.
func when(text, when string) string {
	where, what, _ := strings.Cut(text, " ")
	condition := ""
	if before, after, found := strings.Cut(what, " "); found && strings.HasPrefix(before, "if=") {
		condition, what = before+" ", after
	}
	return fmt.Sprintf("%s %s %s%s", where, when, condition, what)
}
