package durable

import (
	"slices"
	"time"

	"dolab/actor"
)

// aside is a call that has stepped aside, to be overtaken by the next of another stub. What its own stub sends
// afterwards stays behind it.
type aside struct {
	stub   *Stub
	ev     *event
	arrive func()
	behind []func()
	timer  *actor.Timer
}

// stepAside lets a call wait, at most for d, until another stub's has reached the object.
func (s *Stub) stepAside(ev *event, d time.Duration, arrive func()) {
	o := ev.caller.object
	a := &aside{stub: s, ev: ev, arrive: arrive}
	a.timer = o.rt.w.After(d, a.goOn)
	s.aside = a
	o.asides = append(o.asides, a)
}

// goOn lets the call arrive, and those behind it.
func (a *aside) goOn() {
	o := a.ev.caller.object
	a.timer.Stop()
	o.asides = slices.DeleteFunc(o.asides, func(x *aside) bool { return x == a })
	a.stub.aside = nil
	a.arrive()
	for _, next := range a.behind {
		a.stub.queue(next) // One of them may step aside in its turn.
	}
}

// overtake lets those go on that wait for a call to have arrived: it was another stub's, because their own stays
// behind.
func (o *object) overtake() {
	for _, a := range slices.Clone(o.asides) {
		if slices.Contains(o.asides, a) {
			o.rt.w.Trace(actor.Event{Kind: "overtaken", Who: o.label, What: a.ev.name(), Peer: a.ev.peer})
			a.goOn()
		}
	}
}
