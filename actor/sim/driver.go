package sim

import (
	"math"

	"dolab/actor"
)

// driver is virtual time and a single-threaded scheduler. It is the actor.Driver of a World.
type driver struct {
	w      *actor.World
	h      actor.Handle
	clock  int64
	ready  []*actor.Actor
	timers actor.Timers
	turns  TurnChooser // the world's Chooser, if it is one
	names  []uint64    // of choose

	steps      int64 // of this run of the world
	stepsMax   int64
	instant    int64 // steps of this run since time moved last
	instantMax int64
	tallyAt    [2]int64    // from which step, and from which of an instant, runs are counted
	stopped    func() bool // Options.Stop
}

var _ actor.Driver = (*driver)(nil)

func (d *driver) Now() int64 { return d.clock }

func (d *driver) Arm(t *actor.Timer) { d.timers.Arm(t) }

func (d *driver) Disarm(t *actor.Timer) bool { return d.timers.Disarm(t) }

func (d *driver) Ready(a *actor.Actor) { d.ready = append(d.ready, a) }

// Do runs the world until job has ended.
func (d *driver) Do(name string, job func()) error {
	if d.h.Closed() {
		return d.w.Err()
	}
	done := false
	p := d.w.Go(name, func() {
		job()
		done = true
	})
	err := d.runUntil(func() bool { return done })
	if !d.h.Closed() {
		p.Kill()
	}
	return err
}

// Visit runs fn at the world's time.
func (d *driver) Visit(fn func()) {
	_ = d.h.Drive(func() error { // It returns what its argument does.
		fn()
		return nil
	})
}

// drive is one run of the world: the outermost counts steps anew.
func (d *driver) drive(run func() error) error {
	if !d.h.Driving() {
		d.steps, d.instant = 0, 0
	}
	return d.h.Drive(run)
}

func (d *driver) run(until int64) error {
	return d.drive(func() error {
		for d.step(until) {
		}
		if d.w.Err() == nil {
			d.moveTo(until)
		}
		return d.w.Err()
	})
}

func (d *driver) settle() error {
	return d.drive(func() error {
		for len(d.ready) > 0 || d.timers.Foreground() > 0 {
			if !d.step(math.MaxInt64) {
				break
			}
		}
		return d.w.Err()
	})
}

func (d *driver) runUntil(done func() bool) error {
	return d.drive(func() error {
		for !done() {
			if !d.step(math.MaxInt64) {
				if err := d.w.Err(); err != nil {
					return err
				}
				return deadlock(d.w)
			}
		}
		return d.w.Err()
	})
}
