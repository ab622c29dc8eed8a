package sqlite

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// One gives the only row, or says what is wrong; either way the cursor is closed.
func TestOne(t *testing.T) {
	db := open(t, "")
	for sql, want := range map[string]string{
		"SELECT 7":                     "",
		"SELECT 7 WHERE 0":             "Expected exactly one result from SQL query, but got no results.",
		"SELECT 7 UNION ALL SELECT 8":  "Expected exactly one result from SQL query, but got multiple results.",
		"SELECT 7 UNION ALL SELECT ''": "Expected exactly one result from SQL query, but got multiple results.",
	} {
		c, err := db.Exec(sql)
		require.NoError(t, err)
		row, err := c.One()
		require.Empty(t, db.open)
		if want == "" {
			require.NoError(t, err)
			require.Equal(t, []any{int64(7)}, row)
			continue
		}
		require.EqualError(t, err, want)
		require.Nil(t, row)
	}
	c, err := db.Exec("SELECT 1 UNION ALL SELECT abs(-9223372036854775807 - 1)")
	require.NoError(t, err)
	_, err = c.One()
	require.ErrorContains(t, err, "integer overflow")
	require.NoError(t, db.Close())
}

// The runtime's own rows have the numbers that the runtime gives them.
func TestMetadataKeys(t *testing.T) {
	db := open(t, "")
	_, err := db.SetAlarm(5)
	require.NoError(t, err)
	require.NoError(t, db.SetBookmark(9))
	d, err := db.Dump(1, 5)
	require.NoError(t, err)
	require.Equal(t, [][]any{{int64(1)}, {int64(2)}}, d.Tables[0].Keys)
	require.Equal(t, []any{int64(5), int64(9)}, []any{d.Tables[0].Rows[0][1], d.Tables[0].Rows[1][1]})
	n, found, err := db.Bookmark()
	require.NoError(t, err)
	require.Equal(t, "9 true", fmt.Sprint(n, found))
	require.NoError(t, db.Close())
}

// What a closed database says, of itself and of nothing else.
func TestClosedSaysNothing(t *testing.T) {
	db := open(t, "")
	_, err := db.SetAlarm(5)
	require.NoError(t, err)
	require.NoError(t, db.Savepoint())
	require.NoError(t, db.Savepoint())
	require.Equal(t, 2, db.depth)
	require.NoError(t, db.Release())
	require.Equal(t, 1, db.depth)
	require.NoError(t, db.Close())
	ns, found, err := db.Alarm()
	require.ErrorIs(t, err, ErrClosed)
	require.Zero(t, ns)
	require.False(t, found)
	n, found, err := db.Bookmark()
	require.ErrorIs(t, err, ErrClosed)
	require.Zero(t, n)
	require.False(t, found)
	require.Equal(t, "other text", withoutFTS5("other text"))
	require.Equal(t, "no such module: x", withoutFTS5("no such module: x"))
	require.Contains(t, withoutFTS5("no such module: FTS5vocab"), "sqlite_fts5")
	require.Empty(t, renamedTo("ALTER TABLE t ADD TO x"))
	require.Empty(t, renamedTo("ALTER TABLE t RENAME COLUMN x"))
	words, offsets := alter("ALTER TABLE t RENAME TO u more and more")
	require.Equal(t, []string{"RENAME", "TO", "u"}, words)
	require.Equal(t, []int{14, 21, 24}, offsets)
}

