package durable

import (
	"time"

	"dolab/actor"
)

// Inspection is all there is to see of an object at one moment, as data: for a reader who wants to know why nothing
// goes on, or who waits for whom.
type Inspection struct {
	Who   string // "Class/name"
	Sight Sight  // whether it lives, and how its alarm stands

	Locks   []string  // critical sections that hold the input gate, the innermost last: "constructor", …
	Waiting []Entrant // who waits at the input gate, in the order in which they would enter now
	Mailbox []string  // what has arrived and gets its turn, in order
	Slow    []string  // what has arrived and waits until the object is free
	FreeAt  time.Time // when the last turn's time is over; zero where nothing waits for that
	Events  []InFlight
	Tasks   []Coroutine
	Timers  []time.Time // when those of State.After are due, the earliest first
	Commits Commits
	Held    []Held      // what the output gate holds, in the order of saying
	Sockets []SocketEnd // accepted ones, the oldest first
	Bodies  []BodyEnd   // of requests and responses that stream and are not over, in the order of their beginning
	IdleAt  time.Time   // when somebody looks whether it is idle; zero for never

	Ahead        time.Duration // how far its clock is ahead of the world's
	ManagerAhead time.Duration // … and that of the alarm manager

	Stored Stored
}

// Entrant is one who waits at the input gate.
type Entrant struct {
	What   string // "call Increment", "resume call Increment", …
	Within string // the critical section it was started in; "" for none
	Begins bool   // a critical section begins with it
}

// InFlight is an event that an object has accepted and not yet answered.
type InFlight struct {
	What    string // "call Increment"
	Peer    string // who caused it
	Started bool   // its handler has been called
}

// Coroutine is a coroutine of an object.
type Coroutine struct {
	Name   string // what it runs: "call Increment", "alarm 2026-01-01T00:00:01.000Z", "go", …
	Within string // the critical section it runs in; "" for none
	Wait   actor.Wait
}

// Commits are the numbers of an object's commits. What was said rests on one and is held until that is durable.
type Commits struct {
	Issued  int64 // the newest
	Sent    int64 // the newest on its way to the disk
	Durable int64 // the newest that the disk has confirmed
	Writing bool  // a turn has written and not ended
	Arming  bool  // they wait for the alarm manager
}

// Held is something said that waits for a commit.
type Held struct {
	Who    string // the coroutine that has said it
	Commit int64
}

// SocketEnd is an object's end of a WebSocket.
type SocketEnd struct {
	N     int64 // which of the object's, from 1
	State int   // ReadyStateOpen, …
	Tags  []string
	Heard int // frames that have arrived and are not dispatched
	Said  int // frames that the output gate holds
}

// BodyEnd is an object's end of a body that streams.
type BodyEnd struct {
	What    string // the request that it is of: "fetch GET /"
	Peer    string // who made that
	Request bool   // it is the request's, not the response's
	Writing bool   // the object sends it; otherwise the object reads it
	Bytes   int    // at this end: written and not sent, or arrived and not read
	Ahead   int    // sent, and not known to be read
}

// Inspect returns all there is to see of an object. It wakes no object, draws nothing and changes nothing.
func (rt *Runtime) Inspect(s *Stub) (Inspection, error) {
	return s.look("Inspect", (*object).inspect)
}

// InspectAll inspects all objects that have ever been reached, class by class in the order of declaration, and in a
// class in the order of first use.
func (rt *Runtime) InspectAll() (all []Inspection, err error) {
	rt.w.Visit(func() {
		for o := range rt.objects() {
			var x Inspection
			if x, err = o.inspect(); err != nil {
				all = nil
				return
			}
			all = append(all, x)
		}
	})
	return all, err
}

// Glance is Inspect without what is stored: it does not read the tables.
func (rt *Runtime) Glance(s *Stub) (Inspection, error) {
	return s.look("Glance", (*object).glance)
}

// look inspects the object, where it has ever been reached.
func (s *Stub) look(op string, inspect func(*object) (Inspection, error)) (x Inspection, err error) {
	if err := s.check(op); err != nil {
		return x, err
	}
	o := s.ns.objects[s.id.bytes]
	if o == nil {
		return Inspection{Who: s.label()}, nil
	}
	s.ns.rt.w.Visit(func() { x, err = inspect(o) })
	return x, err
}

func (o *object) inspect() (x Inspection, err error) {
	if x, err = o.glance(); err != nil {
		return x, err
	}
	x.Stored, err = o.stored()
	return x, err
}

func (o *object) glance() (x Inspection, err error) {
	x.Who, x.ManagerAhead = o.label, o.rt.scheduler.Ahead()
	if x.Sight, err = o.sight(); err != nil {
		return x, err
	}
	for _, ws := range o.sockets {
		x.Sockets = append(x.Sockets, SocketEnd{ws.n, ws.ReadyState(), ws.tags, len(ws.heard), len(ws.wire.said)})
	}
	if o.inst != nil {
		o.inst.inspect(&x)
	}
	return x, nil
}

func (i *instance) inspect(x *Inspection) {
	x.Ahead = i.skew
	x.Locks, x.Waiting = i.gate.inspect()
	for _, msg := range i.self.Messages() {
		x.Mailbox = append(x.Mailbox, described(msg))
	}
	for _, msg := range i.slow {
		x.Slow = append(x.Slow, described(msg))
	}
	if i.w.Now().Before(i.slowUntil) {
		x.FreeAt = i.slowUntil
	}
	for _, ev := range i.events {
		x.Events = append(x.Events, InFlight{ev.name(), ev.peer, ev.started})
	}
	for _, t := range i.tasks {
		seen := Coroutine{Name: t.name, Within: i.gate.in(t.section).what}
		if t.co != nil {
			seen.Wait, _ = t.co.Wait()
		}
		x.Tasks = append(x.Tasks, seen)
	}
	for _, t := range i.timers.list {
		if !t.sleep {
			x.Timers = append(x.Timers, t.due)
		}
	}
	for _, b := range i.bodies {
		t := b.(*transfer)
		if t.from == i && !t.left {
			x.Bodies = append(x.Bodies, BodyEnd{t.what, t.peer, t.up, true, t.source.bytes, t.ahead})
		}
		if t.to == i && !t.target.drained() {
			x.Bodies = append(x.Bodies, BodyEnd{t.what, t.peer, t.up, false, t.target.bytes, t.ahead})
		}
	}
	c := &i.commits
	x.Commits = Commits{c.issued, c.sent, c.durable, c.writing, c.arming}
	for _, h := range i.out.held {
		seen := Held{Commit: h.n}
		if h.who != nil {
			seen.Who = h.who.name
		}
		x.Held = append(x.Held, seen)
	}
	if i.idle.check != nil {
		x.IdleAt = i.idle.checkAt
	}
}

// inspect returns the sections that are active, the innermost last, and who waits, in the order of entering should all
// sections end as they stand.
func (g *gate) inspect() (locks []string, waiting []Entrant) {
	for s := g.top; s != nil; s = s.parent {
		if s != &g.root {
			locks = append([]string{s.what}, locks...)
		}
		for _, e := range s.starters {
			waiting = append(waiting, Entrant{e.what, s.what, true})
		}
		for _, e := range s.waiters {
			waiting = append(waiting, Entrant{e.what, s.what, false})
		}
	}
	return locks, waiting
}

// described is a message as a reader calls it.
func described(msg any) string {
	switch m := msg.(type) {
	case *event:
		return m.name()
	case resume:
		return "resume " + m.t.name
	case later:
		return m.entry.what
	case construct:
		return "construct"
	case pump:
		return "the next at the input gate"
	}
	return "a turn"
}
