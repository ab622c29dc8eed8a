package sqlite

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func rows(t *testing.T, db *DB, query string, args ...any) [][]any {
	t.Helper()
	c, err := db.Exec(query, args...)
	require.NoError(t, err)
	rows, err := c.All()
	require.NoError(t, err)
	return rows
}

func TestBind(t *testing.T) {
	type named string
	db := open(t, "")
	at := time.Date(2024, 5, 6, 7, 8, 9, 123456789, time.FixedZone("x", 3600))
	for _, c := range []struct{ in, out any }{
		{nil, nil},
		{[]byte(nil), nil},
		{[]byte{}, []byte{}},
		{true, "true"},
		{false, "false"},
		{int8(-3), int64(-3)},
		{7, int64(7)},
		{uint64(math.MaxInt64), int64(math.MaxInt64)},
		{float32(0.5), 0.5},
		{2.0, 2.0},
		{math.NaN(), nil},
		{math.Inf(1), math.Inf(1)},
		{named("x"), "x"},
		{"", ""},
		{"nul\x00in", "nul\x00in"},
		{at, "2024-05-06 06:08:09.123"},
	} {
		require.Equal(t, [][]any{{c.out}}, rows(t, db, "SELECT ?", c.in), "%T", c.in)
	}
	for _, bad := range []any{uint64(math.MaxUint64), struct{}{}, []int{1}, map[string]int{}, new(int)} {
		_, err := db.Exec("SELECT ?", bad)
		require.ErrorContains(t, err, "argument 1: cannot bind", "%T", bad)
	}
	require.NoError(t, db.Close())
}

// TestRenamedTo finds the new name in every way of writing it.
func TestRenamedTo(t *testing.T) {
	for sql, want := range map[string]string{
		"ALTER TABLE t RENAME TO _cf_x":                           "_cf_x",
		"alter/**/table main . t rename\n-- c\nto \"_cf_\"\"x\";": `_cf_"x`,
		"ALTER TABLE [rename to] RENAME TO `_cf_x`":               "_cf_x",
		"ALTER TABLE \"a\"\"b\"RENAME TO'_cf_x'":                  "_cf_x",
		"ALTER TABLE main.'t'RENAME/*x*/TO[_CF_x]":                "_CF_x",
		"ALTER TABLE t RENAME COLUMN a TO _cf_b":                  "",
		"ALTER TABLE t RENAME a TO _cf_b":                         "",
		"ALTER TABLE t ADD COLUMN a":                              "",
	} {
		require.Equal(t, want, renamedTo(sql), sql)
	}
	db := open(t, "")
	rows(t, db, "CREATE TABLE t(x)")
	_, err := db.Exec("ALTER TABLE t RENAME TO \"_cF_x\"")
	require.EqualError(t, err, "not authorized: SQLITE_AUTH")
	require.NoError(t, db.Close())
}

// TestStatementCache keeps statements under its bound and those in use alive.
func TestStatementCache(t *testing.T) {
	db := open(t, "")
	held, err := db.Exec("SELECT 1 UNION ALL SELECT 2 -- held")
	require.NoError(t, err)
	pad := strings.Repeat(" ", 50_000)
	for i := range 60 {
		require.Equal(t, [][]any{{int64(i)}}, rows(t, db, fmt.Sprintf("SELECT %s%d", pad, i)))
	}
	require.LessOrEqual(t, db.cache.size, cacheMax)
	require.Nil(t, db.cache.get("SELECT 1 UNION ALL SELECT 2 -- held"))
	require.True(t, held.Next())
	require.True(t, held.Next())
	require.Equal(t, []any{int64(2)}, held.Row())
	require.False(t, held.Next())

	// A cached query follows the schema, and runs its first statements each time.
	many := "INSERT INTO t VALUES(1); SELECT * FROM t"
	rows(t, db, "CREATE TABLE t(a)")
	require.Len(t, rows(t, db, many), 1)
	require.Len(t, rows(t, db, many), 2)
	rows(t, db, "DROP TABLE t; CREATE TABLE t(b)")
	c, err := db.Exec(many)
	require.NoError(t, err)
	require.Equal(t, []string{"b"}, c.ColumnNames())
	rows(t, db, "ALTER TABLE t ADD COLUMN c DEFAULT 5")
	c.Close()
	require.Equal(t, [][]any{{int64(1), int64(5)}}, rows(t, db, "SELECT * FROM t"))
	require.NoError(t, db.Close())
}

