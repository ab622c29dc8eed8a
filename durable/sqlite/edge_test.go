package sqlite

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Each of these is an edge at which a small mistake would have passed every other test.

// A write of the alarm is left out only where the alarm is known to be so: not after a rollback, nor in the connection
// of another incarnation.
func TestAlarmIsWrittenUnlessKnown(t *testing.T) {
	db := open(t, "")
	set := func(ns int64, want bool) {
		t.Helper()
		changed, err := db.SetAlarm(ns)
		require.NoError(t, err)
		require.Equal(t, want, changed)
	}
	set(5, true)
	set(5, false)
	commit(t, db)
	set(7, true)
	require.NoError(t, db.Rollback())
	set(7, true) // It is 5.
	require.NoError(t, db.Rollback())
	set(5, false)
	require.NoError(t, db.Crash())
	set(5, true) // Nothing is known any more.
	commit(t, db)

	changed, err := db.DeleteAlarm()
	require.NoError(t, err)
	require.True(t, changed)
	set(0, true) // The same number, but set.
	commit(t, db)
	require.NoError(t, db.DeleteAll())
	_, found, err := db.Alarm()
	require.NoError(t, err)
	require.False(t, found)
	set(0, true)
	require.NoError(t, db.Close())
}

func commit(t *testing.T, db *DB) {
	t.Helper()
	_, err := db.Commit()
	require.NoError(t, err)
}

// A confirmation that arrives late takes nothing back from a later one.
func TestLateConfirm(t *testing.T) {
	db := open(t, "")
	for n := range int64(2) {
		require.NoError(t, db.Put(fmt.Sprint(n+1), nil))
		mark(t, db, n+1)
	}
	require.NoError(t, db.Put("open", nil))
	require.NoError(t, db.Confirm(2))
	require.NoError(t, db.Confirm(1))
	_, confirmed := db.Marks()
	require.Equal(t, int64(2), confirmed)
	require.NoError(t, db.Crash())
	require.Equal(t, "1 2 ", keys(t, db))
	require.NoError(t, db.Close())
}

// What a savepoint's rollback takes away is not remembered, and a cursor that wrote in it is ended.
func TestRollbackToForgets(t *testing.T) {
	db := open(t, "")
	rows(t, db, "CREATE TABLE t(a)")
	require.NoError(t, db.Savepoint())
	require.NoError(t, db.Put("k", nil))
	_, err := db.SetAlarm(3)
	require.NoError(t, err)
	c, err := db.Exec("INSERT INTO t VALUES (1), (2), (3) RETURNING a")
	require.NoError(t, err)
	require.True(t, c.Next())
	require.NoError(t, db.RollbackTo())
	require.False(t, c.Next())
	require.EqualError(t, c.Err(), "abort due to ROLLBACK: SQLITE_ABORT (extended: SQLITE_ABORT_ROLLBACK)")
	_, found, err := db.Get("k")
	require.NoError(t, err)
	require.False(t, found)
	_, found, err = db.Alarm()
	require.NoError(t, err)
	require.False(t, found)
	require.NoError(t, db.Put("k", nil))
	commit(t, db)
	require.NoError(t, db.Close())
}

// The statement cache drops what was used longest ago, counts what it drops, and a query that runs twice at once does
// not keep the turn from ending.
func TestStatementCacheOrder(t *testing.T) {
	db := open(t, "")
	text := func(n int) string { return fmt.Sprintf("SELECT %d -- %0*d", n, 90_000, 0) }
	for n := range 11 {
		rows(t, db, text(n))
	}
	kept := db.cache.queries[text(0)]
	require.NotNil(t, kept)
	rows(t, db, text(0))
	rows(t, db, text(11)) // Drops the second, which is the oldest now.
	require.Same(t, kept, db.cache.queries[text(0)])
	require.NotContains(t, db.cache.queries, text(1))
	size := 0
	for sql := range db.cache.queries {
		size += len(sql)
	}
	require.Equal(t, size, db.cache.size)

	rows(t, db, "CREATE TABLE t(a)")
	const write = "INSERT INTO t VALUES (1), (2), (3) RETURNING a"
	one, err := db.Exec(write)
	require.NoError(t, err)
	two, err := db.Exec(write)
	require.NoError(t, err)
	two.Close()
	one.Close()
	commit(t, db)
	require.NoError(t, db.Close())
}

