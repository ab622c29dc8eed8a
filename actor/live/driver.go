package live

import (
	"slices"
	"time"

	"dolab/actor"
)

// How much of each kind the world does before it looks at the others.
const (
	inboxPart = 256
	turnsMax  = 256
	timersMax = 256
)

// sleepMax is how long the world sleeps at most before it looks at the clock: a machine that was suspended wakes its
// timers late.
const sleepMax = time.Minute

// driver is the machine's time and a single-threaded scheduler. It is the actor.Driver of a World, and belongs to the
// world's goroutine.
type driver struct {
	w       *actor.World
	h       actor.Handle
	clock   clock
	alarm   alarm
	inbox   *inbox
	chooses bool // the Chooser says whose turn it is

	taken []func() // from the inbox; those from at on have not been called
	at    int

	ready  []*actor.Actor // those from head on, in the order in which they became ready
	head   int
	timers actor.Timers

	process *actor.Process // runs the jobs of Do
	jobs    int            // of Do, that have not ended
	beside  int            // works beside the world that have not been answered
}

var _ actor.Driver = (*driver)(nil)

func (d *driver) Now() int64 { return d.clock.now }

func (d *driver) Arm(t *actor.Timer) { d.timers.Arm(t) }

func (d *driver) Disarm(t *actor.Timer) bool { return d.timers.Disarm(t) }

func (d *driver) Ready(a *actor.Actor) { d.ready = append(d.ready, a) }

// Do runs a job for code that runs on the world's goroutine, outside any coroutine: the world goes on meanwhile.
func (d *driver) Do(name string, job func()) error {
	done := false
	p := d.w.Go(name, func() {
		job()
		done = true
	})
	err := d.run(func() bool { return done })
	if !d.h.Closed() {
		p.Kill()
	}
	return err
}

// Visit runs fn at the machine's time, for code that runs on the world's goroutine.
func (d *driver) Visit(fn func()) {
	_ = d.h.Drive(func() error { // It returns what its argument does.
		d.clock.look()
		fn()
		return nil
	})
}

// run lets the world work and sleep until done reports true or the world stands still.
func (d *driver) run(done func() bool) error {
	return d.h.Drive(func() error {
		for d.w.Err() == nil && !done() {
			if !d.round() {
				d.sleep()
			}
		}
		return d.w.Err()
	})
}

// round does a part of all that can be done now, and reports whether there was anything.
func (d *driver) round() bool {
	d.clock.look()
	worked := d.callInbox()
	for range turnsMax {
		if d.w.Err() != nil || d.head == len(d.ready) {
			break
		}
		d.h.Turn(d.next())
		d.clock.look()
		worked = true
	}
	return d.callTimers() || worked
}

// callInbox calls what other goroutines have for the world. A call may itself run the world, and then the rest.
func (d *driver) callInbox() (worked bool) {
	for range inboxPart {
		if d.w.Err() != nil {
			return true
		}
		if d.at == len(d.taken) {
			d.taken, d.at = d.inbox.take(d.taken), 0
			if len(d.taken) == 0 {
				return worked
			}
		}
		fn := d.taken[d.at]
		d.taken[d.at] = nil
		d.at++
		fn()
		worked = true
	}
	return worked
}

// callTimers calls the timers that are due, but for those that their calls set.
func (d *driver) callTimers() (worked bool) {
	armed := d.timers.Armed()
	for range timersMax {
		if d.w.Err() != nil {
			return true
		}
		t := d.timers.Due(d.clock.now, armed)
		if t == nil {
			return worked
		}
		d.h.Call(t)
		worked = true
	}
	return worked
}

// next removes the actor whose turn it is from those that are ready: the first, or the one that the Chooser names.
func (d *driver) next() *actor.Actor {
	n := len(d.ready) - d.head
	if d.chooses && n > 1 {
		at := d.head + d.w.Choose("turn", n)
		a := d.ready[at]
		d.ready = slices.Delete(d.ready, at, at+1)
		return a
	}
	a := d.ready[d.head]
	d.ready[d.head] = nil
	if d.head++; d.head == len(d.ready) {
		d.ready, d.head = d.ready[:0], 0
	} else if d.head > 1024 && d.head > len(d.ready)/2 {
		d.ready, d.head = slices.Delete(d.ready, 0, d.head), 0
	}
	return a
}

// sleep waits for the next timer or the inbox.
func (d *driver) sleep() {
	at, pending := d.timers.Next()
	if !pending {
		d.inbox.rest()
		return
	}
	d.alarm.set(min(sleepMax, max(0, time.Duration(at-d.clock.now))))
	d.inbox.sleep(d.alarm)
	d.alarm.stop()
}

// drained reports whether the world may close: it was told to, and nothing that it has accepted is left to do.
func (d *driver) drained() bool {
	idle := d.jobs == 0 && d.beside == 0 && d.head == len(d.ready) && d.at == len(d.taken)
	return idle && d.inbox.drained()
}
