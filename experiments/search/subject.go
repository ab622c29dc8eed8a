package search

import (
	"fmt"
	"slices"
	"time"

	"dolab/actor"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/experiments"
	"dolab/experiments/check"
)

// Subject is what a search is about: objects, what can be done to them, and what is promised of them.
type Subject struct {
	Name  string
	About string
	// Deeds are what clients can do. What a scenario can do besides happens to the objects: Evict, Crash, Restart. None:
	// only that happens, and what Open has begun.
	Deeds []Deed
	// Open begins the subject in a fresh world: it declares the classes and what is promised.
	Open func(*World) (Play, error)

	Clients    int      // how many clients a drawn scenario has at most, up to 100; 0: 3
	Operations int      // … and how many operations, up to 10,000; 0: 14
	Swarm      []string // the faults that are drawn, without their WHEN; nil: Swarm(); empty: none
	swarmMore  []string // … and with choices of their own
	// Settle is how long everything has to come right once nothing goes wrong any more; 0: 2 h.
	Settle time.Duration
	// Draw draws the operations of a scenario; nil: of the deeds, by their odds.
	Draw func(actor.Chooser) []Operation
	more func(actor.Chooser, *Scenario) // draws more
	// schedules: the subject is a multiplexer, and Schedule … Read and all fields of Operation mean what is said there.
	// To any other subject they are names like others.
	schedules bool
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

// Deed is one thing that clients can do. Fields names the fields of Operation that it uses beside At, Client and Do, as
// the text form names them: what Keys, NMax and In draw must be among them. Any name will do but those of what happens
// to objects: Evict, Crash, Restart.
type Deed struct {
	Name   string
	Fields []string

	Odds int             // how often it is drawn, against the others; 0: 1
	Keys []string        // what "key" is drawn from
	NMax int             // "n" is drawn from 1 to this; 0: left out
	In   []time.Duration // what "in" is drawn from
}

// Play is a subject in one world.
type Play interface {
	// Do does an operation for a client, on a coroutine of the client's, and returns once it is answered. An error of
	// the platform is a violation as long as nothing has gone wrong.
	Do(c *Client, o Operation) error
}

// A Play may be more:
type (
	// Looker looks at the objects, at moments at which nothing happens, after something has. It makes no traffic.
	Looker interface{ Look() }
	// Judger holds the world's end against what was promised. It is called from outside the world and may call objects,
	// which lets the world run: nothing goes wrong any more.
	Judger interface{ Judge() }
	// Pager shows what the subject keeps, to a reader.
	Pager interface{ Page() string }
	// teller counts what a subject of this package has done.
	teller interface{ tell(*Outcome) }
)

// deed returns a deed of the subject, or what everybody has, by its name.
func (s *Subject) deed(name string) (Deed, error) {
	all := append(slices.Clone(s.Deeds), platformDeeds...)
	known := make([]string, len(all))
	for n, d := range all {
		if d.Name == name {
			return d, nil
		}
		known[n] = d.Name
	}
	return Deed{}, &experiments.ErrUnknown{What: "value of do", Name: name, Known: known}
}

// platform are the deeds that are done to the objects and not by them. Key names the object, "Class/name"; "" is any.
var platformDeeds = []Deed{
	{Name: Evict, Fields: []string{"key"}},
	{Name: Crash, Fields: []string{"key"}},
	{Name: Restart},
}

// find returns the subject of a name: one of those given, or a multiplexer.
func find(name string, given []Subject) (*Subject, error) {
	known := make([]string, len(given))
	for n := range given {
		if given[n].Name == name {
			return &given[n], nil
		}
		known[n] = given[n].Name
	}
	return nil, &experiments.ErrUnknown{What: "subject", Name: name, Known: known}
}

// World is a scenario's world: for its subject, and for those who look into it.
type World struct {
	*sim.World
	Objects  *durable.Runtime
	Scenario Scenario
	// Watch holds what is promised: Always, Sometimes, Eventually. It looks whenever Looker would.
	Watch check.Watch

	t *trial
}

// Namespace declares a class.
func (w *World) Namespace(c durable.Class) (*durable.Namespace, error) { return w.Objects.Namespace(c) }

// Violate notes that a promise was not kept. Oracle and detail make its signature and have no names, times and numbers
// in them; note says what exactly.
func (w *World) Violate(oracle, detail, note string) { w.t.add(oracle, detail, note) }

// Calm reports whether nothing has gone wrong yet that the scenario has brought about.
func (w *World) Calm() bool { return w.t.calm() }

// Deaths returns when objects died in other ways than by eviction.
func (w *World) Deaths() []time.Time { return slices.Clone(w.t.ear.deaths) }

// Lab is the world as experiments have it.
func (w *World) Lab() *experiments.Lab { return &experiments.Lab{World: w.World, Objects: w.Objects} }

// Client is who does the operations of one number, one after another.
type Client struct {
	N int
	w *World
}

// Close panics: the search closes the worlds that it makes.
func (w *World) Close() { panic("search: the subject closes its world: that is the search's to do") }

// Access records an operation on a register or a counter, for the judgement of their answers (check.Linear): op is
// "read", "write" or "increment", value what is written, and the result of do what is read or the count after the
// increment. Register names which one; each is judged by itself.
func (c *Client) Access(register, op string, value int, do func() (int, error)) error {
	t := c.w.t
	t.moment++
	a := check.Access{Client: c.N, Op: op, Value: value, Call: t.moment}
	got, err := do()
	t.moment++
	a.Got, a.Return, a.Answered = got, t.moment, err == nil
	t.history[register] = append(t.history[register], a)
	return err
}

// World is the client's world.
func (c *Client) World() *World { return c.w }

// String names the client, as traces do.
func (c *Client) String() string { return fmt.Sprint("client", c.N) }
