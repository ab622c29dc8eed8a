package actor_test

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/stretchr/testify/require"

	"dolab/actor"
)

// echo counts its messages and sends each on to the next actor, a chosen time later.
type echo struct {
	w    *actor.World
	next *actor.Actor
	seen int
}

func (e *echo) Receive(msg any) {
	n := msg.(int)
	e.seen++
	e.w.Trace(actor.Event{Kind: "echo", Who: e.next.Name(), N: int64(n)})
	if n > 0 {
		e.w.After(time.Duration(e.w.Choose("delay", 5))*time.Millisecond, func() { e.next.Send(n - 1) })
	}
}

// ring runs a few actors that pass messages around, and returns the trace and its hash.
func ring(t *testing.T, chooser actor.Chooser) (string, string) {
	var out bytes.Buffer
	w := actor.NewSim(actor.Options{Chooser: chooser, Trace: &out})
	defer w.Close()
	var echoes []*echo
	var actors []*actor.Actor
	for i := range 5 {
		e := &echo{w: w}
		echoes = append(echoes, e)
		actors = append(actors, w.Spawn(fmt.Sprintf("e%d", i), e))
	}
	for i, e := range echoes {
		e.next = actors[(i+1)%len(actors)]
		actors[i].Send(20)
	}
	require.NoError(t, w.Settle())
	for _, e := range echoes {
		require.Equal(t, 21, e.seen)
	}
	return out.String(), w.Hash()
}

func TestSameSeedSameTrace(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	trace, hash := ring(t, actor.Seed(7))
	require.Equal(t, fmt.Sprintf("%016x", xxhash.Sum64String(trace)), hash, "the hash is XXH64 of the lines")
	for _, procs := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(procs)
		again, hash2 := ring(t, actor.Seed(7))
		require.Equal(t, trace, again)
		require.Equal(t, hash, hash2)
	}
	_, other := ring(t, actor.Seed(8))
	require.NotEqual(t, hash, other)
}

func TestTapeReplays(t *testing.T) {
	rec := &actor.Recorder{From: actor.Seed(7)}
	trace, _ := ring(t, rec)
	tape, err := actor.ParseTape(rec.Tape.String())
	require.NoError(t, err)
	replay := actor.NewReplay(tape)
	again, _ := ring(t, replay)
	require.Equal(t, trace, again)
	require.Equal(t, -1, replay.Diverged)

	short := actor.NewReplay(tape[:10])
	_, _ = ring(t, short)
	require.Equal(t, 10, short.Diverged, "the tape ends there")
	_, err = actor.ParseTape("turn 3/2\n")
	require.ErrorContains(t, err, "line 1")
}

func TestNewNameLeavesOldStreams(t *testing.T) {
	draw := func(extra bool) (got []int) {
		c := actor.Seed(3)
		for range 50 {
			if extra {
				c.Choose("new", 9)
			}
			got = append(got, c.Choose("old", 1000))
		}
		return got
	}
	require.Equal(t, draw(false), draw(true))
}

func TestEnumeratorSeesEverySequenceOnce(t *testing.T) {
	var e actor.Enumerator
	seen := map[string]bool{}
	for more := true; more; more = e.Next() {
		s := ""
		for range 3 {
			s += fmt.Sprint(e.Choose("x", 2+len(s)%2))
		}
		require.False(t, seen[s], s)
		seen[s] = true
	}
	require.Len(t, seen, 2*3*2)
}

func TestBytesChooseWithinBounds(t *testing.T) {
	b := actor.Bytes{1, 2, 255, 255, 9, 9, 9, 9}
	require.Equal(t, 1, b.Choose("a", 256))
	require.Equal(t, 2, b.Choose("a", 3))
	require.Equal(t, 65535, b.Choose("a", 1<<16))
	require.Less(t, b.Choose("a", 1<<20), 1<<20)
	require.Equal(t, 0, b.Choose("a", 100), "the input is eaten")
}

