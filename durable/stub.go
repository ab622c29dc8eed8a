package durable

import (
	"errors"

	"dolab/actor"
	"dolab/actor/fault"
	"dolab/durable/platform"
)

// Stub is how to call an object. Calls made on one stub arrive in the order they were made; under a profile with
// CallsInLine those of all stubs do, but for fetches, which overtake. Once the incarnation it reached has been reset, a
// stub gives that error for ever: make a new one (semantics B14, C9).
//
// A stub carries its caller: the incarnation in whose turn it was made, or code outside objects. Only the caller's code
// calls by it. A stub is used by one coroutine at a time; code outside the world may call it too, and the world then runs
// until the call returns.
type Stub struct {
	ns     *Namespace
	id     ID
	from   *instance // the caller; nil for code outside objects
	link   actor.Link
	bond   *bond // with the incarnation it last reached
	broken *platform.Error
	aside  *aside  // its call that waits to be overtaken
	far    *twin   // in the world of an object elsewhere
	limits *limits // of a stub that WithTimeout or For has returned, nil for none
}

// bond is what the stubs that have reached an incarnation share: its reset breaks all of them.
type bond struct{ broken *platform.Error }

// failure is what has broken the stub, nil for nothing.
func (s *Stub) failure() *platform.Error {
	if s.broken == nil && s.bond != nil {
		return s.bond.broken
	}
	return s.broken
}

// ID returns the object's ID.
func (s *Stub) ID() ID {
	_ = s.valid("ID")
	return s.id
}

// Label returns what traces, errors and the patterns of faults call the object: "Class/name", or the class and the
// first 8 digits of an ID without a name.
func (s *Stub) Label() string {
	if s.valid("Label") != nil {
		return s.ns.class.Name + "/none"
	}
	if !s.ns.rt.here(s.id) {
		return s.label()
	}
	return s.ns.object(s.id).label
}

// label is Label for an object that this world does not have, or not yet.
func (s *Stub) label() string { return s.ns.class.Name + "/" + s.id.label() }

// valid refuses a stub of the zero ID. It panics for a stub that no namespace has given, and unwinds code that has been
// killed.
func (s *Stub) valid(op string) error {
	if s == nil || s.ns == nil {
		panic("durable: " + op + " of a nil Stub: a Namespace gives stubs, by Get and GetByName")
	}
	s.ns.rt.w.Check()
	if s.id.bytes == (ID{}).bytes {
		return platform.TypeError(platform.TextNoID)
	}
	return nil
}

// check is valid for an operation that does not travel: it also refuses an object of another world.
func (s *Stub) check(op string) error {
	if err := s.valid(op); err != nil {
		return err
	}
	return s.elsewhere(op)
}

// visit lets code that looks at the object, or operates it, have its record for as long as fn runs: code in the world, or
// outside it by the world's driver. Op does not travel.
func visit[T any](s *Stub, op string, fn func(o *object) (T, error)) (v T, err error) {
	if err := s.check(op); err != nil {
		return v, err
	}
	s.ns.rt.w.Visit(func() { v, err = fn(s.ns.object(s.id)) })
	return v, err
}

// operate is visit for what has no result.
func (s *Stub) operate(op string, fn func(o *object) error) error {
	_, err := visit(s, op, func(o *object) (None, error) { return None{}, fn(o) })
	return err
}

// mayCall is valid for a call. It panics where the running code is not the caller's.
func (s *Stub) mayCall(op string) error {
	if err := s.valid(op); err != nil {
		return err
	}
	if s.from != nil {
		s.from.use(op)
	} else if i := running(s.ns.rt.w); i != nil {
		panic("durable: " + i.String() + ": " + op + " by a stub that code outside objects has made: Namespace.Get in the " +
			"object's own code gives one")
	}
	return nil
}

// peer is the name of the caller in traces.
func (s *Stub) peer() string {
	if s.from != nil {
		return s.from.obj.label
	}
	return clientName(s.ns.rt.w)
}

// result is what a caller is woken with.
type result struct {
	v   any
	err error
}

