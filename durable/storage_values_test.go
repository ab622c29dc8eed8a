package durable

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable/platform"
)

// TestFailedReadsGiveNothing: an operation that fails gives no value beside its error.
func TestFailedReadsGiveNothing(t *testing.T) {
	for _, c := range []struct {
		name string
		read func(st *State) (any, error)
		zero any
	}{
		{"GetBytes", func(st *State) (any, error) { return st.Storage.KV().GetBytes("k") }, []byte(nil)},
		{"Get of a T", func(st *State) (any, error) { return Get[int](st.Storage.KV(), "k") }, 0},
		{"Has", func(st *State) (any, error) { return st.Storage.KV().Has("k") }, false},
		{"Delete", func(st *State) (any, error) { return st.Storage.KV().Delete("k") }, false},
		{"GetAlarm", func(st *State) (any, error) { return st.Storage.GetAlarm() }, time.Time{}},
		{"Exec", func(st *State) (any, error) { return st.Storage.SQL().Exec("SELECT 1") }, (*Cursor)(nil)},
		{"List", func(st *State) (v any, err error) {
			for e, failed := range st.Storage.KV().List(ListOptions{}) {
				v, err = e.Key, failed
			}
			return v, err
		}, ""},
	} {
		_, rt, s := stored(t)
		plan, err := platform.NewPlan("storage.op nth=1 error=L33c")
		require.NoError(t, err)
		require.NoError(t, rt.SetFaults(plan))
		require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
			got, err := c.read(st)
			require.ErrorContains(t, err, "Exceeded allowed rows read", c.name)
			require.Equal(t, c.zero, got, c.name)
			got, err = c.read(st)
			require.NoError(t, err, c.name)
			require.NotEqual(t, c.zero, got, c.name)
			return nil
		}))
	}
}

// TestCursorPastItsEnd: behind the last row there is none to read.
func TestCursorPastItsEnd(t *testing.T) {
	_, rt, s := stored(t)
	require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
		c, err := st.Storage.SQL().Exec("SELECT n FROM t ORDER BY n")
		require.NoError(t, err)
		var n int
		require.ErrorContains(t, c.Scan(&n), "there is no row")
		for want := 1; c.Next(); want++ {
			require.Equal(t, []any{int64(want)}, c.Row())
			require.NoError(t, c.Scan(&n))
			require.Equal(t, want, n)
		}
		for range 2 {
			require.Nil(t, c.Row())
			require.ErrorContains(t, c.Scan(&n), "there is no row")
			require.False(t, c.Next())
		}
		require.Equal(t, 3, n)
		return c.Err()
	}))
}
