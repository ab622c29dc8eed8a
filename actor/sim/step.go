package sim

import "dolab/actor"

// stopEvery is how many steps a world takes between two questions whether it shall stop.
const stopEvery = 1024

// tallyMax is in how many of the last steps before a bound runs are counted.
const tallyMax = 10_000

// step runs one turn, or where none is ready lets time jump to the next timers due by until and calls them. It
// reports whether there was anything to do.
func (d *driver) step(until int64) bool {
	if d.w.Err() != nil || !d.bounded() {
		return false
	}
	if d.stopped != nil && d.steps%stopEvery == 1 && d.stopped() {
		d.h.Fail(ErrStopped)
		return false
	}
	if len(d.ready) > 0 {
		d.h.Turn(d.take())
		return true
	}
	at, pending := d.timers.Next()
	if !pending || at > until {
		return false
	}
	d.moveTo(at)
	armed := d.timers.Armed() // What the calls below set for now comes in the next step.
	for d.w.Err() == nil {
		t := d.timers.Due(d.clock, armed)
		if t == nil {
			break
		}
		d.h.Call(t)
	}
	return true
}

// take removes the actor whose turn it is from those that are ready.
func (d *driver) take() *actor.Actor {
	i := 0
	if n := len(d.ready); n > 1 {
		i = d.choose(n)
	}
	next := d.ready[i]
	d.ready = append(d.ready[:i], d.ready[i+1:]...)
	return next
}

// choose says whose turn it is, of n that are ready.
func (d *driver) choose(n int) int {
	if d.turns == nil {
		return d.w.Choose("turn", n)
	}
	d.names = d.names[:0]
	for _, a := range d.ready {
		d.names = append(d.names, a.Number())
	}
	return d.turns.ChooseTurn(d.names)
}

// bounded counts a step and reports whether the world may take it.
func (d *driver) bounded() bool {
	d.steps++
	d.instant++
	if d.steps > d.tallyAt[0] || d.instant > d.tallyAt[1] {
		d.h.Watch(true)
	}
	switch {
	case d.instant > d.instantMax:
		d.h.Overrun(actor.ErrInstant, d.instantMax)
	case d.steps > d.stepsMax:
		d.h.Overrun(actor.ErrSteps, d.stepsMax)
	default:
		return true
	}
	return false
}

// moveTo lets time move on to at.
func (d *driver) moveTo(at int64) {
	if at <= d.clock {
		return
	}
	d.clock, d.instant = at, 0
	if d.steps <= d.tallyAt[0] {
		d.h.Watch(false)
	}
}