// Texts that end where a token is expected.
func TestTokensAtTheEnd(t *testing.T) {
	for s, want := range map[string]string{
		"'a'": "a", `"a"`: "a", `'a"`: `'a"`, "'": "'", "''": "", "": "", "a": "a", "aa": "aa", "'a": "'a", "a'": "a'",
	} {
		require.Equal(t, want, unquote(s), "%s", s)
	}
	for _, s := range []string{"on", "'ON'", `"no"`, "'1'", "yes please"} {
		require.True(t, boolean(s), "%s", s)
	}
	for _, s := range []string{"", "'", "''", "x", "'2'"} {
		require.False(t, boolean(s), "%s", s)
	}
	failed := errors.New("failed")
	sql := "EXPLAIN QUERY PLAN ALTER TABLE main.t RENAME TO"
	for n := range len(sql) + 1 {
		require.Empty(t, renamedTo(sql[:n]))
		require.Equal(t, failed, unknownAlter(sql[:n], failed))
	}
	require.Equal(t, "u", renamedTo(sql+" u"))
	for _, add := range []string{"ADD", "ADD ", "ADD COLUMN", "DROP", "DROP COLUMN c", "ALTER"} {
		require.Equal(t, failed, unknownAlter("ALTER TABLE t "+add, failed), "%s", add)
	}
	require.ErrorContains(t, unknownAlter("ALTER TABLE t ADD CHECK", failed), `near "CHECK": syntax error at offset 18`)
	require.ErrorContains(t, unknownAlter("ALTER TABLE t ALTER COLUMN", failed), `near "ALTER": syntax error at offset 14`)
	for s, n := range map[string]int{"'a'b": 3, "'a''b'c": 6, "'a": 2, "'a''": 4, "'": 1} {
		require.Equal(t, n, quoted(s), "%s", s)
	}
	require.False(t, authorized(actRead, name{"t", true}, name{"c", true}, name{"other", true}))
	require.False(t, authorized(actDelete, name{"t", true}, name{}, name{"temp", true}))
	require.True(t, authorized(actRead, name{"t", true}, name{"c", true}, name{"temp", true}))
}

type valuer struct{ value func() (driver.Value, error) }

func (v valuer) Value() (driver.Value, error) { return v.value() }

// A Valuer may fail, and Valuers may give one another so many times.
func TestValuers(t *testing.T) {
	db := open(t, "")
	_, err := db.Exec("SELECT ?", valuer{func() (driver.Value, error) { return nil, errors.New("none") }})
	require.EqualError(t, err, "sqlite: argument 1: value of sqlite.valuer: none")
	nested := func(n int) driver.Valuer {
		v := valuer{func() (driver.Value, error) { return int64(7), nil }}
		for range n - 1 {
			inner := v
			v = valuer{func() (driver.Value, error) { return inner, nil }}
		}
		return v
	}
	require.Equal(t, [][]any{{int64(7)}}, rows(t, db, "SELECT ?", nested(valuersMax)))
	_, err = db.Exec("SELECT ?", nested(valuersMax+1))
	require.ErrorContains(t, err, "its Value gives a Valuer, and so on")
	for _, year := range []int{0, 9999} {
		require.Equal(t, [][]any{{fmt.Sprintf("%04d-05-06 00:00:00.000", year)}},
			rows(t, db, "SELECT ?", time.Date(year, 5, 6, 0, 0, 0, 0, time.UTC)))
	}
	for _, year := range []int{-1, 10_000} {
		_, err = db.Exec("SELECT ?", time.Date(year, 5, 6, 0, 0, 0, 0, time.UTC))
		require.ErrorContains(t, err, fmt.Sprintf("cannot bind a time of the year %d", year))
	}
	require.NoError(t, db.Close())
}

// Once the table behind AUTOINCREMENT is dropped, the schema is as guarded as before.
func TestSchemaIsGuarded(t *testing.T) {
	db := open(t, "")
	for range 2 {
		rows(t, db, "CREATE TABLE t(a INTEGER PRIMARY KEY AUTOINCREMENT)")
		commit(t, db)
		require.Error(t, db.conn.run("PRAGMA writable_schema=ON; UPDATE sqlite_master SET name = 'u' WHERE name = 't'"))
		require.NoError(t, db.DeleteAll())
		commit(t, db)
	}
	require.NoError(t, db.Close())
}

// After DeleteAll that failed and was rolled back foreign keys are enforced still.
func TestFailedDeleteAll(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	db := open(t, "")
	rows(t, db, "CREATE TABLE p(a INTEGER PRIMARY KEY, b REFERENCES p(a))")
	commit(t, db)
	failMemory(30)
	require.Error(t, db.DeleteAll())
	failMemory(0)
	require.NoError(t, db.Rollback())
	_, err := db.Exec("INSERT INTO p VALUES (1, 2)")
	require.True(t, IsForeignKey(err), "%v", err)
	found, _, err := db.rows("SELECT 1", 0)
	require.NoError(t, err)
	require.Empty(t, found)
	require.NoError(t, db.Close())
}

// A write that cannot find out whether its table exists fails.
func TestFailedLookup(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	db := prepare(t, "")
	require.NoError(t, db.Begin())
	failMemory(1)
	err := db.Put("new", nil)
	failMemory(0)
	require.ErrorContains(t, err, "SQLITE_NOMEM")
	require.NoError(t, db.Crash())
	require.NoError(t, db.Close())
}
