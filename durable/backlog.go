package durable

import "time"

// stackMax is how many commits may lie on one another while the disk has not caught up. An object whose commits
// overlap without end then takes no further turn until it has: marks in the database cannot be removed from below.
const stackMax = 256

// occupied reports whether a message has to wait: behind others, until the running turn or the time of the last is
// over, or for the disk.
func (i *instance) occupied() bool {
	return i.cpu.busy || len(i.slow) > 0 || i.w.Now().Before(i.slowUntil) || i.obj.db.Crowded(stackMax)
}

// take is a turn.
func (i *instance) take(msg any) {
	i.worked, i.cpu.turn = false, 0
	i.turn(msg)
	i.endTurn()
}

// occupy adds the time that a turn has taken beyond the CPU its code says it uses: none where the turn only put an
// event into a queue. It counts as CPU.
func (i *instance) occupy() {
	switch {
	case i.worked && (len(i.rt.profile.TurnTime.Q) > 0 || len(i.heap.isolate.slow) > 0):
		d := i.rt.profile.TurnTime.Draw(i.w, "turn.time") + i.heap.isolate.drag(i.w)
		i.slowUntil = i.w.Now().Add(d)
		i.takeNext(d)
		if granted, enough := i.charge(d); !enough {
			i.after(granted, cpuExhausted{})
		}
	case len(i.slow) > 0:
		i.takeNext(0)
	}
}

// takeNext takes the first message that waits when d has passed. One timer does it.
func (i *instance) takeNext(d time.Duration) {
	if i.draining {
		return
	}
	i.draining = true
	i.after(d, freeAgain{}).For("slow line")
}

// takeFirst takes the first message that waits, unless the object is still occupied.
func (i *instance) takeFirst() {
	i.draining = false
	left := i.slowUntil.Sub(i.w.Now())
	switch {
	case i.cpu.busy || len(i.slow) == 0 || i.obj.db.Crowded(stackMax):
	case left > 0:
		i.takeNext(left)
	default:
		i.take(shift(&i.slow))
	}
}
