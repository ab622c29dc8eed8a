package durable_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// inObject runs fn in a turn of a fresh object that has an alarm handler.
func inObject(t *testing.T, fn func(w *durabletest.World, s *durable.Storage)) {
	t.Helper()
	w, ns := calculators(t, platform.Ideal())
	require.NoError(t, durabletest.RunInDurableObject(w, ns.GetByName("a"), func(_ *calculator, st *durable.State) error {
		fn(w, st.Storage)
		return nil
	}))
}

// used is what the world's objects have used so far.
func used(t *testing.T, w *durabletest.World) platform.Usage {
	t.Helper()
	m, err := w.Objects.Meter()
	require.NoError(t, err)
	return m.Total
}

// A list has the keys of its options, and its limits are the runtime's.
func TestListEdges(t *testing.T) {
	inObject(t, func(w *durabletest.World, s *durable.Storage) {
		kv := s.KV()
		for _, k := range []string{"a", "ab", "abc", "b"} {
			require.NoError(t, kv.Put(k, k))
		}
		list := func(o durable.ListOptions) (keys []string, err error) {
			for e, failed := range kv.List(o) {
				if failed != nil {
					return keys, failed
				}
				keys = append(keys, e.Key)
			}
			return keys, nil
		}
		for _, c := range []struct {
			o    durable.ListOptions
			want []string
		}{
			{durable.ListOptions{End: "abc"}, []string{"a", "ab"}},
			{durable.ListOptions{Prefix: "ab", End: "b"}, []string{"ab", "abc"}},
			{durable.ListOptions{StartAfter: "a", Limit: math.MaxInt32}, []string{"ab", "abc", "b"}},
			{durable.ListOptions{Start: "ab", Reverse: true, Limit: 2}, []string{"b", "abc"}},
		} {
			keys, err := list(c.o)
			require.NoError(t, err)
			require.Equal(t, c.want, keys)
		}
		for _, o := range []durable.ListOptions{{Limit: -1}, {Limit: math.MaxInt32 + 1}, {Start: "a", StartAfter: "a"}} {
			keys, err := list(o)
			var e *platform.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, "TypeError", e.Name)
			require.Empty(t, keys)
		}
		before := used(t, w).RowsRead
		_, err := list(durable.ListOptions{Prefix: "ab"})
		require.NoError(t, err)
		require.Equal(t, before+2, used(t, w).RowsRead)

		for range 11_000 { // One that is left early does not stay open.
			for _, err := range kv.List(durable.ListOptions{}) {
				require.NoError(t, err)
				break
			}
		}
		_, err = s.SQL().Exec("SELECT 1")
		require.NoError(t, err)
	})
}

// A list that outlives another, or everything there was, ends with the runtime's error.
func TestListIsInvalidated(t *testing.T) {
	inObject(t, func(_ *durabletest.World, s *durable.Storage) {
		kv := s.KV()
		require.NoError(t, kv.Put("a", 1))
		require.NoError(t, kv.Put("b", 1))
		var texts []string
		for _, err := range kv.List(durable.ListOptions{}) {
			if err != nil {
				texts = append(texts, err.Error())
				break
			}
			for _, err := range kv.List(durable.ListOptions{}) {
				require.NoError(t, err)
				break
			}
		}
		require.Len(t, texts, 1)
		require.Contains(t, texts[0], "kv.list() iterator was invalidated")
		for _, err := range kv.List(durable.ListOptions{}) {
			if err != nil {
				texts = append(texts, err.Error())
				break
			}
			require.NoError(t, s.DeleteAll())
		}
		require.Len(t, texts, 2)
		require.Contains(t, texts[1], "internal error; reference = ")
	})
}