// The columns of a query that is kept compiled are those of the schema now, and so are the indexes that it writes to.
func TestSchemaChangesUnderTheCache(t *testing.T) {
	db := open(t, "")
	rows(t, db, "CREATE TABLE t(a)")
	written := func() int64 {
		c, err := db.Exec("INSERT INTO t(a) VALUES (1)")
		require.NoError(t, err)
		n, err := c.RowsWritten()
		require.NoError(t, err)
		return n
	}
	columns := func() []string {
		c, err := db.Exec("SELECT * FROM t")
		require.NoError(t, err)
		defer c.Close()
		return c.ColumnNames()
	}
	require.Equal(t, int64(1), written())
	require.Equal(t, []string{"a"}, columns())
	rows(t, db, "ALTER TABLE t ADD COLUMN b; CREATE INDEX i ON t(a)")
	require.Equal(t, int64(2), written())
	require.Equal(t, []string{"a", "b"}, columns())

	rows(t, db, `ALTER TABLE t RENAME TO "_cf"`)
	rows(t, db, `ALTER TABLE "_cf" RENAME TO t`)
	rows(t, db, `ALTER TABLE t RENAME TO "_cf"`) // Compiled anew while it runs.
	_, err := db.Exec("CREATE TABLE _cf_(a)")
	require.EqualError(t, err, "not authorized: SQLITE_AUTH")
	require.NoError(t, db.Close())
}

// A dump that reaches its bounds exactly is whole.
func TestDumpBounds(t *testing.T) {
	db := open(t, "")
	rows(t, db, "CREATE TABLE a(x); CREATE TABLE b(x)")
	rows(t, db, "INSERT INTO a VALUES (1), (2)")
	d, err := db.Dump(2, 2)
	require.NoError(t, err)
	require.False(t, d.More)
	require.False(t, d.Tables[0].More)
	d, err = db.Dump(1, 1)
	require.NoError(t, err)
	require.True(t, d.More)
	require.True(t, d.Tables[0].More)
	require.NoError(t, db.Close())
}

// Times are stored in UTC, and an integer that has no place in SQLite is refused.
func TestBindEdges(t *testing.T) {
	db := open(t, "")
	at := time.Date(2026, 1, 1, 1, 0, 0, 0, time.FixedZone("east", 2*60*60))
	require.Equal(t, [][]any{{"2025-12-31 23:00:00.000"}}, rows(t, db, "SELECT ?", at))
	require.Equal(t, [][]any{{int64(math.MaxInt64)}}, rows(t, db, "SELECT ?", uint64(math.MaxInt64)))
	_, err := db.Exec("SELECT ?", uint64(math.MaxInt64)+1)
	require.ErrorContains(t, err, "cannot bind uint64")
	require.NoError(t, db.Close())
}

// Any number but 0 switches a pragma on, between turns as well, and a crash switches foreign keys on again.
func TestForeignKeysPragma(t *testing.T) {
	db := open(t, "")
	rows(t, db, "CREATE TABLE t(a INTEGER PRIMARY KEY, b REFERENCES t(a))")
	commit(t, db)
	for _, c := range []struct {
		pragma string
		on     bool
	}{{"off", false}, {"10", true}, {"0", false}, {"yes", true}, {"'no'", false}, {"true", true}} {
		rows(t, db, "PRAGMA foreign_keys = "+c.pragma)
		_, err := db.Exec("INSERT INTO t VALUES (1, 2)")
		require.Equal(t, c.on, IsForeignKey(err), "%s: %v", c.pragma, err)
		require.NoError(t, db.Rollback())
	}
	require.NoError(t, db.Close())
}

// A database that is full from the start has one page, and one that lies on marks may keep what it had.
func TestFullEdges(t *testing.T) {
	db := open(t, "")
	require.NoError(t, db.Full(true))
	_, err := db.SetAlarm(5)
	require.True(t, IsFull(err), "%v", err)
	require.NoError(t, db.Lost(), "SQLite undoes CREATE TABLE alone")
	require.NoError(t, db.Rollback())
	require.NoError(t, db.Full(false))
	_, err = db.SetAlarm(5)
	require.NoError(t, err)
	require.NoError(t, db.Put("k", make([]byte, 50_000)))
	mark(t, db, 1)
	require.NoError(t, db.Full(true))
	require.NoError(t, db.Put("k", []byte("small")))
	_, err = db.Delete("k")
	require.NoError(t, err)
	require.ErrorContains(t, db.Put("large", make([]byte, 500_000)), "full")
	require.NoError(t, db.Rollback())
	require.NoError(t, db.Confirm(1))
	value, _, err := db.Get("k")
	require.NoError(t, err)
	require.Len(t, value, 50_000)
	require.NoError(t, db.Close())
}
