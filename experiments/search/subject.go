//detcheck:file sync which texts can be read depends on nothing else

package search

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"dolab/actor"
	"dolab/experiments"
)

// Subject is what a search is about: objects, what can be done to them, and what is promised of them.
type Subject struct {
	Name  string
	About string
	// Field is the field of a scenario file that names the subject; "": subject.
	Field string
	// Deeds are what clients can do. What a scenario can do besides happens to the objects: Evict, Crash, Restart. None:
	// only that happens, and what Open has begun.
	Deeds []Deed
	// Open begins the subject in a fresh world: it declares the classes and what is promised.
	Open func(*World) (Play, error)

	Clients    int // how many clients a drawn scenario has at most, up to 100; 0: 3
	Operations int // … and how many operations, up to 10,000; 0: 14
	// Swarm are the faults that are drawn, without their WHEN; nil: Swarm(); empty: none.
	Swarm []string
	// SwarmMore are faults that are drawn besides, with choices of their own. A subject that learns new faults adds them
	// here: a seed that draws none of them keeps the faults that it had.
	SwarmMore []string
	// Sweeps are what CrashSweep does at each point besides crashes, such as "evict".
	Sweeps []string
	// Settle is how long everything has to come right once nothing goes wrong any more; 0: 2 h.
	Settle time.Duration

	// Long are pauses of minutes and hours that some seeds have between operations, so that faults can strike at work that
	// is due long after it was asked for; nil: none.
	Long []time.Duration

	// Draw draws the operations of a scenario, and its Load if there is to be one; nil: operations of the deeds, by their
	// odds.
	Draw func(actor.Chooser, *Scenario)
	// Finish completes a drawn scenario, which then has its faults and times; nil: there is nothing to add.
	Finish func(*Scenario)
	// Check refuses scenarios whose operations make no sense together; nil: none.
	Check func(Scenario) error
	// HeldUp is how long the operations of a scenario may hold up what is behind them, all together; nil: not at all. Work
	// that is late by no more than that is not late.
	HeldUp func(Scenario) time.Duration
	// Simpler are the changes of an operation that Shrink tries, in this order; nil: those that leave a field out, and
	// those that make a number smaller. A change that changes nothing, or that a Check refuses, is not tried.
	Simpler []func(Operation) Operation
}

// Designs returns what an experiment compares as subjects, each named FAMILY/DESIGN: s is what they have in common, and
// open begins one of them in a world.
func Designs[D experiments.Design](s Subject, designs []D, open func(*World, D) (Play, error)) []Subject {
	list := make([]Subject, len(designs))
	for n, d := range designs {
		list[n] = s
		list[n].Name += "/" + d.Label()
		list[n].Open = func(w *World) (Play, error) { return open(w, d) }
	}
	return list
}

// Play is a subject in one world: what its Open returns, and what its deeds are methods of (see Do).
type Play any

// A Play may be:
type (
	// Looker looks at the objects, at moments at which nothing happens, after something has. It makes no traffic. Without
	// it World.Watch looks, and the two copies of each object's alarm are compared.
	Looker interface{ Look() }
	// Judger holds the world's end against what was promised. It is called from outside the world and may call objects,
	// which lets the world run: nothing goes wrong any more.
	Judger interface{ Judge() }
	// Pager shows what the subject keeps, to a reader.
	Pager interface{ Page(*Page) }
	// Explainer tells where trouble has met the subject's code: a line each, for a reader. World.Explained says whether
	// somebody will ask.
	Explainer interface{ Explain() []string }
	// Noter tells what a hunt should not leave unsaid even where nothing goes wrong: a line each, for a reader.
	Noter interface{ Notes() []string }
	// Counter counts what was done, for Outcome.Asked and Outcome.Runs. Without it both are the operations that were
	// answered without an error.
	Counter interface{ Count() (asked, runs int) }
)

// deed returns a deed of the subject, or what everybody has, by its name.
func (s *Subject) deed(name string) (*Deed, error) {
	for _, list := range [][]Deed{s.Deeds, platformDeeds} {
		for n := range list {
			if list[n].Name == name {
				return &list[n], nil
			}
		}
	}
	var known []string
	for _, d := range slices.Concat(s.Deeds, platformDeeds) {
		known = append(known, d.Name)
	}
	return nil, &experiments.ErrUnknown{What: "value of do", Name: name, Known: known}
}

// fields are those of all deeds, each name once.
func (s *Subject) fields() Fields {
	var all Fields
	for _, list := range [][]Deed{s.Deeds, platformDeeds} {
		for _, d := range list {
			all = all.and(d.Fields)
		}
	}
	return all
}

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
	all := s.fields()
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
		for _, f := range d.Fields {
			if other := all.find(f.name()); other.kind() != f.kind() {
				return wrong(": deed %s: its field %s holds %v, and that of another deed %v", d.Name, f.name(), f.kind(), other.kind())
			}
		}
	}
	for _, text := range slices.Concat(s.Swarm, s.SwarmMore) {
		if _, read := readable.Load(text); read {
			continue
		}
		if _, err := points.Parse(when(text, "nth=1")); err != nil {
			return wrong(": Swarm: %q: %v", text, err)
		}
		readable.Store(text, true)
	}
	return nil
}

// readable are the texts of Swarms that were read without an error. Each world of a hunt asks.
var readable sync.Map
