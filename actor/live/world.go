//detcheck:file go,sync,chan,select,recover,pointer a live world is a goroutine, and serves others

package live

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sync"

	"dolab/actor"
)

// Options say how a live world begins and where its bounds are. The zero value is usable.
type Options struct {
	Chooser actor.Chooser // nil: the machine's chance, which cannot be guessed
	Trace   io.Writer     // where the trace lines go, from the world's goroutine; nil: there are none
	// Turns lets the Chooser say whose turn it is, as in a simulated world. Without it the turns are in the order in
	// which actors became ready.
	Turns bool

	InboxMax int // functions of Post that wait before ErrInboxFull; 0: 100,000
	JobsMax  int // jobs of Do under way before Do waits; 0: 10,000
}

// besideMax is how many works of Beside run at once.
const besideMax = 64

// The errors of a live world.
var (
	// ErrInboxFull: more functions wait for the world than Options.InboxMax.
	ErrInboxFull = errors.New("the world's inbox is full")
	// ErrStopped: Stop or Close has been called, or the world has failed.
	ErrStopped = errors.New("the world takes nothing more")
)

// World is a world with a goroutine of its own. The methods of the embedded actor.World belong to that goroutine: to
// code that runs in the world, and, until Start, to the code that made the world. Post, Do, Stop and Close are for all
// others.
type World struct {
	*actor.World
	d      *driver
	jobs   chan struct{} // a token for each job of Do under way
	works  chan struct{} // a token for each work of Beside that runs
	start  sync.Once
	ended  chan struct{} // closed when the goroutine is gone
	failed error         // why it ended, nil after Stop; valid once ended
}

// New returns a live world that has not started: what it is to hold is put into it by its maker, and then Start lets
// it run. Post and Do wait until then.
func New(o Options) *World {
	o.InboxMax = cmp.Or(o.InboxMax, 100_000)
	o.JobsMax = cmp.Or(o.JobsMax, 10_000)
	if o.Chooser == nil {
		o.Chooser = newChance()
	}
	d := &driver{clock: newClock(), alarm: newAlarm(), inbox: newInbox(o.InboxMax), chooses: o.Turns}
	w := &World{
		d: d, jobs: make(chan struct{}, o.JobsMax), works: make(chan struct{}, besideMax), ended: make(chan struct{}),
	}
	w.World, d.h = actor.New(actor.Options{Chooser: o.Chooser, Trace: o.Trace, Unhashed: true}, d)
	d.w = w.World
	d.process = w.NewProcess("outside")
	return w
}

// Start lets the world run. From then on its goroutine owns it. A second Start does nothing.
func (w *World) Start() {
	w.start.Do(func() { go w.run() })
}

// run is the world's goroutine. A panic or a Goexit of code in the world ends it, and all it holds is released.
func (w *World) run() {
	returned := false
	defer func() {
		v := recover()
		err := w.Err()
		switch {
		case v != nil:
			err = panicError(v)
		case returned && errors.Is(err, actor.ErrClosed):
			err = nil
		}
		w.failed = errors.Join(err, w.release())
		w.d.inbox.close()
		close(w.ended)
	}()
	_ = w.d.run(w.d.drained)
	returned = true
}

// release closes the world, unless a run has done so.
func (w *World) release() (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = panicError(v)
		}
	}()
	w.World.Close()
	return nil
}

// panicError is the error of a panic that has ended the world.
func panicError(v any) error {
	var p *actor.PanicError
	if err, is := v.(error); is && errors.As(err, &p) {
		return err
	}
	return &actor.PanicError{Value: v, Who: "the world", Stack: debug.Stack()}
}

// Post lets fn run on the world's goroutine, outside any coroutine: fn must not block. It returns at once: nil, and fn
// runs before the world closes, or ErrInboxFull or ErrStopped.
func (w *World) Post(fn func()) error { return w.d.inbox.put(fn) }

// PostWait is Post that waits for room in the inbox.
func (w *World) PostWait(ctx context.Context, fn func()) error { return w.d.inbox.putWait(ctx, fn) }

// Do runs job on a coroutine of the world, where it may call objects and wait, and returns when job has ended. Name is
// whose code it is, in traces. It waits for its turn while Options.JobsMax jobs are under way. A context that ends lets
// Do return with its cause: a job that has begun goes on without it. The error is that of the context, ErrStopped, or
// what the world has failed with; job has not run to its end then, or its end is not known.
func (w *World) Do(ctx context.Context, name string, job func()) error {
	select {
	case w.jobs <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-w.ended:
		return w.endedError()
	}
	done := make(chan struct{})
	err := w.PostWait(ctx, func() {
		w.d.jobs++
		w.d.process.GoAs(name, func() {
			defer func() {
				w.d.jobs--
				<-w.jobs
			}()
			job()
			close(done)
		})
	})
	if err != nil {
		<-w.jobs
		return err
	}
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-w.ended:
	}
	select {
	case <-done:
		return nil
	default:
		return w.endedError()
	}
}

func (w *World) endedError() error {
	if w.failed != nil {
		return fmt.Errorf("%w: %w", ErrStopped, w.failed)
	}
	return ErrStopped
}

// Beside runs work on a goroutine beside the world, and then calls then on the world's goroutine, outside any
// coroutine. It is for what blocks in the machine, such as a disk, and belongs to code in the world. Stop waits for it.
// A world that is closed meanwhile does not call then.
func (w *World) Beside(work, then func()) {
	w.d.beside++
	go func() {
		w.works <- struct{}{}
		work()
		<-w.works
		w.d.inbox.putOwn(func() {
			w.d.beside--
			then()
		})
	}()
}

// Answer is Post for the answer to what the world has asked for itself: there is always room, also while the world
// drains. It reports false where the world has ended.
func (w *World) Answer(fn func()) bool { return w.d.inbox.putOwn(fn) }

// Stop ends the world in good order: it takes nothing more, runs what it has accepted, waits for the jobs of Do and the
// works of Beside, and closes. Timers that are not due are not waited for. Where ctx ends before, Stop closes the world
// as it is. It returns what the world has failed with, nil for nothing.
func (w *World) Stop(ctx context.Context) error {
	w.Start()
	w.d.inbox.drain()
	select {
	case <-w.ended:
		return w.failed
	case <-ctx.Done():
	}
	return errors.Join(context.Cause(ctx), w.Close())
}

// Close ends the world as it is: jobs under way end, and what waits in the inbox is dropped. It returns what the world
// has failed with, nil for nothing. Code in the world calls the Close of the actor.World.
func (w *World) Close() error {
	w.Start()
	w.d.inbox.drain()
	w.d.inbox.putOwn(w.World.Close)
	<-w.ended
	return w.failed
}

// Ended returns a channel that is closed when the world has ended.
func (w *World) Ended() <-chan struct{} { return w.ended }