// TestSizes stores values around every edge of the buffer between C and Go, and the runtime's limit.
func TestSizes(t *testing.T) {
	db := open(t, "")
	for _, n := range []int{0, 1, 511, 512, 513, 5000, 2_199_978} {
		value := bytes.Repeat([]byte{7}, n)
		require.NoError(t, db.Put("k", value))
		got, found, err := db.Get("k")
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, value, got)
	}
	require.EqualError(t, db.Put("k", make([]byte, 2_200_001)), "string or blob too big: SQLITE_TOOBIG")
	got, _, err := db.Get("k")
	require.NoError(t, err)
	require.Len(t, got, 2_199_978)
	_, err = db.Exec("SELECT 1" + strings.Repeat(" ", 100_000))
	require.EqualError(t, err, "statement too long: SQLITE_TOOBIG")
	require.NoError(t, db.Close())
}

// TestSystem lifts the rules for the runtime's own database.
func TestSystem(t *testing.T) {
	db, err := Open(Options{System: true})
	require.NoError(t, err)
	rows(t, db, "CREATE TABLE _cf_ALARM(a); PRAGMA user_version=3")
	require.Equal(t, [][]any{{int64(3)}}, rows(t, db, "PRAGMA user_version"))
	require.NoError(t, db.Close())
}

// TestClosed answers everything with ErrClosed once the database is closed.
func TestClosed(t *testing.T) {
	db := open(t, "")
	require.NoError(t, db.Put("a", nil))
	c, err := db.Exec("SELECT 1 UNION SELECT 2")
	require.NoError(t, err)
	l, err := db.List(ListOptions{})
	require.NoError(t, err)
	require.NoError(t, db.Close())
	require.NoError(t, db.Close())
	require.False(t, c.Next())
	require.ErrorIs(t, c.Err(), ErrClosed)
	require.False(t, l.Next())
	require.ErrorIs(t, l.Err(), ErrClosed)
	c.Close()
	l.Close()
	for _, f := range []func() error{
		db.Begin, db.Rollback, db.Crash, db.DeleteAll, db.Savepoint, db.Release, db.RollbackTo,
		func() error { return db.Put("a", nil) },
		func() error { _, _, err := db.Get("a"); return err },
		func() error { _, _, err := db.Alarm(); return err },
		func() error { _, err := db.SetAlarm(1); return err },
		func() error { _, err := db.Exec("SELECT 1"); return err },
		func() error { _, err := db.List(ListOptions{}); return err },
		func() error { _, err := db.Mark(); return err },
		func() error { _, err := db.Commit(); return err },
		func() error { _, err := db.Size(); return err },
		func() error { return db.Confirm(0) },
	} {
		require.ErrorIs(t, f(), ErrClosed)
	}
}

// TestOpenMax bounds what is left open.
func TestOpenMax(t *testing.T) {
	db := open(t, "")
	for range openMax {
		_, err := db.Exec("SELECT 1 UNION ALL SELECT 2")
		require.NoError(t, err)
	}
	_, err := db.Exec("SELECT 1")
	require.ErrorIs(t, err, ErrOpen)
	require.NoError(t, db.Crash())
	require.Empty(t, db.open)
	require.NoError(t, db.Close())
}

// TestFTS5 needs the build tag sqlite_fts5; the runtime has full text search built in. Without the tag the error names
// it.
func TestFTS5(t *testing.T) {
	db := open(t, "")
	_, err := db.Exec("CREATE VIRTUAL TABLE f USING fts5(a)")
	if !hasFTS5 {
		require.EqualError(t, err, "no such module: fts5 (build with -tags sqlite_fts5): SQLITE_ERROR")
		_, err = db.Exec("CREATE VIRTUAL TABLE f USING FTS5vocab(a)")
		require.EqualError(t, err, "no such module: FTS5vocab (build with -tags sqlite_fts5): SQLITE_ERROR")
		_, err = db.Exec("CREATE VIRTUAL TABLE f USING csv(a)")
		require.EqualError(t, err, "not authorized: SQLITE_AUTH")
		return
	}
	require.NoError(t, err)
	rows(t, db, "INSERT INTO f VALUES('hello world')")
	require.Equal(t, [][]any{{"<hello> world", int64(1)}},
		rows(t, db, "SELECT highlight(f,0,'<','>'), bm25(f) < 0 FROM f('hello')"))
	rows(t, db, "CREATE VIRTUAL TABLE v USING fts5vocab(f, 'row')")
	_, err = db.Commit()
	require.NoError(t, err)
	require.NoError(t, db.DeleteAll())
	require.Empty(t, rows(t, db, "SELECT name FROM sqlite_master"))
	require.NoError(t, db.Crash())
	require.Len(t, rows(t, db, "SELECT term FROM v"), 2)
	require.NoError(t, db.Close())
}
