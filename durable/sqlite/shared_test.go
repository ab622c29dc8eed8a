package sqlite

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// forget makes the process know no programs.
func (s *programs) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.younger, s.older = nil, nil
}

// countAll runs the recorded statements of a group on a database of its own and returns their counts.
func countAll(statements []measured) ([][4]int64, error) {
	db, err := Open(Options{})
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }() // Nothing is kept.
	var counts [][4]int64
	for _, m := range statements {
		c, err := db.Exec(m.sql, m.args...)
		if err != nil {
			return nil, err
		}
		read := c.RowsRead()
		written, _ := c.RowsWritten()
		if _, err := c.All(); err != nil {
			return nil, err
		}
		all, _ := c.RowsWritten()
		counts = append(counts, [4]int64{read, written, c.RowsRead(), all})
	}
	return counts, nil
}

// Statements are counted alike whether or not other databases have run them before, in any order and side by side.
func TestSharedPrograms(t *testing.T) {
	if !hasFTS5 {
		t.Skip("the recording has statements on FTS5")
	}
	data, err := os.ReadFile("testdata/recorded/metering.json")
	require.NoError(t, err)
	var recorded map[string][]measured
	require.NoError(t, json.Unmarshal(data, &recorded))
	want := map[string][][4]int64{}
	for _, name := range groups {
		shared.forget()
		want[name], err = countAll(recorded[name])
		require.NoError(t, err, name)
	}
	shared.forget()
	var wait sync.WaitGroup
	for worker := range 2 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			dice := rand.New(rand.NewPCG(1, uint64(worker)))
			for range 2 {
				for _, i := range dice.Perm(len(groups)) {
					got, err := countAll(recorded[groups[i]])
					if err != nil || !equalCounts(got, want[groups[i]]) {
						t.Errorf("%s is counted otherwise: %v", groups[i], err)
					}
				}
			}
		}()
	}
	wait.Wait()
}

func equalCounts(a, b [][4]int64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// A program that remembers all it may is left for a new one, and counts as before.
func TestWornPrograms(t *testing.T) {
	db := open(t, "")
	rows(t, db, "CREATE TABLE t(a)")
	const sql = "SELECT max(a + 1) FROM t"
	first := (*listing)(nil)
	for n := range rememberMax + 200 {
		rows(t, db, "INSERT INTO t VALUES (1)")
		c, err := db.Exec(sql)
		require.NoError(t, err)
		_, err = c.All()
		require.NoError(t, err)
		require.Equal(t, int64(n+1), c.RowsRead())
		if first == nil {
			first = db.cache.get(sql).program
		}
	}
	require.True(t, first.worn())
	last := db.cache.get(sql).program
	require.NotSame(t, first, last)
	require.False(t, last.worn())
	require.NoError(t, db.Close())
}

// Databases share programs as long as the same statements have made their schemas.
func TestLineage(t *testing.T) {
	digests := func(options Options, statements ...string) (list []digest) {
		db, err := Open(options)
		require.NoError(t, err)
		for _, sql := range statements {
			switch sql {
			case "commit":
				commit(t, db)
			case "rollback":
				require.NoError(t, db.Rollback())
			case "savepoint":
				require.NoError(t, db.Savepoint())
			case "rollback to":
				require.NoError(t, db.RollbackTo())
			case "mark":
				_, err = db.Mark()
				require.NoError(t, err)
			case "crash":
				require.NoError(t, db.Crash())
			case "delete all":
				require.NoError(t, db.DeleteAll())
			case "put":
				require.NoError(t, db.Put("a", make([]byte, 9000)))
			default:
				_, err = db.Exec(sql)
				require.NoError(t, err, sql)
			}
			d, common := db.schema()
			if !common {
				d = digest{0xff}
			}
			list = append(list, d)
		}
		require.NoError(t, db.Close())
		return list
	}
	last := func(statements ...string) digest {
		list := digests(Options{}, statements...)
		return list[len(list)-1]
	}
	const table, index = "CREATE TABLE IF NOT EXISTS t(a)", "CREATE INDEX IF NOT EXISTS i ON t(a)"
	none, one, two, private := digest{}, last(table), last(table, index), digest{0xff}
	require.NotEqual(t, none, one)
	require.NotEqual(t, one, two)
	for _, c := range []struct {
		what       string
		statements []string
		want       digest
	}{
		{"one text", []string{table + ";" + index}, last(table+";", index)},
		{"again", []string{table, index, table, index}, two},
		{"rows", []string{table, "INSERT INTO t VALUES (1)", index, "commit", "DELETE FROM t"}, two},
		{"rollback", []string{table, "commit", index, "rollback"}, one},
		{"rollback of all", []string{table, "rollback"}, none},
		{"rollback, then another", []string{table, "commit", "CREATE TABLE u(a)", "rollback", index}, two},
		{"rolled back, then anew", []string{table, "commit", index, "rollback", index}, two},
		{"savepoint", []string{table, "savepoint", index, "rollback to"}, one},
		{"crash", []string{table, "commit", index, "mark", "CREATE TABLE u(a)", "mark", "crash"}, one},
		{"delete all", []string{"put", table, "commit", "delete all"}, none},
		{"delete all, then anew", []string{"put", "delete all", "commit", table}, one},
		{"delete all rolled back", []string{table, "commit", "delete all", "rollback"}, one},
		{"key-value table first", []string{"put", table}, last("put", "put", table)},
		{"no memory of commits", []string{table, "commit", index, "commit", "DROP INDEX i", "rollback"}, two},
		{"analyze", []string{table, index, "ANALYZE"}, private},
		{"analyze undone", []string{table, "commit", "ANALYZE", "rollback"}, private},
		{"optimize", []string{table, "PRAGMA optimize"}, private},
		{"pragma", []string{table, "PRAGMA foreign_keys=OFF"}, private},
		{"pragma that asks", []string{table, "PRAGMA foreign_keys", "PRAGMA table_info(t)"}, one},
	} {
		require.Equal(t, c.want, last(c.statements...), c.what)
	}
	require.Equal(t, []digest{private}, digests(Options{Path: t.TempDir() + "/a"}, table))
	system := digests(Options{System: true}, table, "CREATE TEMP TABLE t(b)")
	require.NotEqual(t, one, system[0])
	require.Equal(t, private, system[1])
}
