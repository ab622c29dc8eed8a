package actor_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/sim"
)

// TestDeadline: what wakes the coroutine first counts, also at one instant, and a stopped deadline wakes nobody.
func TestDeadline(t *testing.T) {
	for _, c := range []struct {
		name            string
		answer, limit   time.Duration
		limitFirst      bool
		value           string
		passed          bool
		resumed, settle time.Duration
	}{
		{"answer", 5, 10, false, "answer", false, 5, 5},
		{"limit", 20, 10, false, "limit", true, 10, 20},
		{"answer first at one instant", 10, 10, false, "answer", true, 10, 10},
		{"limit first at one instant", 10, 10, true, "limit", true, 10, 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := sim.New(sim.Options{})
			defer w.Close()
			var value string
			var passed bool
			var resumed time.Duration
			w.Go("waits", func() {
				k := w.Current().Waker()
				answer := func() { w.After(c.answer, func() { k.Wake("answer") }) }
				if !c.limitFirst {
					answer()
				}
				limit := k.Deadline(c.limit)
				defer limit.Stop()
				if c.limitFirst {
					answer()
				}
				v := w.Current().Park("an answer", "test")
				value, passed, resumed = fmt.Sprint(v), limit.Passed(), w.Elapsed()
				if v == any(limit) {
					value = "limit"
				}
			})
			require.NoError(t, w.Settle())
			require.Equal(t, c.value, value)
			require.Equal(t, c.passed, passed)
			require.Equal(t, c.resumed, resumed)
			require.Equal(t, c.settle, w.Elapsed())
		})
	}
	var none *actor.Deadline
	none.Stop()
	require.False(t, none.Passed())
}
