package search

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Shrunk is what a scenario has been shrunk to.
type Shrunk struct {
	Scenario Scenario // Fails is what it was shrunk for
	Outcome  Outcome
	Tried    int // how many scenarios were run
}

// triesShrink bounds how many scenarios a shrinking runs.
const triesShrink = 3000

// Shrink makes a scenario smaller while the same thing goes wrong in it: fewer operations and faults, smaller counts,
// shorter times, plainer handlers, a plainer platform. Signature is what is to stay; "" takes the first violation of
// the scenario. A scenario in which that does not go wrong is an error. Once Options.Stop reports true, the smallest
// scenario found until then is returned.
func Shrink(s Scenario, signature string, o Options) (Shrunk, error) {
	out, err := s.Run(o)
	if err != nil {
		return Shrunk{}, err
	}
	if signature == "" && len(out.Violations) > 0 {
		signature = out.Violations[0].Signature()
	}
	if len(out.Violations) == 0 {
		return Shrunk{}, errors.New("nothing to shrink: nothing goes wrong in it")
	}
	if !out.Has(signature) {
		return Shrunk{}, fmt.Errorf("nothing to shrink: %q does not go wrong in it", signature)
	}
	s.Fails, s.Expect = signature, nil
	s.Faults, s.Phases = append(slices.Clone(s.Faults), s.flat()...), nil // The same, as what can be left out one by one.
	k := &shrinking{Shrunk{Scenario: s, Outcome: out, Tried: 1}, o}
	for before := 0; before != k.size() && !k.over(); {
		before = k.size()
		k.operations()
		k.faults()
		k.plainer()
		k.times()
		if k.size() == before {
			k.together()
		}
	}
	return k.Shrunk, nil
}

type shrinking struct {
	Shrunk
	options Options
}

// size is what a pass of shrinking makes smaller, as one number: if it stays, all is done.
func (k *shrinking) size() int { return len(k.Scenario.String()) }

// over reports whether no scenario is to be tried any more.
func (k *shrinking) over() bool {
	return k.Tried >= triesShrink || k.options.Stop != nil && k.options.Stop()
}

// try takes s if it still fails.
func (k *shrinking) try(s Scenario) bool {
	if k.over() {
		return false
	}
	k.Tried++
	k.options.tell(k.Tried, 0, fmt.Sprintf("shrinking, %d operations and %d faults are left",
		len(k.Scenario.Operations), len(k.Scenario.Faults)))
	out, err := s.Run(k.options)
	if err != nil || !out.Has(s.Fails) {
		return false
	}
	k.Scenario, k.Outcome = s, out
	return true
}

// operations leaves out as many as it can, halves first, then fewer.
func (k *shrinking) operations() {
	for size := max(1, len(k.Scenario.Operations)/2); size >= 1; size /= 2 {
		for at := 0; at < len(k.Scenario.Operations); {
			s := k.Scenario
			end := min(at+size, len(s.Operations))
			s.Operations = slices.Delete(slices.Clone(s.Operations), at, end)
			if !k.try(s) {
				at += size
			}
		}
	}
}

func (k *shrinking) faults() {
	for at := 0; at < len(k.Scenario.Faults); {
		s := k.Scenario
		s.Faults = slices.Delete(slices.Clone(s.Faults), at, at+1)
		if !k.try(s) {
			at++
		}
	}
	for at := range k.Scenario.Faults {
		k.fault(at)
	}
}

// fault makes one fault strike once and as early as it can.
func (k *shrinking) fault(at int) {
	f, err := points.Parse(k.Scenario.Faults[at])
	if err != nil || f.Nth == 1 {
		return
	}
	last := f.Nth
	if last == 0 {
		last = 20
	}
	f.Every, f.Chance, f.Times, f.From, f.Until = 0, 0, 0, 0, 0
	for f.Nth = 1; f.Nth < last; f.Nth++ {
		s := k.Scenario
		s.Faults = slices.Clone(s.Faults)
		s.Faults[at] = f.String()
		if k.try(s) {
			return
		}
	}
}

// nthLess is how many events of a fault's kind one operation is taken to make at most.
const nthLess = 3

// together leaves out an operation, and lets a fault count the fewer events that are left, or an operation behind it be
// simpler: it may count what was done before.
func (k *shrinking) together() {
	for at := 0; at < len(k.Scenario.Operations); {
		if !k.fewer(at) && !k.simplerWithout(at) {
			at++
		}
	}
}

// fewer leaves out one operation, with a fault that strikes the earlier for it.
func (k *shrinking) fewer(at int) bool {
	for n, text := range k.Scenario.Faults {
		f, err := points.Parse(text)
		if err != nil {
			continue
		}
		for nth := f.Nth; f.Nth > max(1, nth-nthLess); {
			f.Nth--
			s := k.Scenario
			s.Operations = slices.Delete(slices.Clone(s.Operations), at, at+1)
			s.Faults = slices.Clone(s.Faults)
			s.Faults[n] = f.String()
			if k.try(s) {
				return true
			}
		}
	}
	return false
}

// simplerWithout leaves out one operation, and makes one behind it simpler.
func (k *shrinking) simplerWithout(at int) bool {
	for n := at + 1; n < len(k.Scenario.Operations); n++ {
		for _, simpler := range k.Scenario.subject.Simpler {
			s := k.Scenario
			s.Operations = slices.Clone(s.Operations)
			o := simpler(s.Operations[n])
			if o.Equal(s.Operations[n]) {
				continue
			}
			s.Operations[n] = o
			s.Operations = slices.Delete(s.Operations, at, at+1)
			if s.Check() == nil && k.try(s) {
				return true
			}
		}
	}
	return false
}

