package actor

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Options are what a driver gives a world besides itself.
type Options struct {
	Chooser Chooser   // all of the world's chance; required
	Trace   io.Writer // where the trace lines go; nil: they are only hashed
	// Unhashed lets the world make only the lines that Trace reads, and no hash: for a world that cannot be repeated. A
	// Trace that reads only some kinds of events has a method Wants(kind string) bool.
	Unhashed bool
	TailMax  int // how many of the last trace lines to keep for Tail; 0: none
	QueueMax int // messages waiting at one actor before the world fails with ErrQueueFull; 0: 100,000
	// ResumesMax is how often one coroutine alone may be resumed while time stands still, before ErrSpin; 0: 10,000.
	ResumesMax int64
}

// The bounds of a world.
var (
	// ErrQueueFull: more messages waiting at one actor than Options.QueueMax.
	ErrQueueFull = errors.New("an actor's mailbox is full")
	// ErrClosed: the world has been closed.
	ErrClosed = errors.New("the world is closed")
)

// World is time, chance, turns and trace. What runs in it must take all four from it. A world is used by one
// goroutine at a time.
type World struct {
	driver   Driver
	chooser  Chooser
	trace    *trace
	start    int64
	queueMax int

	serial     uint64 // which world of this process it is, for protoactor's names
	spawned    uint64
	ids        []string // of stopped actors
	actors     []*Actor // live ones, by their index
	current    *Coroutine
	pool       []*Coroutine
	coroutines []*Coroutine
	ended      int // of coroutines, that have no goroutine
	closers    []func()
	polls      []*poll
	spin       spin
	driving    int   // runs of the world that are under way: see Handle.Drive
	err        error // the first bound that was crossed: the world stands still
	closed     bool  // Close has been called
	released   bool  // … and has been done
}

// New returns a world that d drives, and what d needs for that. The world begins at the driver's time.
func New(o Options, d Driver) (*World, Handle) {
	if o.Chooser == nil {
		panic("actor: New without a Chooser")
	}
	if o.QueueMax == 0 {
		o.QueueMax = 100_000
	}
	if o.ResumesMax == 0 {
		o.ResumesMax = 10_000
	}
	w := &World{
		driver: d, chooser: o.Chooser, trace: newTrace(o), start: d.Now(),
		queueMax: o.QueueMax, serial: nextSerial(),
	}
	w.spin = spin{w: w, resumesMax: o.ResumesMax}
	return w, Handle{w}
}

// Now returns the world's time, in UTC.
func (w *World) Now() time.Time { return time.Unix(0, w.driver.Now()).UTC() }

// Elapsed returns how long the world has lasted.
func (w *World) Elapsed() time.Duration { return time.Duration(w.driver.Now() - w.start) }

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
	return w.arm(w.driver.Now()+int64(max(0, d)), false, fn)
}

// Background is After for housekeeping, such as eviction: a world is settled although such timers are pending.
func (w *World) Background(d time.Duration, fn func()) *Timer {
	w.guard()
	return w.arm(w.driver.Now()+int64(max(0, d)), true, fn)
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
