package sqlite

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// measured is one statement as the runtime counted it, in the order of the file's columns.
type measured struct {
	sql                      string
	args                     []any // Behind the text, where there are some.
	rows                     int
	read, written            int64
	readAtOnce, writtenFirst int64 // Before the first row was asked for.
	first                    bool  // That these two were recorded.
}

func (m *measured) UnmarshalJSON(data []byte) error {
	var columns []any
	if err := json.Unmarshal(data, &columns); err != nil {
		return err
	}
	m.sql, _ = columns[0].(string)
	if args, has := columns[1].([]any); has {
		m.args, columns = args, slices.Delete(columns, 1, 2)
	}
	number := func(i int) int64 {
		n, _ := columns[i].(float64)
		return int64(n)
	}
	m.rows, m.read, m.written = int(number(1)), number(2), number(3)
	if m.first = len(columns) > 4; m.first {
		m.readAtOnce, m.writtenFirst = number(4), number(5)
	}
	return nil
}

// groups are the databases of the recording; "reference" is what the specification has.
var groups = []string{
	"reference", "tables", "triggers", "fts", "queue", "meter", "shop", "many", "edges", "jobs", "paths",
	"nested", "limits",
}

// TestMetering counts what the runtime (workerd 2026-07-30, SQLite 3.47.0) counted, statement by statement, and holds
// the list of those for which the counts differ. Run with -rewrite it writes that list.
func TestMetering(t *testing.T) {
	if !hasFTS5 {
		t.Skip("the recording has statements on FTS5")
	}
	data, err := os.ReadFile("testdata/recorded/metering.json")
	require.NoError(t, err)
	var recorded map[string][]measured
	require.NoError(t, json.Unmarshal(data, &recorded))
	var list strings.Builder
	list.WriteString("Rows that are counted otherwise than by the runtime: here / there. See the package's documentation.\n")
	differ := map[string]int{}
	for _, name := range groups {
		db := open(t, "")
		fmt.Fprintf(&list, "\n# %s: %d statements\n\n", name, len(recorded[name]))
		for _, m := range recorded[name] {
			if line := meterOne(t, db, m); line != "" {
				differ[name]++
				fmt.Fprintln(&list, line)
			}
		}
		require.NoError(t, db.Close())
	}
	require.LessOrEqual(t, differ["reference"], 5)
	const path = "testdata/recorded/metering.md"
	if flag.Lookup("rewrite").Value.String() == "true" {
		require.NoError(t, os.WriteFile(path, []byte(list.String()), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), list.String())
}

// meterOne runs a statement and describes how its counts differ, "" if they do not.
func meterOne(t *testing.T, db *DB, m measured) string {
	c, err := db.Exec(m.sql, m.args...)
	require.NoError(t, err, m.sql)
	first, firstWritten := c.RowsRead(), c.written(t)
	rows, err := c.All()
	require.NoError(t, err, m.sql)
	require.Len(t, rows, m.rows, m.sql)
	var notes []string
	note := func(what string, here, there int64) {
		if here != there {
			direction := "low"
			if here > there {
				direction = "high"
			}
			notes = append(notes, fmt.Sprintf("%s %d / %d %s", what, here, there, direction))
		}
	}
	note("read", c.RowsRead(), m.read)
	note("written", c.written(t), m.written)
	if m.first {
		note("read at once", first, m.readAtOnce)
		note("written at once", firstWritten, m.writtenFirst)
	}
	if len(notes) == 0 {
		return ""
	}
	if len(m.args) > 0 {
		m.sql += fmt.Sprint("` with `", m.args)
	}
	return fmt.Sprintf("- `%s`: %s", m.sql, strings.Join(notes, ", "))
}

func (c *Cursor) written(t *testing.T) int64 {
	n, err := c.RowsWritten()
	require.NoError(t, err)
	return n
}

// TestMeteringLimits: LIMIT and OFFSET count alike whether their numbers are integers, reals, as those of JavaScript, or
// in the text.
func TestMeteringLimits(t *testing.T) {
	db := open(t, "")
	rows(t, db, "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); CREATE INDEX ta ON t(a)")
	rows(t, db, "WITH RECURSIVE c(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM c WHERE i<50) INSERT INTO t(a, b) SELECT i%7, i%9 FROM c")
	read := func(sql string, args ...any) int64 {
		c, err := db.Exec(sql, args...)
		require.NoError(t, err)
		_, err = c.All()
		require.NoError(t, err)
		return c.RowsRead()
	}
	for _, sql := range []string{
		"SELECT * FROM t LIMIT ?1 OFFSET ?2", "SELECT * FROM t ORDER BY b LIMIT ?2, ?1",
		"SELECT * FROM t ORDER BY a LIMIT ?1 OFFSET ?2", "SELECT * FROM t ORDER BY b, a LIMIT ?1 OFFSET ?2",
		"SELECT (SELECT max(b) FROM (SELECT b FROM t ORDER BY b DESC LIMIT ?2)) FROM t ORDER BY b LIMIT ?1",
		"SELECT (SELECT count(*) FROM t) FROM t ORDER BY b LIMIT ?1 OFFSET ?2",
	} {
		for _, n := range [][2]int64{{3, 1}, {1, 0}, {0, 5}, {20, 40}, {-1, 2}, {3, 1}} {
			text := strings.NewReplacer("?1", fmt.Sprint(n[0]), "?2", fmt.Sprint(n[1])).Replace(sql)
			want := read(text)
			require.Equal(t, want, read(sql, n[0], n[1]), text)
			require.Equal(t, want, read(sql, float64(n[0]), float64(n[1])), text)
		}
	}
	for _, odd := range []any{"3", 1 << 40} { // Counted without the number: not less than what is sure.
		require.GreaterOrEqual(t, read("SELECT * FROM t ORDER BY b LIMIT ?", odd), int64(50), "%v", odd)
	}
	c, err := db.Exec("SELECT typeof(?1), ?1 FROM t LIMIT ?1", 1)
	require.NoError(t, err)
	all, err := c.All()
	require.NoError(t, err)
	require.Equal(t, [][]any{{"integer", int64(1)}}, all, "an argument with another use stays an integer")
	for n := range limitedMax + 2 {
		require.Equal(t, read(fmt.Sprint("SELECT * FROM t ORDER BY b LIMIT ", n)), read("SELECT * FROM t ORDER BY b LIMIT ?", n), n)
	}
	require.NoError(t, db.Close())
}

// The same statement on the same rows is counted alike however often it has run, and whatever ran between.
func TestMeteringAgain(t *testing.T) {
	db := open(t, "")
	rows(t, db, "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); CREATE INDEX ta ON t(a)")
	rows(t, db, "INSERT INTO t(a, b) VALUES (1, 1), (1, 2), (2, 1), (3, 5)")
	counted := func(sql string) []int64 {
		c, err := db.Exec(sql)
		require.NoError(t, err)
		_, err = c.All()
		require.NoError(t, err)
		return []int64{c.RowsRead(), c.written(t)}
	}
	statements := []string{
		"SELECT * FROM t WHERE a = 1", "SELECT * FROM t WHERE b = 1", "UPDATE t SET a = a WHERE id = 2",
		"SELECT count(*) FROM t", "SELECT x.id FROM t x JOIN t y ON x.a = y.a",
	}
	want := map[string][]int64{}
	for _, sql := range statements {
		want[sql] = counted(sql)
	}
	for range 3 {
		rows(t, db, "CREATE TABLE other(x); DROP TABLE other")
		for _, sql := range slices.Backward(statements) {
			require.Equal(t, want[sql], counted(sql), sql)
			require.Equal(t, want[sql], counted(sql), sql)
		}
	}
	require.NoError(t, db.Close())
}

// What the database itself writes between statements, such as a key or the alarm, is not charged to the next one, also
// where it was parked meanwhile.
func TestMeteringOwnWrites(t *testing.T) {
	db := open(t, "")
	rows(t, db, "CREATE TABLE t(id INTEGER PRIMARY KEY, a)")
	for _, park := range []bool{false, true} {
		require.NoError(t, db.Put("k", []byte("value")))
		_, err := db.SetAlarm(1)
		require.NoError(t, err)
		_, err = db.DeleteAlarm()
		require.NoError(t, err)
		if park {
			commit(t, db)
			require.NoError(t, db.Park())
		}
		c, err := db.Exec("INSERT INTO t(a) VALUES (1)")
		require.NoError(t, err)
		require.EqualValues(t, 1, c.written(t), "parked %t", park)
	}
	require.NoError(t, db.Close())
}

// An EXPLAIN has no instructions of its own to list, also once SQLite has compiled it anew.
func TestMeteringExplain(t *testing.T) {
	db := open(t, "")
	rows(t, db, "CREATE TABLE t(a)")
	for range 3 {
		c, err := db.Exec("EXPLAIN SELECT * FROM t")
		require.NoError(t, err)
		require.True(t, c.Next())
		require.Zero(t, c.RowsRead())
		c.Close()
		rows(t, db, "ANALYZE")
	}
	require.NoError(t, db.Close())
}

// A plain loop over a table needs no search, however many rows it has: SQLite's counters say what it reads.
func TestFlowIsExact(t *testing.T) {
	db := open(t, "")
	rows(t, db, "CREATE TABLE t(a)")
	c, err := db.Exec("SELECT sum(a) FROM t")
	require.NoError(t, err)
	p := c.meter.program.program
	require.True(t, p.flowFrom(p.start.threads[0], false).exact)
	require.NoError(t, db.Close())
}