// plainer takes away what is special, one thing at a time.
func (k *shrinking) plainer() {
	for _, change := range []func(*Scenario){
		func(s *Scenario) { s.Set = nil },
		func(s *Scenario) { s.Profile = "ideal" },
		func(s *Scenario) { s.Skew = 0 },
		func(s *Scenario) { s.Begin = 0 },
		func(s *Scenario) { s.Seed = 1 },
	} {
		s := k.Scenario
		change(&s)
		if s.String() != k.Scenario.String() {
			k.try(s)
		}
	}
	for at := range k.Scenario.Operations {
		for _, change := range k.simpler(at) {
			k.change(at, change)
		}
		k.change(at, func(o Operation) Operation { o.Client = 0; return o })
	}
}

// simpler are the changes of an operation that the subject knows, or those of its fields.
func (k *shrinking) simpler(at int) []func(Operation) Operation {
	if k.Scenario.subject.Simpler != nil {
		return k.Scenario.subject.Simpler
	}
	var list []func(Operation) Operation
	for _, f := range k.fields(at) {
		list = append(list, f.simpler()...)
	}
	return list
}

// fields are those of an operation.
func (k *shrinking) fields(at int) Fields {
	d, err := k.Scenario.subject.deed(k.Scenario.Operations[at].Do)
	if err != nil {
		return nil
	}
	return d.Fields
}

// change tries one change of one operation.
func (k *shrinking) change(at int, change func(Operation) Operation) bool {
	old := k.Scenario.Operations[at]
	o := change(old)
	if o.Equal(old) || o.check(k.Scenario.subject) != nil {
		return false
	}
	return k.try(k.Scenario.replace(at, o))
}

// replace returns the scenario with another operation at a place.
func (s Scenario) replace(at int, o Operation) Scenario {
	s.Operations = slices.Clone(s.Operations)
	s.Operations[at] = o
	return s
}

// rounds are what times are rounded down to, the coarsest first.
var rounds = []time.Duration{time.Hour, time.Minute, 10 * time.Second, time.Second, 100 * time.Millisecond, 10 * time.Millisecond}

// times makes times shorter or, failing that, rounder.
func (k *shrinking) times() {
	for at := range k.Scenario.Operations {
		k.earlier(at)
		k.shorter(
			func(s Scenario) time.Duration { return s.Operations[at].At },
			func(s *Scenario, d time.Duration) { s.Operations[at].At = d },
		)
		for _, f := range k.fields(at) {
			if span, is := f.(Field[time.Duration]); is {
				k.shorter(
					func(s Scenario) time.Duration { return span.Of(s.Operations[at]) },
					func(s *Scenario, d time.Duration) { s.Operations[at] = s.Operations[at].With(span.Is(d)) },
				)
			}
		}
	}
	k.shorten(func(s *Scenario) *time.Duration { return &s.Heal })
	for _, settle := range []time.Duration{10 * time.Minute, time.Minute} { // Less, and everything is only late.
		s := k.Scenario
		if s.Settle > settle && !strings.HasPrefix(s.Fails, judged) {
			s.Settle = settle
			k.try(s)
		}
	}
	k.shorten(func(s *Scenario) *time.Duration { return &s.Begin })
	k.shorten(func(s *Scenario) *time.Duration { return &s.Skew })
}

// judged begins the signature of what is wrong once all has had its time. With less time other things are wrong.
const judged = "judge: "

// earlier closes the gap before an operation, for it and all behind it.
func (k *shrinking) earlier(at int) {
	var before time.Duration
	if at > 0 {
		before = k.Scenario.Operations[at-1].At
	}
	gap := k.Scenario.Operations[at].At - before
	for _, d := range append([]time.Duration{gap}, rounds...) {
		if d > gap || d <= 0 {
			continue
		}
		s := k.Scenario
		s.Operations = slices.Clone(s.Operations)
		for n := at; n < len(s.Operations); n++ {
			s.Operations[n].At -= d
		}
		s.Heal = max(0, s.Heal-d)
		if s.Check() == nil && k.try(s) {
			return
		}
	}
}

// shorten is shorter for a time of the scenario itself.
func (k *shrinking) shorten(field func(*Scenario) *time.Duration) {
	k.shorter(
		func(s Scenario) time.Duration { return *field(&s) },
		func(s *Scenario, d time.Duration) { *field(s) = d },
	)
}

// shorter tries to make one time zero, or else rounder, or else half of it.
func (k *shrinking) shorter(get func(Scenario) time.Duration, put func(*Scenario, time.Duration)) {
	set := func(d time.Duration) bool {
		s := k.Scenario
		s.Operations = slices.Clone(s.Operations)
		put(&s, d)
		return s.Check() == nil && k.try(s)
	}
	now := func() time.Duration { return get(k.Scenario) }
	if now() == 0 || set(0) {
		return
	}
	for now().Abs() > time.Second && set((now() / 2).Truncate(time.Millisecond)) {
		continue
	}
	for _, round := range rounds {
		d := now()
		if r := d.Truncate(round); r != d && r != 0 && set(r) {
			return
		}
	}
}
