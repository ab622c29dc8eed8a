package actor

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Options say how a simulated world begins and where its bounds are. The zero value is usable.
type Options struct {
	Chooser  Chooser   // nil: Seed(1)
	Start    time.Time // zero: 2026-01-01T00:00:00Z
	Trace    io.Writer // where the trace lines go; nil: they are only hashed
	TailMax  int       // how many of the last trace lines to keep for Tail; 0: none
	QueueMax int       // messages waiting at one actor before the world fails with ErrQueueFull; 0: 100,000
	// Stop, if set, is asked at the first step of each run of the world and every 1,024 steps from there on. Once it
	// reports true the world fails with ErrStopped.
	Stop func() bool

	// The bounds of one run of the world, by Run, Settle, RunUntil or Do. Crossing one is a *BusyError.
	StepsMax   int64 // turns and timers before ErrSteps; 0: 50 million
	InstantMax int64 // … of these while time stands still before ErrInstant; 0: a tenth of StepsMax
	ResumesMax int64 // … of these in which one coroutine alone gets on before ErrSpin; 0: 10,000
}

// The bounds of a world.
var (
	// ErrStopped: Options.Stop has reported true.
	ErrStopped = errors.New("the world was stopped")
	// ErrQueueFull: more messages waiting at one actor than Options.QueueMax.
	ErrQueueFull = errors.New("an actor's mailbox is full")
	// ErrClosed: the world has been closed.
	ErrClosed = errors.New("the world is closed")
)

// World is time, chance, turns and trace. What runs in it must take all four from it. A simulated world is used
// by one goroutine at a time.
type World struct {
	rt       runtime
	chooser  Chooser
	trace    *trace
	start    int64
	queueMax int

	serial     uint64 // which world of this process it is, for protoactor's names
	spawned    uint64
	actors     []*Actor // live ones, by their index
	current    *Coroutine
	asking     *Actor // for a turn, while it does
	pool       []*Coroutine
	coroutines []*Coroutine
	closers    []func()
	polls      []*poll
	spin       spin
	driving    int   // runs of the world that are under way: see sim.drive
	err        error // the first bound that was crossed: the world stands still
	closed     bool  // Close has been called
	released   bool  // … and has been done
}

// runtime is what a simulated and a live world differ in: what now is, what after is, who calls a turn.
type runtime interface {
	now() int64 // nanoseconds since the Unix epoch
	after(d time.Duration, background bool, fn func()) *Timer
	stop(t *Timer) bool
	// schedule arranges for turn to be called once; it is called for each mailbox that has become ready.
	schedule(turn func())
}

// NewSim returns a simulated world: its time stands still while code runs, jumps to the next timer when no turn
// is ready, and every open decision is the Chooser's.
func NewSim(o Options) *World {
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
	if o.ResumesMax == 0 {
		o.ResumesMax = 10_000
	}
	if o.QueueMax == 0 {
		o.QueueMax = 100_000
	}
	w := &World{
		chooser: o.Chooser, trace: newTrace(o.Trace, o.TailMax), start: o.Start.UnixNano(),
		queueMax: o.QueueMax, serial: nextSerial(),
	}
	w.spin = spin{w: w, resumesMax: o.ResumesMax}
	w.rt = newSim(w, o)
	return w
}

// Now returns the world's time, in UTC.
func (w *World) Now() time.Time { return time.Unix(0, w.rt.now()).UTC() }

// Elapsed returns how long the world has lasted.
func (w *World) Elapsed() time.Duration { return time.Duration(w.rt.now() - w.start) }

// Choose returns a number in [0, n). Name says what for; a new kind of decision takes a new name, so that old
// seeds keep their meaning. It panics where n < 1.
func (w *World) Choose(name string, n int) int {
	if n < 1 {
		panic(fmt.Sprintf("actor: Choose(%q, %d): nothing to choose from", name, n))
	}
	w.guard()
	return w.chooser.Choose(name, n)
}

// After calls fn, outside any turn, when d has passed; a negative d counts as 0. Fn must not block: it sends.
func (w *World) After(d time.Duration, fn func()) *Timer {
	w.guard()
	return w.rt.after(max(0, d), false, fn)
}

// Background is After for housekeeping, such as eviction: a world is settled although such timers are pending.
func (w *World) Background(d time.Duration, fn func()) *Timer {
	w.guard()
	return w.rt.after(max(0, d), true, fn)
}

// Trace writes one line.
func (w *World) Trace(e Event) {
	w.guard()
	w.trace.add(w.Elapsed(), &e)
}

// Hash is the hash of all trace lines so far, XXH64 in 16 hex digits.
func (w *World) Hash() string { return fmt.Sprintf("%016x", w.trace.hash.Sum64()) }

// Tail returns the last trace lines, at most Options.TailMax.
func (w *World) Tail() []string { return w.trace.last() }

// TraceErr returns the first error of writing the trace.
func (w *World) TraceErr() error { return w.trace.err }

// Current returns the running coroutine, nil outside any.
func (w *World) Current() *Coroutine { return w.current }

// fail makes the world stand still with err.
func (w *World) fail(err error) {
	if w.err == nil {
		w.err = err
		note, _, _ := strings.Cut(err.Error(), "\n") // Lines of code are not for the hash.
		w.Trace(Event{Kind: "fail", Note: note})
	}
}
