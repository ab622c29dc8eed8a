package actor_test

import (
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/sim"
)

// TestCloseOnce: what is registered for the end of a world is called once, the last first, however often it is closed.
func TestCloseOnce(t *testing.T) {
	var closed []string
	w := sim.New(sim.Options{})
	w.OnClose(func() { closed = append(closed, "first") })
	w.OnClose(func() { closed = append(closed, "last") })
	w.Close()
	w.Close()
	require.Equal(t, []string{"last", "first"}, closed)
	require.ErrorIs(t, w.Settle(), actor.ErrClosed)
}

// TestStoppedActorHasNoMessages: the messages of an actor that is stopped are dropped.
func TestStoppedActorHasNoMessages(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	a := w.Spawn("a", silent{})
	a.Send(1)
	a.Send(2)
	require.Len(t, a.Messages(), 2)
	require.Equal(t, []any{1, 2}, a.Messages())
	a.Stop()
	require.Empty(t, a.Messages())
	require.Empty(t, a.Messages())
	require.False(t, a.Live())
	a.Stop() // A second time is nothing.
	require.NoError(t, w.Settle())
}

type silent struct{}

func (silent) Receive(any) {}

// TestTraceText: a line is JSON, whatever is in its texts, and times have no more digits than they need.
func TestTraceText(t *testing.T) {
	var out strings.Builder
	w := sim.New(sim.Options{Trace: &out})
	defer w.Close()
	for _, text := range []string{"", "plain", "a \"quoted\" \\ one", "line\nand\ttab\x00", "ä€😀", "bad \xff utf-8"} {
		w.Trace(actor.Event{Kind: "k", Note: text})
	}
	for _, d := range []time.Duration{time.Millisecond, 1500 * time.Microsecond, 1001, 10 * time.Millisecond} {
		w.After(d, func() { w.Trace(actor.Event{Kind: "t", Who: "w", What: "x", Peer: "p", N: -3}) })
	}
	require.NoError(t, w.Settle())
	require.Equal(t, `{"step":0,"t":0,"ev":"k"}
{"step":1,"t":0,"ev":"k","note":"plain"}
{"step":2,"t":0,"ev":"k","note":"a \"quoted\" \\ one"}
{"step":3,"t":0,"ev":"k","note":"line\u000aand\u0009tab\u0000"}
{"step":4,"t":0,"ev":"k","note":"ä€😀"}
{"step":5,"t":0,"ev":"k","note":"bad `+"\uFFFD"+` utf-8"}
{"step":6,"t":0.001001,"ev":"t","who":"w","what":"x","peer":"p","n":-3}
{"step":7,"t":1,"ev":"t","who":"w","what":"x","peer":"p","n":-3}
{"step":8,"t":1.5,"ev":"t","who":"w","what":"x","peer":"p","n":-3}
{"step":9,"t":10,"ev":"t","who":"w","what":"x","peer":"p","n":-3}
`, out.String())
}

// TestTailKeepsTheNewest: a tail has so many lines as were asked for, the oldest first, and none where none were.
func TestTailKeepsTheNewest(t *testing.T) {
	for _, c := range []struct{ max, lines, want int }{{0, 3, 0}, {2, 0, 0}, {2, 1, 1}, {2, 2, 2}, {2, 3, 2}, {5, 12, 5}} {
		w := sim.New(sim.Options{TailMax: c.max})
		var want []string
		for n := range c.lines {
			w.Trace(actor.Event{Kind: strings.Repeat("x", n+1)})
			want = append(want, strings.Repeat("x", n+1))
		}
		want = want[c.lines-c.want:]
		tail := w.Tail()
		require.Len(t, tail, c.want)
		for n, line := range tail {
			require.Contains(t, line, `"ev":"`+want[n]+`"`)
		}
		w.Close()
	}
}

// TestDefaults: the zero options are a world that begins in 2026, with the seed 1 and the documented bounds.
func TestDefaults(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	seeded := sim.New(sim.Options{Chooser: sim.Seed(1)})
	defer seeded.Close()
	require.Equal(t, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), w.Now())
	for range 20 {
		require.Equal(t, seeded.Choose("x", 1000), w.Choose("x", 1000))
	}
	a := w.Spawn("a", silent{})
	for range 100_000 {
		a.Send(1)
	}
	require.NoError(t, w.Run(w.Now()))
	for range 100_001 {
		a.Send(1)
	}
	require.ErrorIs(t, w.Run(w.Now()), actor.ErrQueueFull)
}

// TestChooseFromNothing: a choice of nothing is a bug of the caller; a choice of one is that one.
func TestChooseFromNothing(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	require.Zero(t, w.Choose("one", 1))
	require.PanicsWithValue(t, `actor: Choose("none", 0): nothing to choose from`, func() { w.Choose("none", 0) })
}

// TestAfterThePast: a timer that is set for the past rings now, and housekeeping too.
func TestAfterThePast(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	var rang []time.Duration
	w.After(-time.Hour, func() { rang = append(rang, w.Elapsed()) })
	w.Background(-time.Hour, func() { rang = append(rang, w.Elapsed()) })
	require.NoError(t, w.Advance(time.Second))
	require.Equal(t, []time.Duration{0, 0}, rang)
}

