package actor_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
)

// TestPoll: what code changes without a message is seen between turns, wherever the code ran: in a turn, in a timer or
// outside the world. Those who look are called in the order of Poll, and no more once they are stopped.
func TestPoll(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(w *sim.World, change func())
		at     time.Duration
	}{
		{"turn", func(w *sim.World, change func()) { w.Go("changes", change) }, 0},
		{"timer", func(w *sim.World, change func()) { w.After(time.Second, change) }, time.Second},
		{"background", func(w *sim.World, change func()) {
			w.Background(time.Second, change)
			w.After(time.Minute, func() {})
		}, time.Second},
		{"outside", func(_ *sim.World, change func()) { change() }, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := sim.New(sim.Options{})
			defer w.Close()
			changed := false
			var seen []string
			var at time.Duration
			var stops [3]func()
			for n, name := range []string{"a", "b", "c"} {
				stops[n] = w.Poll(func() {
					if changed {
						seen = append(seen, name)
						at = w.Elapsed()
						stops[n]()
						stops[n]()
						stops[2]()
					}
				})
			}
			require.NoError(t, w.Advance(0))
			require.Empty(t, seen)
			c.change(w, func() { changed = true })
			require.NoError(t, w.Settle())
			require.Equal(t, []string{"a", "b"}, seen)
			require.Equal(t, c.at, at)
			require.NoError(t, w.Advance(time.Hour))
			require.Len(t, seen, 2)
		})
	}
}

// TestPollSends: a poll that sends lets the world go on though nothing else is left to run.
func TestPollSends(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	changed, resumed := false, false
	require.NoError(t, w.Do("waits", func() {
		k := w.Current().Waker()
		stop := w.Poll(func() {
			if changed {
				k.Wake(nil)
			}
		})
		defer stop()
		w.Go("changes", func() { changed = true })
		w.Current().Park("the change", "")
		resumed = true
	}))
	require.True(t, resumed)
}
