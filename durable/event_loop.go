package durable

import (
	"time"

	"dolab/actor/fault"
	"dolab/durable/platform"
)

// WithEventLoop gives calls, answers and commits the order that they have in the one event loop of the reference runtime,
// and leaves nothing of it to chance. It is for comparing with that runtime's transcripts: a world with it does not look
// for other orders. The profile has CallsInLine.
func WithEventLoop() Option {
	return func(rt *Runtime) {
		rt.loop = true
		p := &rt.profile
		p.ClientHop, p.ObjectHop, p.Commit = fault.Const(loopHop), fault.Const(loopHop), fault.Const(loopCommit)
	}
}

// How long things take in an event loop: each stands for some of its turns. Measured by order (goldens order-two,
// order-abort, sync-order, order-timer0 of package worker).
const (
	loopHop         = 100 * time.Nanosecond // of a call
	loopGap         = 10 * time.Nanosecond  // between calls that arrive one behind the other
	loopAnswer      = 15 * time.Nanosecond  // of an answer
	loopInto        = 13 * time.Nanosecond  // more, where it goes to an object, whose input gate it passes
	loopFetched     = 25 * time.Nanosecond  // more, where it is a response
	loopRespond     = 20 * time.Nanosecond  // from the end of a fetch's handler until its response leaves
	loopFrame       = 81 * time.Nanosecond  // between frames of a client
	loopSaid        = 15 * time.Nanosecond  // of a frame of an object
	loopSaidGap     = 65 * time.Nanosecond  // between these
	loopFrameDirect = 12 * time.Nanosecond  // … of sockets that the object has accepted for itself
	loopSaidDirect  = 5 * time.Nanosecond
	loopBegin       = 10 * time.Nanosecond // until a BlockConcurrencyWhile begins
	loopCommit      = 60 * time.Nanosecond // behind all calls that are arriving
)

// EventLoopHops are how long a call and its answer take in an event loop between code outside objects and whatever calls
// it, 0 without WithEventLoop.
func (rt *Runtime) EventLoopHops() (call, answer time.Duration) {
	if !rt.loop {
		return 0, 0
	}
	return loopHop, loopAnswer + loopInto
}

// gap is how long after one call the next arrives that left with it.
func (rt *Runtime) gap() time.Duration {
	if rt.loop {
		return loopGap
	}
	return 1
}

// instant returns the first time from due on at which nothing else arrives in an event loop.
func (rt *Runtime) instant(due time.Time) time.Time {
	if !rt.loop {
		return due
	}
	for rt.arrivals[due] {
		due = due.Add(1)
	}
	if rt.arrivals == nil {
		rt.arrivals = map[time.Time]bool{}
	}
	rt.arrivals[due] = true
	return due
}

// passed forgets an instant that has come.
func (rt *Runtime) passed(due time.Time) {
	if rt.loop {
		delete(rt.arrivals, due)
	}
}

// arriveAt lets something arrive at a time in an event loop.
func (rt *Runtime) arriveAt(due time.Time, what string, arrive func()) {
	rt.w.After(due.Sub(rt.w.Now()), func() {
		rt.passed(due)
		arrive()
	}).For(what)
}

// answerHop draws how long the answer of a call takes back to its caller.
func (ev *event) answerHop() time.Duration {
	rt := ev.caller.object.rt
	if !rt.loop {
		return ev.stub.hop().Draw(rt.w, "hop")
	}
	hop := loopAnswer
	if ev.stub.from != nil {
		hop += loopInto
	}
	if ev.kind == kindFetch {
		hop += loopFetched
	}
	return hop
}

// bind notes which incarnation a call goes to: the one that the object has when the call is made.
func (ev *event) bind(o *object) {
	if o.rt.loop && o.inst != nil {
		ev.bond = o.inst.bond
	}
}

// unbound is the error of a call whose incarnation has been reset on its way, nil for none.
func (ev *event) unbound() *platform.Error {
	if ev.bond == nil || ev.bond.broken == nil {
		return nil
	}
	err := *ev.bond.broken
	err.Remote = err.Remote || ev.kind == kindFetch
	return &err
}

// respond lets the response of a fetch out, in an event loop only some turns of it later and through the input gate.
func (i *instance) respond(ev *event, say func()) {
	if !i.rt.loop || ev.kind != kindFetch {
		say()
		return
	}
	s := i.cur.section
	i.w.After(loopRespond, func() {
		if !i.dead {
			i.enterLater(s, entry{what: "the response of " + ev.name(), enter: say})
		}
	}).For("response")
}

// sendPump lets the next in line at the input gate enter, in an event loop a BlockConcurrencyWhile some turns later.
func (i *instance) sendPump() {
	if !i.rt.loop || !i.gate.beginning(i.gate.top) {
		i.self.Send(pump{})
		return
	}
	i.w.After(loopBegin, func() {
		if !i.dead {
			i.self.Send(pump{})
		}
	}).For("block")
}

// frameInLoop lets a frame arrive in an event loop: from an object, or a further one from a client in one moment. It does
// not hold up calls.
func (rt *Runtime) frameInLoop(c *wire, d *direction, f *frame, arrive func()) {
	direct := c.object.listener != nil // Otherwise it is hibernatable.
	hop, gap := loopHop, loopFrame
	switch {
	case d == &c.down && direct:
		hop, gap = loopSaidDirect, loopSaid
	case d == &c.down:
		hop, gap = loopSaid, loopSaidGap
	case direct:
		gap = loopFrameDirect
	}
	if f.close != nil && d == &c.down && !direct {
		gap += loopSaidDirect
	}
	now := rt.w.Now()
	due := now.Add(hop)
	if next := d.last.Add(gap); next.After(due) {
		due = next
	}
	d.last = rt.instant(due)
	rt.arriveAt(d.last, "frame", arrive)
}
