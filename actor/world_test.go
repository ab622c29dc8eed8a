package actor_test

import (
	"errors"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/sim"
)

func TestSleepersInterleave(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	var order []string
	for _, name := range []string{"a", "b"} {
		w.Go(name, func() {
			for i := range 2 {
				w.Sleep(time.Second)
				order = append(order, fmt.Sprint(name, i))
			}
		})
	}
	require.NoError(t, w.Settle())
	require.ElementsMatch(t, []string{"a0", "b0"}, order[:2])
	require.ElementsMatch(t, []string{"a1", "b1"}, order[2:])
}

func TestPanicCarriesItsStack(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	defer func() {
		p, ok := recover().(*actor.PanicError)
		require.True(t, ok)
		require.Equal(t, "boom", p.Value)
		require.Equal(t, "client", p.Who)
		require.Contains(t, string(p.Stack), "explode")
	}()
	_ = w.Do("client", func() { w.Sleep(time.Second); explode() })
	t.Fatal("not reached")
}

func explode() { panic("boom") }

func TestFailNowInsideACoroutineEndsTheTest(t *testing.T) {
	w := sim.New(sim.Options{})
	ended := make(chan bool)
	go func() { // Stands for a test's goroutine, which FailNow ends.
		defer func() { w.Close(); ended <- true }()
		_ = w.Do("client", func() { runtime.Goexit() })
		ended <- false
	}()
	require.True(t, <-ended)
}

func TestBoundsAreNamedErrors(t *testing.T) {
	w := sim.New(sim.Options{StepsMax: 100})
	defer w.Close()
	var again func()
	again = func() { w.After(0, again) }
	again()
	require.ErrorIs(t, w.Settle(), actor.ErrSteps)

	w = sim.New(sim.Options{QueueMax: 3})
	a := w.Spawn("full", silent{})
	for range 4 {
		a.Send(1)
	}
	require.ErrorIs(t, w.Settle(), actor.ErrQueueFull)
	w.Close()
	require.ErrorIs(t, w.Settle(), actor.ErrQueueFull)

	w = sim.New(sim.Options{})
	w.Close()
	w.Close()
	require.ErrorIs(t, w.Settle(), actor.ErrClosed)
}

func TestKilledCoroutineRunsItsDefers(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	var order []string
	p := w.Go("victim", func() {
		defer func() { order = append(order, "deferred") }()
		defer func() {
			if v := recover(); v != nil { // Code that catches everything does not live on.
				w.Sleep(time.Second)
				order = append(order, "alive")
			}
		}()
		w.Sleep(time.Hour)
		order = append(order, "slept")
	})
	require.NoError(t, w.Advance(time.Minute))
	p.Kill()
	require.NoError(t, w.Settle())
	require.Equal(t, []string{"deferred"}, order)
}

func TestOnlyTheFirstWakeCounts(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	var got []any
	require.NoError(t, w.Do("client", func() {
		k := w.Current().Waker()
		k.Wake("early") // Before the Park it is for.
		w.After(0, func() { k.Wake("late") })
		got = append(got, w.Current().Park("a word", ""))
		w.Sleep(time.Second)
	}))
	require.Equal(t, []any{"early"}, got)
}

func TestLinkKeepsOrder(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	l := w.NewLink()
	var got []int
	for i, d := range []time.Duration{5, 1, 0, 9} {
		l.Deliver(d*time.Millisecond, func() { got = append(got, i) })
	}
	require.NoError(t, w.Settle())
	require.Equal(t, []int{0, 1, 2, 3}, got)
	require.Equal(t, 9*time.Millisecond, w.Elapsed())
}

func TestSendToTheDeadIsABug(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	a := w.Spawn("dead", silent{})
	a.Send(0)
	a.Stop()
	require.NoError(t, w.Settle())
	require.Panics(t, func() { a.Send(1) })
}

func TestTailAndTraceForm(t *testing.T) {
	w := sim.New(sim.Options{TailMax: 2})
	defer w.Close()
	for i := range 3 {
		w.Trace(actor.Event{Kind: "k", Who: "a\"\n\x01é", N: int64(i)})
	}
	w.After(1500*time.Microsecond, func() { w.Trace(actor.Event{Kind: "late", Note: "x\xff"}) })
	require.NoError(t, w.Settle())
	require.Equal(t, []string{
		`{"step":2,"t":0,"ev":"k","who":"a\"\u000a\u0001é","n":2}` + "\n",
		`{"step":3,"t":1.5,"ev":"late","note":"x�"}` + "\n",
	}, w.Tail())
}

func TestTraceWriteErrorIsKept(t *testing.T) {
	w := sim.New(sim.Options{Trace: failing{}})
	defer w.Close()
	w.Trace(actor.Event{Kind: "k"})
	require.ErrorIs(t, w.TraceErr(), errFull)
}

var errFull = errors.New("disk full")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFull }

func TestStopWithABacklog(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	var a *actor.Actor
	s := &stopper{after: 1}
	a = w.Spawn("busy", s)
	s.stop = a.Stop
	for range 3 {
		a.Send(0)
	}
	require.NoError(t, w.Settle())
	require.Equal(t, 1, s.seen, "what waited is dropped")
}

// stopper stops its actor from within a turn.
type stopper struct {
	seen, after int
	stop        func()
}

func (s *stopper) Receive(any) {
	if s.seen++; s.seen == s.after {
		s.stop()
	}
}

// TestLinkKeepsOrderAtOneInstant: what is sent without delay at the very time at which an earlier one is due comes behind
// it.
func TestLinkKeepsOrderAtOneInstant(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	l := w.NewLink()
	var got []string
	say := func(text string) func() { return func() { got = append(got, text) } }
	w.After(5*time.Millisecond, func() { l.Deliver(0, say("second")) }) // Its timer is before that of the first.
	l.Deliver(5*time.Millisecond, say("first"))
	require.NoError(t, w.Settle())
	require.Equal(t, []string{"first", "second"}, got)
	require.Equal(t, 5*time.Millisecond, w.Elapsed())

	l.Deliver(0, say("at once"))
	require.Equal(t, []string{"first", "second"}, got, "still the same instant")
	require.NoError(t, w.Advance(time.Millisecond))
	l.Deliver(0, say("later, at once"))
	require.Equal(t, []string{"first", "second", "at once", "later, at once"}, got)
}

// TestStoppedActorsLeaveNothing: a world whose actors come and go takes no more memory than one whose actors stay as few.
func TestStoppedActorsLeaveNothing(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	heap := func(spawns int) uint64 {
		for range spawns {
			w.Spawn("short", nil).Stop()
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap(1000)
	require.Less(t, heap(20_000), before+1<<20)
}
