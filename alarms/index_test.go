package alarms

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable/platform"
)

// indexes are the names of the indexes that the object has now.
func (l *lab) indexes() (names []string) {
	l.t.Helper()
	rows, err := l.rt.Query(l.stub, `SELECT name FROM sqlite_master WHERE type = 'index' AND sql <> '' ORDER BY name`)
	require.NoError(l.t, err)
	for _, v := range rows {
		names = append(names, v[0].(string))
	}
	return names
}

// used is what the object has used so far.
func (l *lab) used() platform.Usage {
	l.t.Helper()
	u, err := l.rt.Usage(l.stub)
	require.NoError(l.t, err)
	return u
}

// What a run reads and writes does not depend on how many schedules wait: they are 100 ms apart, or all due at once.
func TestReadsDoNotGrow(t *testing.T) {
	for _, c := range []struct {
		name  string
		apart time.Duration
		o     Options
		most  float64 // rows read a run
	}{
		{"each alone", 100 * ms, Options{}, 7.1},
		{"each alone, fair", 100 * ms, Options{Fair: true}, 15.1},
		{"a backlog", 0, Options{}, 5.1},
		{"a backlog, fair", 0, Options{Fair: true}, 6.1},
	} {
		t.Run(c.name, func(t *testing.T) {
			var written []float64
			for _, n := range []int{2_000, 8_000} {
				h := func(*thing, Run) error { return nil }
				l := newLab(t, setup{options: c.o, handlers: map[string]func(*thing, Run) error{"h": h, "i": h}})
				l.do(func(x *thing) error { return x.many(n, time.Duration(n)*c.apart) })
				before := l.used()
				l.advance(2 * time.Hour)
				u := l.used().Since(before)
				require.LessOrEqual(t, float64(u.RowsRead)/float64(n), c.most, "%d schedules", n)
				written = append(written, float64(u.RowsWritten)/float64(n))
			}
			require.InDelta(t, written[0], written[1], 0.01)
		})
	}
}

// The index comes with the schedule after the thousandth, and goes once the object is small and makes a schedule again.
// A cursor of the object's own code does not keep the index from coming.
func TestIndexComesAndGoes(t *testing.T) {
	l := newLab(t, setup{options: Options{Fair: true}})
	fill := func(from, to int) {
		l.do(func(x *thing) error {
			for n := from; n < to; n++ {
				require.NoError(t, after(time.Hour+time.Duration(n)*ms, fmt.Sprint(n))(x))
			}
			return nil
		})
	}
	fill(0, indexAbove)
	require.Empty(t, l.indexes())
	l.do(func(x *thing) error {
		c, err := x.st.Storage.SQL().Exec(`SELECT id FROM _alarms`)
		require.NoError(t, err)
		require.True(t, c.Next())
		return after(2*time.Hour, "late")(x)
	})
	require.Equal(t, []string{"_alarms_due", "_alarms_fair"}, l.indexes())
	l.advance(time.Hour + time.Minute)
	require.Len(t, l.runs, indexAbove)
	l.do(func(x *thing) error {
		c, err := x.st.Storage.SQL().Exec(`SELECT id FROM _alarms, (VALUES (1), (2))`)
		require.NoError(t, err)
		require.True(t, c.Next())
		return after(2*time.Hour, "locked")(x)
	})
	require.Equal(t, []string{"_alarms_due", "_alarms_fair"}, l.indexes())
	l.evict()
	l.do(after(2*time.Hour, "last"))
	require.Empty(t, l.indexes())
	l.advance(3 * time.Hour)
	require.Len(t, l.runs, indexAbove+3)
}

// An index that the object's own transaction undid comes back, and so does one that was dropped with everything.
func TestIndexIsMadeAgain(t *testing.T) {
	l := newLab(t, setup{})
	boom := fmt.Errorf("boom")
	fill := func(x *thing, prefix string, n int) {
		for k := range n {
			require.NoError(t, after(time.Hour, fmt.Sprint(prefix, k))(x))
		}
	}
	l.do(func(x *thing) error {
		err := x.st.Storage.TransactionSync(func() error {
			fill(x, "undone", indexAbove+1)
			return boom
		})
		require.ErrorIs(t, err, boom)
		fill(x, "kept", indexAbove+1)
		return nil
	})
	require.Equal(t, []string{"_alarms_due"}, l.indexes())
	l.do(func(x *thing) error {
		require.NoError(t, x.st.Storage.DeleteAll())
		require.NoError(t, after(time.Hour, "one")(x))
		return nil
	})
	require.Empty(t, l.indexes())
	l.do(func(x *thing) error { fill(x, "new", indexAbove); return nil })
	require.Equal(t, []string{"_alarms_due"}, l.indexes())
}

