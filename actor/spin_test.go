package actor_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/sim"
)

// TestSpinNamesWhoRuns lets a world run on without time moving, or for ever, in each way: the error says which bound it
// crossed, and who ran, where.
func TestSpinNamesWhoRuns(t *testing.T) {
	for _, c := range []struct {
		name  string
		begin func(w *sim.World)
		is    error
		text  string
	}{
		{
			"one coroutine", func(w *sim.World) { w.Go("poller", func() { poll(w) }) }, actor.ErrSpin,
			`^a coroutine runs on and on without time moving: 10000, at 0s\n` +
				`  10000 times poller, last at spin_test.go:\d+ \(dolab/actor_test.poll\)$`,
		},
		{
			"one coroutine among others", func(w *sim.World) {
				w.Go("sleeper", func() { w.Sleep(time.Hour) })
				w.Go("poller", func() { w.Sleep(time.Second); poll(w) })
			}, actor.ErrSpin, `10000, at 1s\n  10000 times poller, last at `,
		},
		{
			"two coroutines", pingPong, actor.ErrInstant,
			`^the world took more steps than it may without time moving: 10000, at 0s\n` +
				`  \d+ times p[io]ng, last at spin_test.go:\d+ \(dolab/actor_test.poll\)\n` +
				`  \d+ times p[io]ng, last at spin_test.go:\d+ `,
		},
		{
			"a coroutine that gets things done", func(w *sim.World) {
				w.Go("writer", func() {
					for {
						w.MadeProgress()
						w.Sleep(0)
					}
				})
			}, actor.ErrInstant, `\n  \d+ times writer, last at spin_test.go:`,
		},
		{
			"messages", func(w *sim.World) {
				a := &forwarder{}
				a.to = w.Spawn("a", a)
				a.to.Send(0)
			}, actor.ErrInstant, `\n  5000 times a turn of a$`,
		},
		{
			"timers", func(w *sim.World) { rearm(w, 0) }, actor.ErrInstant,
			`\n  \d+ times a timer set at spin_test.go:\d+ \(dolab/actor_test.rearm\)`,
		},
		{
			"timers in time", func(w *sim.World) { rearm(w, time.Millisecond) }, actor.ErrSteps,
			`^the world took more steps than it may: 100000, at 1m40s\n  \d+ times a timer set at spin_test.go:\d+ \(`,
		},
		{
			"new coroutines", func(w *sim.World) {
				var again func()
				again = func() { w.Go("starter", again) }
				again()
			}, actor.ErrInstant, `\n  5000 times starter$`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var trace bytes.Buffer
			o := sim.Options{StepsMax: 100_000, Trace: &trace}
			if c.is == actor.ErrSpin {
				o.InstantMax = 30_000
			}
			w := sim.New(o)
			defer w.Close()
			c.begin(w)
			err := w.Settle()
			require.ErrorIs(t, err, c.is)
			require.ErrorIs(t, err, actor.ErrSteps)
			require.Regexp(t, c.text, err.Error())
			require.NotContains(t, trace.String(), ".go:", "the hash does not depend on lines of code")
			require.Equal(t, err, w.Advance(time.Hour), "it stands still")
		})
	}
}

func poll(w *sim.World) {
	for {
		w.Sleep(0)
	}
}

func pingPong(w *sim.World) {
	for _, name := range []string{"ping", "pong"} {
		w.Go(name, func() { poll(w) })
	}
}

func rearm(w *sim.World, every time.Duration) {
	w.After(every, func() { rearm(w, every) })
}

// forwarder sends each message on.
type forwarder struct{ to *actor.Actor }

func (f *forwarder) Receive(msg any) { f.to.Send(msg) }

// TestNoSpin is worlds that do much at one instant, and get on.
func TestNoSpin(t *testing.T) {
	const many = 15_000
	w := sim.New(sim.Options{})
	defer w.Close()
	require.NoError(t, w.Do("client", func() { // It waits at each of many instants.
		for range many {
			w.Sleep(1)
		}
	}))
	require.NoError(t, w.Do("client", func() { // Somebody else gets on between.
		for range many {
			k := w.Current().Waker()
			w.Go("other", func() { k.Wake(nil) })
			w.Current().Park("other", "")
		}
	}))
	for range 3 { // Each run of the world is counted anew.
		require.NoError(t, w.Do("client", func() {
			for range 9000 {
				w.Sleep(0)
			}
		}))
	}
	require.NoError(t, w.Do("client", func() { // One more than this is too much.
		for range 9_999 {
			w.Sleep(0)
		}
	}))
	require.ErrorIs(t, w.Do("client", func() {
		for range 10_000 {
			w.Sleep(0)
		}
	}), actor.ErrSpin)
}
