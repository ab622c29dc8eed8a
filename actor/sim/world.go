package sim

import (
	"errors"
	"io"
	"time"

	"dolab/actor"
)

// Options say how a simulated world begins and where its bounds are. The zero value is usable.
type Options struct {
	Chooser  actor.Chooser // nil: Seed(1)
	Start    time.Time     // zero: 2026-01-01T00:00:00Z
	Trace    io.Writer     // where the trace lines go; nil: they are only hashed
	TailMax  int           // how many of the last trace lines to keep for Tail; 0: none
	QueueMax int           // messages waiting at one actor before the world fails with actor.ErrQueueFull; 0: 100,000
	// Stop, if set, is asked at the first step of each run of the world and every 1,024 steps from there on. Once it
	// reports true the world fails with ErrStopped.
	Stop func() bool

	// The bounds of one run of the world, by Run, Settle, RunUntil or Do. Crossing one is an *actor.BusyError.
	StepsMax   int64 // turns and timers before actor.ErrSteps; 0: 50 million
	InstantMax int64 // … of these while time stands still before actor.ErrInstant; 0: a tenth of StepsMax
	ResumesMax int64 // … of these in which one coroutine alone gets on before actor.ErrSpin; 0: 10,000
}

// ErrStopped: Options.Stop has reported true.
var ErrStopped = errors.New("the world was stopped")

// World is a simulated world, with what runs it from outside. Code in it gets only the actor.World.
type World struct {
	*actor.World
	d driver
}

// New returns a simulated world: its time stands still while code runs, jumps to the next timer when no turn
// is ready, and every open decision is the Chooser's.
func New(o Options) *World {
	if o.Chooser == nil {
		o.Chooser = Seed(1)
	}
	if o.Start.IsZero() {
		o.Start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if o.StepsMax == 0 {
		o.StepsMax = 50_000_000
	}
	if o.InstantMax == 0 {
		o.InstantMax = max(1, o.StepsMax/10)
	}
	w := &World{d: driver{
		clock: o.Start.UnixNano(), stepsMax: o.StepsMax, instantMax: o.InstantMax, stopped: o.Stop,
	}}
	d := &w.d
	d.turns, _ = o.Chooser.(TurnChooser)
	for n, bound := range []int64{d.stepsMax, d.instantMax} {
		d.tallyAt[n] = bound - min(tallyMax, bound/2)
	}
	w.World, d.h = actor.New(actor.Options{
		Chooser: o.Chooser, Trace: o.Trace, TailMax: o.TailMax, QueueMax: o.QueueMax, ResumesMax: o.ResumesMax,
	}, d)
	d.w = w.World
	return w
}

// Run lets the world run until the given time, which is then its time.
func (w *World) Run(until time.Time) error { return w.d.run(until.UnixNano()) }

// Advance is Run for a span of time.
func (w *World) Advance(d time.Duration) error { return w.Run(w.Now().Add(d)) }

// Settle lets the world run until no turn is ready and no timer is pending but background ones. A world that
// keeps itself busy, such as one with a recurring alarm, does not settle: actor.ErrSteps.
func (w *World) Settle() error { return w.d.settle() }

// RunUntil lets the world run until done reports true. Where nothing is left to run before that, it returns a
// *DeadlockError.
func (w *World) RunUntil(done func() bool) error { return w.d.runUntil(done) }

// Pending is a timer that has not been called yet.
type Pending struct {
	At         time.Time
	What       string // what it is for: "delivery" of a Link, "sleep" of a coroutine, …; "" where the code does not say
	Background bool   // housekeeping: the world is settled in spite of it
}

// Timers lists the pending timers, in the order in which they will be called.
func (w *World) Timers() []Pending {
	timers := w.d.timers.List()
	list := make([]Pending, len(timers))
	for n, t := range timers {
		list[n] = Pending{t.At(), t.What(), t.Background()}
	}
	return list
}
