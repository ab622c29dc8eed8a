package sqlite

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestParkIsInvisible runs statements on two databases, one of which is parked before each: both answer alike.
func TestParkIsInvisible(t *testing.T) {
	state := "SELECT changes(), total_changes(), last_insert_rowid()"
	script := []string{
		state,
		"CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b REFERENCES t(id) DEFERRABLE INITIALLY DEFERRED)", state,
		"INSERT INTO t(a) VALUES ('x'), ('y'), ('z')", state, state,
		"UPDATE t SET a = 'w' WHERE id = 99", state,
		"UPDATE t SET a = 'w' WHERE id > 1", state,
		"CREATE TABLE u(x)", state,
		"WITH n(i) AS (VALUES (1), (2)) INSERT INTO u SELECT i FROM n", state,
		"DELETE FROM u WHERE x = 9", state,
		"PRAGMA foreign_keys", "PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys", "INSERT INTO t(a, b) VALUES ('q', 77)",
		"PRAGMA foreign_keys=ON", "PRAGMA foreign_keys", "INSERT INTO t(a, b) VALUES ('q', 78)",
		"SELECT 'A' LIKE 'a'", "PRAGMA case_sensitive_like=1", "SELECT 'B' LIKE 'b'", "PRAGMA case_sensitive_like=0",
		"SELECT 'C' LIKE 'c'",
		"PRAGMA recursive_triggers", "PRAGMA recursive_triggers=1", "PRAGMA recursive_triggers",
		"PRAGMA reverse_unordered_selects=yes", "SELECT x FROM u", "PRAGMA legacy_alter_table=1",
		"PRAGMA legacy_alter_table", "PRAGMA ignore_check_constraints=on", "PRAGMA ignore_check_constraints",
		"PRAGMA data_version", "SELECT count(*) FROM t", "DROP TABLE u", state,
		"CREATE VIRTUAL TABLE f USING fts5(body)", "INSERT INTO f VALUES ('some words')",
		"SELECT body FROM f WHERE f MATCH 'words'", state,
		"CREATE TABLE auto(id INTEGER PRIMARY KEY AUTOINCREMENT)", "INSERT INTO auto DEFAULT VALUES", state,
		"SELECT * FROM sqlite_master", "ANALYZE", "SELECT tbl, stat FROM sqlite_stat1",
	}
	for _, file := range []bool{false, true} {
		var answers [2][]string
		for n := range answers {
			path := ""
			if file {
				path = t.TempDir() + "/db.sqlite"
			}
			db := open(t, path)
			for _, sql := range script {
				if n == 1 {
					require.NoError(t, db.Park(), sql)
					require.True(t, db.isParked())
				}
				answers[n] = append(answers[n], fmt.Sprintf("%s: %s", sql, committed(db, sql)))
			}
			value, found, err := db.Get("none")
			require.NoError(t, err)
			require.False(t, found, "%q", value)
			require.NoError(t, db.Close())
		}
		require.Equal(t, answers[0], answers[1], "file %t", file)
	}
}

// committed runs a statement and commits, and returns the rows and what they cost.
func committed(db *DB, sql string) string {
	c, err := db.Exec(sql)
	if err != nil {
		_ = db.Rollback()
		return err.Error()
	}
	rows, err := c.All()
	if err != nil {
		return err.Error()
	}
	read := c.RowsRead()
	written, err := c.RowsWritten()
	if err != nil {
		return err.Error()
	}
	if _, err := db.Commit(); err != nil {
		_ = db.Rollback()
		return err.Error()
	}
	return fmt.Sprint(rows, read, written)
}

// TestSizeOfParked: the size of a parked database is what it was, free pages left out, and asking does not wake it.
func TestSizeOfParked(t *testing.T) {
	db := open(t, "")
	for n := range 4 {
		before, err := db.Size()
		require.NoError(t, err)
		require.NoError(t, db.Park())
		after, err := db.Size()
		require.NoError(t, err)
		require.Equal(t, before, after)
		require.True(t, db.isParked())
		require.NoError(t, db.Put("k", bytes.Repeat([]byte{1}, []int{10, 100_000, 5, 0}[n])))
		_, err = db.Commit()
		require.NoError(t, err)
	}
	require.NoError(t, db.Close())
}