// caller is who waits for the answer of a call.
type caller struct {
	object *object // that is called
	waker  actor.Waker
	heard  bool // it has an answer
}

// request sends an event to the object and parks the caller until it is answered. From inside an object it
// waits for the output gate first: the request rests on what the object has written. Size is what travels, in bytes.
func (s *Stub) request(k kind, what string, size int, run func(*instance, func(any, error))) (any, error) {
	if err := s.mayCall("a call"); err != nil {
		return nil, err
	}
	if err := s.elsewhere(kindNames[k]); err != nil {
		return nil, err
	}
	w := s.ns.rt.w
	if w.Current() == nil {
		return s.outside(k, what, size, run)
	}
	o, from := s.ns.object(s.id), s.from
	ev := &event{kind: k, what: what, peer: s.peer(), stub: s.origin(), faults: s.requestFaults(), run: run, size: size}
	ev.caller = caller{object: o, waker: w.Current().Waker()}
	if from != nil {
		from.mayWait("a reply")
		if err := from.deeper(ev); err != nil {
			return nil, err
		}
	}
	w.Trace(actor.Event{Kind: "call", Who: o.label, What: ev.name(), Peer: ev.peer})
	if s.limits != nil {
		defer s.limits.watch(w, &ev.caller)()
	}
	ev.bind(o)
	place := s.rank(k, o)
	send := func() { ev.stub.send(ev, place, s.hop().Draw(w, "hop")) }
	if from != nil {
		from.say(send)
	} else {
		send()
	}
	r := w.Current().Park("the reply of "+o.label, ev.name()).(result)
	return r.v, r.err
}

// reply takes the answer of a call back to its caller.
func (ev *event) reply(r result) {
	c := &ev.caller
	p := ev.depart()
	r, late, lost := ev.replyFault(r)
	back := ev.answerHop()
	rt := c.object.rt
	switch later := r; { // R itself stays off the heap where it can.
	case lost:
	case rt.profile.CallsInLine && !(rt.loop && ev.kind == kindFetch):
		c.object.lines.out[between(ev.stub.from)].deliver(rt, rankCall, back, 1, func() {
			if late == 0 {
				ev.hear(later, p)
				return
			}
			rt.w.After(late, func() { ev.hear(later, p) }).For("reply")
		})
	case back+late == 0:
		ev.hear(r, p)
	case rt.loop: // A response, which answers of calls overtake.
		rt.arriveAt(rt.instant(rt.w.Now().Add(back+late)), "reply", func() { ev.hear(later, p) })
	default:
		rt.w.After(back+late, func() { ev.hear(later, p) }).For("reply")
	}
}

// hear wakes the caller with the first answer that arrives. A call that came twice has two.
func (ev *event) hear(r result, p passage) {
	c := &ev.caller
	if ev.twin != nil {
		c = &ev.twin.caller
	}
	if p.lost() {
		Discard(r.v)
		r = result{err: c.object.rt.lost()}
	}
	if c.heard || !c.waker.Wake(r) {
		Discard(r.v)
	}
	c.heard = true
}

func (s *Stub) hop() fault.Dist { return s.ns.rt.hop(s.from) }

// hop is how long a message takes between an object and its caller; from is nil for a process.
func (rt *Runtime) hop(from *instance) fault.Dist {
	if from != nil {
		return rt.profile.ObjectHop
	}
	return rt.profile.ClientHop
}

// outside makes the request on behalf of code that is not in the world, and runs the world meanwhile.
func (s *Stub) outside(k kind, what string, size int, run func(*instance, func(any, error))) (v any, err error) {
	if failed := s.ns.rt.w.Do("driver", func() { v, err = s.request(k, what, size, run) }); failed != nil {
		return nil, errors.Join(failed, err)
	}
	return v, err
}

// clientName is who calls, for traces.
func clientName(w *actor.World) string {
	if i := running(w); i != nil {
		return i.obj.label
	}
	if c := w.Current(); c != nil {
		return c.Name()
	}
	return "driver" // Code outside the world, as in Stub.outside.
}