// A row is there while the cursor stands on it, and is read into as many values as it has columns.
func TestCursorEdges(t *testing.T) {
	inObject(t, func(w *durabletest.World, s *durable.Storage) {
		before := used(t, w)
		c, err := s.SQL().Exec("VALUES (1, 'x'), (2, 'y')")
		require.NoError(t, err)
		var n int
		var text string
		require.ErrorContains(t, c.Scan(&n, &text), "there is no row")
		require.True(t, c.Next())
		require.ErrorContains(t, c.Scan(&n), "2 columns into 1 values")
		require.ErrorContains(t, c.Scan(&n, &text, &n), "2 columns into 3 values")
		require.NoError(t, c.Scan(&n, &text))
		require.True(t, c.Next())
		require.False(t, c.Next())
		require.Nil(t, c.Row())
		require.ErrorContains(t, c.Scan(&n, &text), "there is no row")

		_, err = s.SQL().Exec("CREATE TABLE t(a); INSERT INTO t VALUES (1), (2), (3)")
		require.NoError(t, err)
		c, err = s.SQL().Exec("SELECT a FROM t")
		require.NoError(t, err)
		for c.Next() { //revive:disable-line:empty-block
		}
		c, err = s.SQL().Exec("UPDATE t SET a = a + 1 RETURNING a")
		require.NoError(t, err)
		rows, err := c.All()
		require.NoError(t, err)
		require.Len(t, rows, 3)
		u := used(t, w).Since(before)
		require.Equal(t, int64(6), u.RowsWritten, "each row once, however often the cursor moves")
		require.Equal(t, int64(15), u.RowsRead, "SELECT 3, UPDATE with RETURNING 12, as the runtime counts")
	})
}

// Alarms are set to whole milliseconds from 1970-01-01 00:00:00.001 until 2262, and what changes nothing is not billed.
func TestAlarmEdges(t *testing.T) {
	inObject(t, func(w *durabletest.World, s *durable.Storage) {
		last := time.UnixMilli(9_223_372_036_855).Add(-1).UTC()
		require.ErrorContains(t, s.SetAlarm(last.Add(1)), "This API doesn't support dates after 2189.")
		require.ErrorContains(t, s.SetAlarm(time.UnixMilli(0)), "setAlarm() cannot be called with an alarm time <= 0")
		require.NoError(t, s.SetAlarm(time.UnixMilli(1)), "long past")
		require.NoError(t, s.SetAlarm(last))
		at, err := s.GetAlarm()
		require.NoError(t, err)
		require.Equal(t, last.Truncate(time.Millisecond), at)
		u := used(t, w)
		require.Equal(t, []int64{2, 2}, []int64{u.AlarmsSet, u.RowsWritten})
		require.NoError(t, s.DeleteAlarm())
		require.NoError(t, s.DeleteAlarm())
		require.Equal(t, int64(3), used(t, w).RowsWritten)
		found, err := s.KV().Delete("nothing")
		require.NoError(t, err)
		require.False(t, found)
		require.Equal(t, int64(3), used(t, w).RowsWritten)
	})
}

// What Inspect says of commits is exact: rows of the newest durable commit, and of those that a crash would undo.
func TestInspectEdges(t *testing.T) {
	p := platform.Ideal()
	p.Commit = fault.Const(time.Second)
	w, ns := calculators(t, p)
	w.Objects.Remember()
	stub := ns.GetByName("a")
	put := func(v int) {
		require.NoError(t, w.Objects.Inside(stub, func(_ durable.Object, st *durable.State) error {
			return st.Storage.KV().Put("k", v, durable.AllowUnconfirmed)
		}))
	}
	seen := func() (last, pending []any) {
		x, err := w.Objects.Inspect(stub)
		require.NoError(t, err)
		for _, c := range x.Stored.Last {
			last = append(last, c.Kind, c.Was, c.Is)
		}
		for _, c := range x.Stored.Pending {
			pending = append(pending, c.Kind, c.Was, c.Is)
		}
		return last, pending
	}
	value := func(n int) []any { return []any{float64(n)} }
	put(1)
	last, pending := seen()
	require.Empty(t, last)
	require.Equal(t, []any{durable.RowAdded, []any(nil), value(1)}, pending)
	w.Advance(2 * time.Second)
	put(2)
	put(3)
	last, pending = seen()
	require.Equal(t, []any{durable.RowAdded, []any(nil), value(1)}, last)
	require.Equal(t, []any{durable.RowChanged, value(1), value(3)}, pending)
	w.Advance(2 * time.Second)
	last, pending = seen()
	require.Equal(t, []any{durable.RowChanged, value(2), value(3)}, last)
	require.Empty(t, pending)
	put(4)
	require.NoError(t, w.Objects.Crash(stub))
	put(5)
	last, pending = seen()
	require.Equal(t, []any{durable.RowChanged, value(2), value(3)}, last)
	require.Equal(t, []any{durable.RowChanged, value(3), value(5)}, pending)
	require.False(t, slices.Contains(last, any(durable.RowRemoved)))
}