// TestParkRefused: what is in use stays open.
func TestParkRefused(t *testing.T) {
	for _, path := range []string{"", t.TempDir() + "/db.sqlite"} {
		db := open(t, path)
		for _, k := range []string{"a", "b", "c"} {
			require.NoError(t, db.Put(k, nil))
		}
		require.ErrorIs(t, db.Park(), ErrPinned, "an open turn")
		mark(t, db, 1)
		require.ErrorIs(t, db.Park(), ErrPinned, "a mark that is not confirmed")
		require.NoError(t, db.Confirm(1))
		l, err := db.List(ListOptions{})
		require.NoError(t, err)
		require.True(t, l.Next())
		require.ErrorIs(t, db.Park(), ErrPinned, "a list")
		l.Close()
		c, err := db.Exec("SELECT 1 UNION SELECT 2")
		require.NoError(t, err)
		require.ErrorIs(t, db.Park(), ErrPinned, "a cursor")
		c.Close()
		require.NoError(t, db.Park())
		require.NoError(t, db.Park())
		newest, confirmed := db.Marks()
		require.Equal(t, []int64{1, 1}, []int64{newest, confirmed})
		require.NoError(t, db.Crash())
		require.True(t, db.isParked())
		require.Equal(t, "a b c ", keys(t, db))
		require.NoError(t, db.Put("d", nil))
		mark(t, db, 2)
		require.NoError(t, db.Crash())
		require.Equal(t, "a b c ", keys(t, db))
		require.NoError(t, db.Park())
		require.NoError(t, db.Close())
		require.ErrorIs(t, db.Put("e", nil), ErrClosed)
	}
}

// TestCrashForgets: a crash of a parked database leaves the memory of a new connection.
func TestCrashForgets(t *testing.T) {
	db := open(t, "")
	for _, sql := range []string{"CREATE TABLE t(x)", "INSERT INTO t VALUES (1)", "PRAGMA recursive_triggers=1"} {
		committed(db, sql)
	}
	require.NoError(t, db.Park())
	require.NoError(t, db.Crash())
	require.Equal(t, [][]any{{int64(0), int64(0), int64(0)}}, rows(t, db, "SELECT changes(), total_changes(), last_insert_rowid()"))
	require.Equal(t, [][]any{{int64(0)}}, rows(t, db, "PRAGMA recursive_triggers"))
	require.NoError(t, db.Close())
}

// TestPoolWithoutFile: a database that cannot be opened takes no place in the pool.
func TestPoolWithoutFile(t *testing.T) {
	p := NewPool(3)
	for range 5 {
		_, err := Open(Options{Path: t.TempDir(), Pool: p}) // A folder.
		require.Error(t, err)
		require.Zero(t, p.Open())
	}
}

// TestPool: at most so many databases are open; the one that was not used for the longest time goes, unless it is in
// use; where all are, the next is refused.
func TestPool(t *testing.T) {
	p := NewPool(3)
	var list []*DB
	for n := range 10 {
		path := ""
		if n%2 == 1 {
			path = fmt.Sprintf("%s/%d.sqlite", t.TempDir(), n)
		}
		db, err := Open(Options{Path: path, NoSync: true, Pool: p})
		require.NoError(t, err)
		require.NoError(t, db.Put("n", fmt.Append(nil, n)))
		_, err = db.Commit()
		require.NoError(t, err)
		list = append(list, db)
		require.LessOrEqual(t, p.Open(), 3)
	}
	for n, db := range list {
		require.Equal(t, n < 7, db.isParked(), n)
	}
	_, _, err := list[7].Get("n")
	require.NoError(t, err)
	for n, db := range list[:7] {
		value, found, err := db.Get("n")
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, fmt.Sprint(n), string(value))
		require.Equal(t, 3, p.Open())
	}
	for _, db := range list[:3] {
		require.NoError(t, db.Put("n", nil))
	}
	require.ErrorIs(t, list[5].Put("n", nil), ErrAllPinned)
	_, err = Open(Options{Pool: p})
	require.ErrorIs(t, err, ErrAllPinned)
	require.NoError(t, list[1].Rollback())
	require.NoError(t, list[5].Put("n", nil))
	require.True(t, list[1].isParked())
	for _, db := range list {
		require.NoError(t, db.Close())
	}
	require.Zero(t, p.Open())
}

// TestLoosePool: a loose pool opens what is needed, and goes back to its bound.
func TestLoosePool(t *testing.T) {
	p := NewLoosePool(2)
	var list []*DB
	for range 5 {
		db, err := Open(Options{Pool: p})
		require.NoError(t, err)
		require.NoError(t, db.Put("k", nil))
		list = append(list, db)
	}
	require.Equal(t, 5, p.Open())
	for _, db := range list {
		_, err := db.Commit()
		require.NoError(t, err)
	}
	require.NoError(t, list[0].Park())
	_, _, err := list[0].Get("k")
	require.NoError(t, err)
	require.Equal(t, 2, p.Open())
	for _, db := range list {
		require.NoError(t, db.Close())
	}
}

// TestPack: what is packed comes back, and a database's empty pages take next to nothing.
func TestPack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var b []byte
		for range r.IntN(20) {
			b = append(b, make([]byte, r.IntN(100))...)
			b = append(b, bytes.Repeat([]byte{byte(r.IntN(3))}, r.IntN(40))...)
		}
		require.True(t, bytes.Equal(b, unpack(pack(b))))
	}
	require.Less(t, len(pack(make([]byte, 1<<20))), 10)
}
