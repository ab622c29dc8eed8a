package durable

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable/platform"
)

// TestWhoIsWithinABlock: a coroutine is within its BlockConcurrencyWhile from its begin to its end, not while it waits
// for an earlier one.
func TestWhoIsWithinABlock(t *testing.T) {
	const block = "blockConcurrencyWhile"
	w, rt, s := simple(t, platform.Ideal())
	nap := func(st *State) func() error { return func() error { st.Sleep(time.Second); return nil } }
	within := func() (list []string) {
		x, err := rt.Inspect(s)
		require.NoError(t, err)
		for _, task := range x.Tasks {
			list = append(list, task.Within)
		}
		return list
	}
	w.Go("client", func() {
		require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
			require.NoError(t, st.GoBlocking(nap(st)))
			require.NoError(t, st.BlockConcurrencyWhile(nap(st)))
			st.Sleep(10 * time.Second)
			return nil
		}))
	})
	for _, want := range [][]string{{"", block}, {block}, {""}} {
		require.NoError(t, w.Advance(500*time.Millisecond))
		require.Equal(t, want, within(), "at %v", w.Elapsed())
		require.NoError(t, w.Advance(500*time.Millisecond))
	}
}