// TestRelayBelowTheBound: a queue is as long as the messages that wait in it, however many it has handed on.
func TestRelayBelowTheBound(t *testing.T) {
	w := sim.New(sim.Options{QueueMax: 3})
	defer w.Close()
	r := &relay{left: 5000}
	r.self = w.Spawn("relay", r)
	for range 3 {
		r.self.Send(0)
	}
	require.NoError(t, w.Settle())
	require.Equal(t, []int{3}, r.waiting, "two wait while one is worked on, and the one that it sends")
	r.self.Send(1)
	r.self.Send(2)
	require.Len(t, r.self.Messages(), 2)
	require.Equal(t, []any{1, 2}, r.self.Messages())
}

// relay sends itself a message for each that it gets, until it has sent all.
type relay struct {
	self    *actor.Actor
	left    int
	waiting []int // the numbers of messages that waited after it had sent one
}

func (r *relay) Receive(any) {
	if r.left--; r.left < 0 {
		return
	}
	r.self.Send(0)
	if n := len(r.self.Messages()); !slices.Contains(r.waiting, n) {
		r.waiting = append(r.waiting, n)
	}
}

// TestKilledBeforeItBegan: a job whose process is killed before its turn does not run.
func TestKilledBeforeItBegan(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	ran := false
	p := w.Go("p", func() { ran = true })
	p.Kill()
	p.Go(func() { ran = true })
	require.NoError(t, w.Settle())
	require.False(t, ran)
}

// TestCoroutinesServeAgain: jobs one after the other need one coroutine.
func TestCoroutinesServeAgain(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	require.NoError(t, w.Do("first", func() { w.Sleep(time.Second) }))
	before := runtime.NumGoroutine()
	for range 100 {
		require.NoError(t, w.Do("next", func() { w.Sleep(time.Second) }))
	}
	atMost(t, before+10)
}

// TestCoroutinesEnd: of many jobs at once few coroutines stay, and those serve the next jobs.
func TestCoroutinesEnd(t *testing.T) {
	w := sim.New(sim.Options{})
	before, ran := runtime.NumGoroutine(), 0
	for range 3 {
		for n := range 5_000 {
			w.Go("p", func() {
				w.Sleep(time.Duration(n%7) * time.Second)
				ran++
			})
		}
		require.NoError(t, w.Advance(3*time.Second))
		require.Len(t, w.Waits(), 5_000*3/7)
		require.NoError(t, w.Advance(time.Minute))
		require.Empty(t, w.Waits())
		atMost(t, before+300)
	}
	require.Equal(t, 15_000, ran)
	w.Close()
	atMost(t, before+10)
}

// TestDoEndsItsProcess: what the job of a Do has begun beside itself ends with it.
func TestDoEndsItsProcess(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	ran := false
	require.NoError(t, w.Do("job", func() {
		w.Current().Host().(*actor.Process).Go(func() {
			w.Sleep(time.Minute)
			ran = true
		})
		w.Sleep(time.Second)
		require.Len(t, w.Waits(), 1)
	}))
	require.Empty(t, w.Waits())
	require.NoError(t, w.Advance(time.Hour))
	require.False(t, ran)
}

// TestClosedProcess: a process that is closed ends with its last coroutine, and what has been begun runs before.
func TestClosedProcess(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	ran := 0
	p := w.Go("p", func() {
		w.Sleep(time.Second)
		ran++
	})
	p.Go(func() {
		p.Close() // By one of its own.
		w.Sleep(time.Minute)
		ran++
	})
	p.Close()
	require.NoError(t, w.Advance(time.Second))
	require.Equal(t, 1, ran)
	require.NoError(t, w.Advance(time.Minute))
	require.Equal(t, 2, ran)
	p.Go(func() { ran++ })
	require.NoError(t, w.Settle())
	require.Equal(t, 2, ran)
}

// TestPanicKeepsItsError: what code of a coroutine panics with is found in the error, if it is one.
func TestPanicKeepsItsError(t *testing.T) {
	cause := errors.New("cause")
	for _, value := range []any{cause, "text"} {
		w := sim.New(sim.Options{})
		func() {
			defer func() {
				p, ok := recover().(*actor.PanicError)
				require.True(t, ok)
				require.Equal(t, value == any(cause), errors.Is(p, cause))
				require.Equal(t, value, p.Value)
			}()
			_ = w.Do("who", func() { panic(value) })
		}()
	}
}

// TestKillTwice: a process that is dead is killed without an effect, and one that crossed a bound says so in RunUntil.
func TestKillTwice(t *testing.T) {
	w := sim.New(sim.Options{StepsMax: 100})
	defer w.Close()
	unwound := 0
	p := w.Go("p", func() {
		defer func() { unwound++ }()
		w.Sleep(time.Hour)
	})
	require.NoError(t, w.Advance(time.Second))
	p.Kill()
	p.Kill()
	require.Equal(t, 1, unwound)
	require.NoError(t, w.Settle())
	require.Equal(t, time.Second, w.Elapsed(), "the sleep of what was killed is left")

	var again func()
	again = func() { w.After(time.Millisecond, again) }
	again()
	require.ErrorIs(t, w.RunUntil(func() bool { return false }), actor.ErrSteps)
	require.ErrorIs(t, w.RunUntil(func() bool { return false }), actor.ErrSteps)
}