// The schedules that a transaction undid still count, so an index that went with them comes back at the next thousand.
func TestIndexAtTheNextThousand(t *testing.T) {
	l := newLab(t, setup{})
	l.do(after(time.Hour, "first"))
	boom := fmt.Errorf("boom")
	l.do(func(x *thing) error {
		err := x.st.Storage.TransactionSync(func() error {
			x.a.count = indexAbove
			require.NoError(t, after(time.Hour, "undone")(x))
			return boom
		})
		require.ErrorIs(t, err, boom)
		x.a.count = 2*indexAbove - 1
		return after(time.Hour, "just below")(x)
	})
	require.Empty(t, l.indexes())
	l.do(after(time.Hour, "at it"))
	require.Equal(t, []string{"_alarms_due"}, l.indexes())
}

// An index goes where fewer than indexBelow schedules are left, and stays where it is worth its cost.
func TestIndexStaysWhileItIsUsed(t *testing.T) {
	for left, want := range map[int][]string{indexBelow: {"_alarms_due"}, indexBelow - 1: nil} {
		l := newLab(t, setup{})
		l.do(func(x *thing) error {
			for n := range left {
				require.NoError(t, after(time.Hour, fmt.Sprint(n))(x))
			}
			x.a.count = indexAbove
			require.NoError(t, after(time.Hour, "large")(x))
			_, err := x.a.Cancel("large")
			return err
		})
		require.Equal(t, []string{"_alarms_due"}, l.indexes())
		l.evict()
		l.do(after(time.Hour, "last"))
		require.Equal(t, want, l.indexes(), "%d schedules", left)
	}
}

// Handlers take turns in the same order with and without the index.
func TestFairOrderIsTheSame(t *testing.T) {
	l := newLab(t, setup{options: Options{Fair: true}, handlers: map[string]func(*thing, Run) error{
		"a": nil, "b": nil, "c": nil,
	}})
	l.do(func(x *thing) error {
		for n := range 60 {
			name := []string{"a", "a", "b", "a", "note", "c", "c"}[n*n%7]
			_, err := x.a.After(time.Duration(n*37%50)*sec, name, nil)
			require.NoError(t, err)
		}
		for _, limit := range []int{1, 2, 7, 30, 100} {
			now := x.a.now() + 40_000
			x.a.indexed = absent
			want, err := x.a.dueRows(now, limit)
			require.NoError(t, err)
			x.a.indexed = present
			got, err := x.a.dueRows(now, limit)
			require.NoError(t, err)
			require.Equal(t, want, got, "limit %d", limit)
		}
		return nil
	})
}

// Sequence numbers go on above those of an incarnation whose clock was ahead, dead letters' included.
func TestSequenceGoesOn(t *testing.T) {
	l := newLab(t, setup{})
	const ahead = int64(1) << 62
	l.do(func(x *thing) error {
		x.a.last = ahead
		require.NoError(t, after(time.Hour, "a")(x))
		_, err := x.a.After(0, "note", nil, ID("b"))
		require.NoError(t, err)
		return x.a.bury(&row{id: "c", handler: "note", kind: KindDate, payload: []byte{}}, ErrNoHandler, true)
	})
	l.evict()
	l.do(func(x *thing) error {
		n, err := x.a.sequence()
		require.NoError(t, err)
		require.Equal(t, ahead+4, n)
		return after(time.Hour, "newest")(x)
	})
	l.evict()
	l.do(func(x *thing) error {
		n, err := x.a.sequence()
		require.NoError(t, err)
		require.Equal(t, ahead+6, n, "the newest is a schedule now")
		return nil
	})
}