func TestTimeJumpsToTheNextTimer(t *testing.T) {
	w := actor.NewSim(actor.Options{})
	defer w.Close()
	var order []string
	w.After(2*time.Hour, func() { order = append(order, "b") })
	w.After(time.Hour, func() { order = append(order, "a1") })
	w.After(time.Hour, func() { order = append(order, "a2") })
	w.Background(time.Minute, func() { order = append(order, "housekeeping") })
	stopped := w.After(time.Minute, func() { order = append(order, "never") })
	require.True(t, stopped.Stop())
	require.False(t, stopped.Stop())
	require.NoError(t, w.Settle())
	require.Equal(t, []string{"housekeeping", "a1", "a2", "b"}, order)
	require.Equal(t, 2*time.Hour, w.Elapsed())
	require.NoError(t, w.Advance(time.Hour))
	require.Equal(t, 3*time.Hour, w.Elapsed(), "time passes although nothing happens")
}

func TestSettledWorldLeavesHousekeeping(t *testing.T) {
	w := actor.NewSim(actor.Options{})
	defer w.Close()
	w.Background(time.Hour, func() { t.Fatal("it is not waited for") })
	require.NoError(t, w.Settle())
	require.Zero(t, w.Elapsed())
}

func TestSleepersInterleave(t *testing.T) {
	w := actor.NewSim(actor.Options{})
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
	w := actor.NewSim(actor.Options{})
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
	w := actor.NewSim(actor.Options{})
	ended := make(chan bool)
	go func() { // Stands for a test's goroutine, which FailNow ends.
		defer func() { w.Close(); ended <- true }()
		_ = w.Do("client", func() { runtime.Goexit() })
		ended <- false
	}()
	require.True(t, <-ended)
}

func TestDeadlockSaysWhoWaitsForWhat(t *testing.T) {
	w := actor.NewSim(actor.Options{})
	defer w.Close()
	err := w.Do("client", func() {
		w.Sleep(time.Second)
		w.Current().Park("a reply", "Counter/a")
	})
	var d *actor.DeadlockError
	require.ErrorAs(t, err, &d)
	require.Equal(t, []actor.Wait{{Who: "client", What: "a reply", Whom: "Counter/a", Since: time.Second}}, d.Waits)
	require.ErrorContains(t, err, "client waits since 1s for a reply (Counter/a)")
}

func TestBoundsAreNamedErrors(t *testing.T) {
	w := actor.NewSim(actor.Options{StepsMax: 100})
	defer w.Close()
	var again func()
	again = func() { w.After(0, again) }
	again()
	require.ErrorIs(t, w.Settle(), actor.ErrSteps)

	w = actor.NewSim(actor.Options{QueueMax: 3})
	a := w.Spawn("full", &echo{w: w})
	for range 4 {
		a.Send(1)
	}
	require.ErrorIs(t, w.Settle(), actor.ErrQueueFull)
	w.Close()
	require.ErrorIs(t, w.Settle(), actor.ErrQueueFull)

	w = actor.NewSim(actor.Options{})
	w.Close()
	w.Close()
	require.ErrorIs(t, w.Settle(), actor.ErrClosed)
}

func TestKilledCoroutineRunsItsDefers(t *testing.T) {
	w := actor.NewSim(actor.Options{})
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
	w := actor.NewSim(actor.Options{})
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
	w := actor.NewSim(actor.Options{})
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
	w := actor.NewSim(actor.Options{})
	defer w.Close()
	a := w.Spawn("dead", &echo{w: w})
	a.Send(0)
	a.Stop()
	require.NoError(t, w.Settle())
	require.Panics(t, func() { a.Send(1) })
}

func TestTailAndTraceForm(t *testing.T) {
	w := actor.NewSim(actor.Options{TailMax: 2})
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
	w := actor.NewSim(actor.Options{Trace: failing{}})
	defer w.Close()
	w.Trace(actor.Event{Kind: "k"})
	require.ErrorIs(t, w.TraceErr(), errFull)
}

var errFull = errors.New("disk full")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFull }

func TestStopWithABacklog(t *testing.T) {
	w := actor.NewSim(actor.Options{})
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
	w := actor.NewSim(actor.Options{})
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
