package search

import (
	"errors"
	"fmt"
	"slices"
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
		for _, change := range []func(*Operation){
			func(o *Operation) { o.N = 0 },
			func(o *Operation) { o.N /= 2 },
			func(o *Operation) { o.N-- },
			func(o *Operation) { o.Again, o.Every = 0, 0 },
			func(o *Operation) { o.Again-- },
			func(o *Operation) { o.Awaits = 0 },
			func(o *Operation) { o.Throws, o.Passing = 0, false },
			func(o *Operation) { o.Throws = min(1, o.Throws) },
			func(o *Operation) { o.Passing = false },
			func(o *Operation) { o.Cancels = "" },
			func(o *Operation) { o.Odd = "" },
			func(o *Operation) { o.ID = "" },
			func(o *Operation) { o.Client = 0 },
		} {
			k.change(at, change)
		}
	}
}

// change tries one change of one operation.
func (k *shrinking) change(at int, change func(*Operation)) bool {
	s := k.Scenario
	s.Operations = slices.Clone(s.Operations)
	o := &s.Operations[at]
	change(o)
	if *o == k.Scenario.Operations[at] || o.check(s.subject) != nil {
		return false
	}
	return k.try(s)
}

// rounds are what times are rounded down to, the coarsest first.
var rounds = []time.Duration{time.Hour, time.Minute, 10 * time.Second, time.Second, 100 * time.Millisecond, 10 * time.Millisecond}

// times makes times shorter or, failing that, rounder.
func (k *shrinking) times() {
	for at := range k.Scenario.Operations {
		k.earlier(at)
		for _, field := range []func(*Operation) *time.Duration{
			func(o *Operation) *time.Duration { return &o.At },
			func(o *Operation) *time.Duration { return &o.In },
			func(o *Operation) *time.Duration { return &o.Awaits },
			func(o *Operation) *time.Duration { return &o.Every },
		} {
			k.shorter(func(s *Scenario) *time.Duration { return field(&s.Operations[at]) })
		}
	}
	k.shorter(func(s *Scenario) *time.Duration { return &s.Heal })
	for _, settle := range []time.Duration{10 * time.Minute, time.Minute} { // Less, and everything is only late.
		s := k.Scenario
		if s.Settle > settle {
			s.Settle = settle
			k.try(s)
		}
	}
	k.shorter(func(s *Scenario) *time.Duration { return &s.Begin })
	k.shorter(func(s *Scenario) *time.Duration { return &s.Skew })
}

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
		if s.check() == nil && k.try(s) {
			return
		}
	}
}

// shorter tries to make one time zero, or else rounder, or else half of it.
func (k *shrinking) shorter(field func(*Scenario) *time.Duration) {
	set := func(d time.Duration) bool {
		s := k.Scenario
		s.Operations = slices.Clone(s.Operations)
		*field(&s) = d
		return s.check() == nil && k.try(s)
	}
	if d := *field(&k.Scenario); d == 0 || set(0) {
		return
	}
	for d := *field(&k.Scenario); d.Abs() > time.Second && set((d / 2).Truncate(time.Millisecond)); {
		d = *field(&k.Scenario)
	}
	for _, round := range rounds {
		d := *field(&k.Scenario)
		if r := d.Truncate(round); r != d && r != 0 && set(r) {
			return
		}
	}
}
