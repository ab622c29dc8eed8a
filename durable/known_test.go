package durable_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/sqlite"
)

// stored is an object with values, rows, an alarm, and a field that only memory has.
type stored struct {
	st    *durable.State
	calls int
	rang  []time.Time
}

func (s *stored) Fill() (int, error) {
	s.calls++
	for _, key := range []string{"a", "b", "c"} {
		if err := s.st.Storage.KV().Put(key, map[string]any{"is": key}); err != nil {
			return 0, err
		}
	}
	if _, err := s.st.Storage.SQL().Exec("CREATE TABLE IF NOT EXISTS t(x); INSERT INTO t VALUES (1), (2), (3)"); err != nil {
		return 0, err
	}
	return s.calls, s.st.Storage.SetAlarm(s.st.Now().Add(time.Hour))
}

func (s *stored) Calls() (int, error) { return s.calls, nil }

func (s *stored) Wait() error {
	return s.st.BlockConcurrencyWhile(func() error {
		s.st.Sleep(10 * time.Second)
		return nil
	})
}

func (s *stored) Keys() (n int, err error) {
	for _, err := range s.st.Storage.KV().List(durable.ListOptions{}) {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

func (s *stored) Alarm(i durable.AlarmInfo) error {
	s.rang = append(s.rang, i.ScheduledTime)
	return s.st.Storage.KV().Put("rang", i.ScheduledTime)
}

func newStored(w *durabletest.World) *durable.Namespace {
	return durabletest.Class(w, "Stored", func(st *durable.State) *stored { return &stored{st: st} })
}

var plenty = durable.Bounds{Steps: 1e6, Rows: 100, Bytes: 1 << 20}

// TestClear: a cleared object is a new one, in memory and in a file, and no alarm comes to it.
func TestClear(t *testing.T) {
	for _, dir := range []string{"", t.TempDir()} {
		w := durabletest.New(t, durabletest.Objects(durable.WithDir(dir)))
		ns := newStored(w)
		stub, other := ns.GetByName("a"), ns.GetByName("b")
		for _, s := range []*durable.Stub{stub, other} {
			_, err := s.Call("Fill")
			require.NoError(t, err)
		}
		require.NoError(t, w.Objects.Clear(stub))
		seen, err := w.Objects.Look(stub)
		require.NoError(t, err)
		require.False(t, seen.Live)
		require.Zero(t, seen.Alarm)
		require.Zero(t, seen.Managed)
		list, _, err := w.Objects.ReadKV(stub, plenty, "", "")
		require.NoError(t, err)
		require.Empty(t, list)
		_, err = w.Objects.ReadSQL(stub, plenty, "SELECT * FROM t")
		require.ErrorContains(t, err, "no such table: t")
		w.Advance(2 * time.Hour)
		for s, want := range map[*durable.Stub]int{stub: 0, other: 4} {
			n, err := durable.Call[int](ns.Get(s.ID()), "Keys")
			require.NoError(t, err)
			require.Equal(t, want, n)
		}
		n, err := durable.Call[int](ns.GetByName("a"), "Fill")
		require.NoError(t, err)
		require.Equal(t, 1, n, "memory is new too")
		require.NoError(t, w.Objects.Clear(ns.GetByName("never")))
		require.False(t, ns.Known(ns.IDFromName("never")), "to clear what is not there makes nothing")
		require.NoError(t, w.Objects.Crash(ns.GetByName("a")))
		n, err = durable.Call[int](ns.GetByName("a"), "Keys")
		require.NoError(t, err)
		require.Equal(t, 3, n, "what follows a clear is kept")
	}
}

// TestKnownFiles: objects of an earlier run are listed and read without being woken, and who calls first gives the name.
func TestKnownFiles(t *testing.T) {
	dir := t.TempDir()
	first := durabletest.New(t, durabletest.Objects(durable.WithDir(dir)))
	ns := newStored(first)
	_, err := ns.GetByName("a").Call("Keys")
	require.NoError(t, err)
	_, err = ns.GetByName("b").Call("Fill")
	require.NoError(t, err)
	first.Close()

	w := durabletest.New(t, durabletest.Objects(durable.WithDir(dir)))
	ns = newStored(w)
	require.Len(t, ns.Objects(), 1, "the one with an alarm")
	ids, err := ns.All()
	require.NoError(t, err)
	require.Len(t, ids, 2)
	id, err := ns.IDFromString(ns.IDFromName("a").String())
	require.NoError(t, err)
	r, err := w.Objects.ReadSQL(ns.Get(id), plenty, "SELECT 1 AS one")
	require.NoError(t, err)
	require.Equal(t, durable.Rows{Columns: []string{"one"}, Rows: [][]any{{int64(1)}}}, r)
	seen, err := w.Objects.Look(ns.Get(id))
	require.NoError(t, err)
	require.Zero(t, seen.Incarnation)
	_, err = ns.GetByName("a").Call("Keys")
	require.NoError(t, err)
	require.Equal(t, "Stored/a", ns.Get(id).Label(), "reading it gave it no name")
	_, err = w.Objects.ReadSQL(ns.GetByName("c"), plenty, "SELECT 1")
	require.ErrorIs(t, err, durable.ErrUnknownObject)
}

// TestReadBounds: rows, bytes, steps and a clock end a reading, and nothing but reading is possible.
func TestReadBounds(t *testing.T) {
	w := durabletest.New(t)
	stub := newStored(w).GetByName("a")
	_, err := stub.Call("Fill")
	require.NoError(t, err)
	read := func(b durable.Bounds, query string) durable.Rows {
		r, err := w.Objects.ReadSQL(stub, b, query)
		require.NoError(t, err)
		return r
	}
	b := plenty
	b.Rows = 2
	require.Equal(t, [][]any{{int64(1)}, {int64(2)}}, read(b, "SELECT x FROM t").Rows)
	require.True(t, read(b, "SELECT x FROM t").More)
	b.Rows = 3
	require.False(t, read(b, "SELECT x FROM t").More)
	b.Bytes = 1000
	require.Len(t, read(b, "SELECT hex(zeroblob(600)) FROM t").Rows, 1)
	b = plenty
	b.Over = func() bool { return true }
	require.True(t, read(b, "SELECT 1").More)
	_, err = w.Objects.ReadSQL(stub, plenty, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n")
	require.True(t, sqlite.IsSteps(err), "%v", err)

	for _, query := range []string{
		"INSERT INTO t VALUES (4)", "DELETE FROM t", "UPDATE t SET x = 0", "DROP TABLE t", "CREATE TABLE u(x)",
		"WITH n(i) AS (SELECT 1) INSERT INTO t SELECT i FROM n", "SELECT 1; DELETE FROM t", "REPLACE INTO t VALUES (1) RETURNING x",
		"PRAGMA foreign_keys = off", "PRAGMA recursive_triggers(1)", "PRAGMA optimize", "ATTACH 'x' AS y", "BEGIN", "VACUUM", "REINDEX",
		"SELECT * FROM _cf_KV", "PRAGMA writable_schema = on", "/* SELECT */ DELETE FROM t", "EXPLAIN DELETE FROM t; DELETE FROM t",
		"SELECT load_extension('x')", "DETACH main", "ANALYZE", "SAVEPOINT a", "ALTER TABLE t ADD COLUMN y",
	} {
		_, err := w.Objects.ReadSQL(stub, plenty, query)
		require.Error(t, err, query)
	}
	require.NoError(t, w.Objects.Inside(stub, func(_ durable.Object, st *durable.State) error {
		for _, query := range []string{"PRAGMA foreign_keys = off", "DELETE FROM t WHERE x > 5"} {
			if _, err := st.Storage.SQL().Exec(query); err != nil {
				return err
			}
		}
		return nil
	}))
	for _, query := range []string{"PRAGMA foreign_keys = off", "DELETE FROM t WHERE x > 5"} {
		_, err := w.Objects.ReadSQL(stub, plenty, query)
		require.ErrorIs(t, err, sqlite.ErrReadOnly, "also where it was compiled before: %s", query)
	}
	require.Equal(t, [][]any{{int64(3)}}, read(plenty, "SELECT count(*) FROM t").Rows)

	list, more, err := w.Objects.ReadKV(stub, durable.Bounds{Rows: 2, Bytes: 1000}, "", "")
	require.NoError(t, err)
	require.True(t, more)
	require.Len(t, list, 2)
	list, more, err = w.Objects.ReadKV(stub, plenty, "", list[1].Key)
	require.NoError(t, err)
	require.False(t, more)
	require.Equal(t, "c", list[0].Key)
}

// TestFireAlarm: the alarm that is next comes now, for the time that it was set for, and only once.
func TestFireAlarm(t *testing.T) {
	w := durabletest.New(t)
	ns := newStored(w)
	require.Nil(t, w.Objects.NextAlarm())
	fired, err := w.Objects.FireAlarm(ns.GetByName("a"))
	require.NoError(t, err)
	require.False(t, fired)
	_, err = ns.GetByName("late").Call("Fill")
	require.NoError(t, err)
	due := w.Now().Add(time.Hour)
	w.Advance(time.Minute)
	_, err = ns.GetByName("later").Call("Fill")
	require.NoError(t, err)
	next := w.Objects.NextAlarm()
	require.Equal(t, "Stored/late", next.Label())
	fired, err = w.Objects.FireAlarm(next)
	require.NoError(t, err)
	require.True(t, fired)
	w.Advance(time.Second)
	rang, err := w.Objects.Value(next, "rang")
	require.NoError(t, err)
	require.WithinDuration(t, due, rang.(time.Time), time.Second)
	require.Equal(t, "Stored/later", w.Objects.NextAlarm().Label())
	w.Advance(2 * time.Hour)
	require.Nil(t, w.Objects.NextAlarm())
}

// TestGauges: they count what each object has, and Select finds objects by them.
func TestGauges(t *testing.T) {
	w := durabletest.New(t)
	ns := newStored(w)
	for _, name := range []string{"a", "b", "c"} {
		_, err := ns.GetByName(name).Call("Calls")
		require.NoError(t, err)
	}
	_, err := ns.GetByName("b").Call("Fill")
	require.NoError(t, err)
	require.NoError(t, w.Objects.Evict(ns.GetByName("b")))
	w.Go("caller", func() { _, _ = ns.GetByName("c").Call("Wait") })
	w.Advance(time.Second)
	w.Go("caller", func() { _, _ = ns.GetByName("c").Call("Calls") })
	w.Advance(time.Second)
	require.Equal(t, durable.Gauges{Objects: 3, Running: 2, InFlight: 2, Waiting: 1, Alarms: 1}, w.Objects.Gauges())
	list := w.Objects.Select(func(g durable.Gauges) bool { return g.Alarms > 0 })
	require.Len(t, list, 1)
	require.Equal(t, "Stored/b", list[0].Label())
}

// TestUnknownAlarm: where a directory has an object whose alarm the manager's table does not have, or has for later, the
// object sees to it when it is next touched.
func TestUnknownAlarm(t *testing.T) {
	for _, row := range []string{"DELETE FROM _cf_ALARM", "UPDATE _cf_ALARM SET scheduled_time = scheduled_time * 2", ""} {
		dir := t.TempDir()
		w := durabletest.New(t, durabletest.Objects(durable.WithDir(dir)))
		ns := newStored(w)
		_, err := ns.GetByName("a").Call("Fill")
		require.NoError(t, err)
		before, err := w.Objects.Look(ns.GetByName("a"))
		require.NoError(t, err)
		require.False(t, before.Alarm.IsZero())
		w.Close()
		tables, err := filepath.Glob(filepath.Join(dir, "*", "metadata.sqlite"))
		require.NoError(t, err)
		require.Len(t, tables, 1)
		db, err := sqlite.Open(sqlite.Options{Path: tables[0], System: true})
		require.NoError(t, err)
		if row != "" {
			query(t, db, row)
			_, err = db.Commit()
			require.NoError(t, err)
		}
		require.NoError(t, db.Close())

		w = durabletest.New(t, durabletest.Objects(durable.WithDir(dir)))
		ns = newStored(w)
		_, err = ns.GetByName("a").Call("Keys")
		require.NoError(t, err)
		after, err := w.Objects.Look(ns.GetByName("a"))
		require.NoError(t, err)
		require.Equal(t, before.Alarm, after.Managed, row)
	}
}
