package actor_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/sim"
)

// TestCloseFromInside closes a world from each kind of code that runs in it: the run that is under way ends with
// ErrClosed, all is released by then, and no goroutine stays.
func TestCloseFromInside(t *testing.T) {
	for _, c := range []struct {
		name  string
		begin func(w *sim.World)
	}{
		{"coroutine", func(w *sim.World) { w.Go("closer", func() { w.Close() }) }},
		{"coroutine that goes on", func(w *sim.World) {
			w.Go("closer", func() {
				w.Close()
				w.Close()
				w.Sleep(time.Second)
				t.Error("it slept in a closed world")
			})
		}},
		{"deferred", func(w *sim.World) { w.Go("closer", func() { defer w.Close(); w.Sleep(time.Second) }) }},
		{"timer", func(w *sim.World) { w.After(time.Second, w.Close) }},
		{"message", func(w *sim.World) { w.Spawn("closer", closer{w}).Send(0) }},
		{"trace", func(w *sim.World) { w.After(time.Second, func() { w.Trace(actor.Event{Kind: "close"}) }) }},
		{"nested run", func(w *sim.World) {
			w.After(time.Second, func() {
				require.ErrorIs(t, w.Do("nested", w.Close), actor.ErrClosed)
			})
		}},
	} {
		for _, drive := range []struct {
			name string
			run  func(w *sim.World) error
		}{
			{"Advance", func(w *sim.World) error { return w.Advance(time.Hour) }},
			{"Settle", (*sim.World).Settle},
			{"RunUntil", func(w *sim.World) error { return w.RunUntil(func() bool { return false }) }},
			{"Do", func(w *sim.World) error { return w.Do("driver", func() { w.Sleep(2 * time.Second) }) }},
		} {
			t.Run(c.name+"/"+drive.name, func(t *testing.T) {
				before := runtime.NumGoroutine()
				out := &closingTrace{}
				w := sim.New(sim.Options{Trace: out})
				out.w = w
				var order []string
				w.OnClose(func() { order = append(order, "released") })
				for range 3 {
					w.Go("parked", func() {
						defer func() { order = append(order, "deferred") }()
						w.Sleep(time.Hour / 2)
					})
				}
				require.NoError(t, w.Advance(0))
				c.begin(w)
				require.ErrorIs(t, drive.run(w), actor.ErrClosed)
				require.Equal(t, []string{"deferred", "deferred", "deferred", "released"}, order)
				atMost(t, before)
				require.ErrorIs(t, drive.run(w), actor.ErrClosed)
				w.Close()
				require.Len(t, order, 4)
				require.Panics(t, func() { w.Go("late", func() {}) })
			})
		}
	}
}

// closer closes its world in a turn.
type closer struct{ w *sim.World }

func (c closer) Receive(any) { c.w.Close() }

// closingTrace closes its world when it reads of that.
type closingTrace struct{ w *sim.World }

func (c *closingTrace) Write(line []byte) (int, error) {
	c.w.Close()
	return len(line), nil
}

// TestCloseReleasesAllInSpiteOfPanics lets what is called at the end panic: all else is released, and the first panic
// passes on.
func TestCloseReleasesAllInSpiteOfPanics(t *testing.T) {
	before := runtime.NumGoroutine()
	w := sim.New(sim.Options{})
	released := 0
	w.OnClose(func() { released++ })
	w.OnClose(func() { panic("second") })
	w.OnClose(func() { panic("first") })
	for range 3 {
		w.Go("parked", func() {
			defer func() { panic("dead code's") }()
			w.Sleep(time.Hour)
		})
	}
	require.NoError(t, w.Advance(time.Second))
	require.PanicsWithValue(t, "first", w.Close)
	require.Equal(t, 1, released)
	atMost(t, before)
	w.Close()
}

// TestCloseAfterAPanic: a world that a panic or a Goexit has ended is released whole.
func TestCloseAfterAPanic(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, end := range []func(){func() { panic("boom") }, runtime.Goexit} {
		w := sim.New(sim.Options{})
		for range 3 {
			w.Go("parked", func() { w.Sleep(time.Hour) })
		}
		onGoroutine(func() {
			defer func() { _ = recover() }()
			_ = w.Do("client", func() { w.Sleep(time.Second); end() })
		})
		w.Close()
	}
	atMost(t, before)
}

// onGoroutine runs fn on a goroutine of its own, which it may end.
func onGoroutine(fn func()) {
	ended := make(chan bool)
	go func() {
		defer close(ended)
		fn()
	}()
	<-ended
}

// atMost waits until there are n goroutines at most; those that have ended need a moment to go.
func atMost(t *testing.T, n int) {
	t.Helper()
	for range 5_000 {
		if runtime.NumGoroutine() <= n {
			return
		}
		time.Sleep(time.Millisecond)
	}
	require.LessOrEqual(t, runtime.NumGoroutine(), n)
}
