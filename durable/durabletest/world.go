package durabletest

import (
	"flag"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/picture"
)

var seed = flag.Uint64("dolab.seed", 1, "seed of the worlds that tests run in")

// GivenSeed is the seed of the flag -dolab.seed, 1 where it is not given.
func GivenSeed() uint64 { return *seed }

// World is a simulated world with Durable Objects, for one test. Its methods fail the test where those of the
// embedded types return an error.
type World struct {
	*sim.World
	Objects *durable.Runtime

	t testing.TB
}

// New returns a world that ends with the test. It refuses calls whose number of arguments is not what the method takes:
// see LooseArguments.
func New(t testing.TB, list ...Option) *World {
	t.Helper()
	o := collect(list)
	var rec *picture.Recorder
	if Drawing() {
		rec = &picture.Recorder{}
	}
	take := rec.Begin(t.Name())
	if take != nil {
		o.world.Trace = alsoTo(o.world.Trace, take)
	}
	w := &World{World: sim.New(o.world), t: t}
	w.Objects = durable.New(w.World.World, o.profile, o.objects...)
	take.Watch(w.Objects)
	t.Cleanup(func() {
		if t.Failed() || panicking() {
			if rec != nil {
				Draw(t, &picture.Page{
					Title: t.Name(), Outcome: t.Name() + " fails", Failed: true, Details: "profile " + o.profile.Name,
					Command: o.replay(t.Name()), Takes: rec.Takes,
				})
			}
			t.Logf("the end of the trace:\n%s", strings.Join(w.Tail(), ""))
			t.Log(o.replay(t.Name()))
		}
		w.Close()
	})
	return w
}

// alsoTo is a trace that goes to a picture too.
func alsoTo(out io.Writer, take *picture.Take) io.Writer {
	if out == nil {
		return take
	}
	return io.MultiWriter(out, take)
}

// panicking reports whether the test ends by a panic: it does not count as failed before its cleanup is over.
func panicking() bool {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs[:])])
	for {
		f, more := frames.Next()
		if f.Function == "runtime.gopanic" {
			return true
		}
		if !more {
			return false
		}
	}
}

// Namespace declares a class.
func (w *World) Namespace(c durable.Class) *durable.Namespace {
	w.t.Helper()
	ns, err := w.Objects.Namespace(c)
	w.must(err)
	return ns
}

// Class declares a class whose constructor cannot fail.
func Class[T durable.Object](w *World, name string, construct func(*durable.State) T) *durable.Namespace {
	w.t.Helper()
	return w.Namespace(durable.Class{Name: name, New: func(st *durable.State) (durable.Object, error) {
		return construct(st), nil
	}})
}

// Advance lets the world run for d.
func (w *World) Advance(d time.Duration) {
	w.t.Helper()
	w.must(w.World.Advance(d))
}

// Settle lets the world run until nothing is pending but housekeeping.
func (w *World) Settle() {
	w.t.Helper()
	w.must(w.World.Settle())
}

// Do runs job as a process of the world, until it returns.
func (w *World) Do(job func()) {
	w.t.Helper()
	w.must(w.World.Do(w.t.Name(), job))
}

func (w *World) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(fmt.Errorf("world: %w", err))
	}
}
