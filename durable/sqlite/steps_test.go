package sqlite

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

const endless = "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) "

// Statements that never end, or not before all memory is used, are stopped after so many steps, however they take them.
func TestEndless(t *testing.T) {
	const steps = 200_000
	for _, path := range []string{"", "file"} {
		for _, c := range []struct {
			sql  string
			lost bool // it writes, so SQLite rolls back the turn
		}{
			{endless + "SELECT count(*) FROM c", false},
			{endless + "SELECT n FROM c WHERE n < 0", false},
			{endless + "SELECT a.n FROM c a, c b ORDER BY 1", false},
			{endless + "SELECT count(*) FROM (SELECT 1 FROM c UNION SELECT 2)", false},
			{endless + "SELECT count(DISTINCT n) FROM c", false},
			{endless + "SELECT group_concat(n) FROM c", false},
			{endless + "SELECT count(*) FROM c WHERE randomblob(100000) = 1", false},
			{endless + "SELECT count(*) FROM c WHERE length(hex(zeroblob(1000000 - n % 2))) = 1", false},
			{endless + "SELECT count(*) FROM c WHERE length(replace(hex(zeroblob(50000 - n % 2)), '0', '00000')) = 1", false},
			{endless + "SELECT count(*) FROM c WHERE printf('%500000d', n) = 1", false},
			{endless + "SELECT max(x || x) FROM c, (SELECT hex(zeroblob(100000)) x)", false},
			{"SELECT 1; " + endless + "SELECT count(*) FROM c; SELECT 2", false},
			{
				"WITH RECURSIVE c (x) AS (SELECT 'a' UNION ALL SELECT substr(x || x, 1, 500000) FROM c) SELECT count(*) FROM c",
				false,
			},
			{"SELECT count(*) FROM t a, t b, t c, t d, t e, t f", false},
			{"SELECT count(*) FROM json_each((SELECT json_group_array(x) FROM t)), t a, t b, t c, t d", false},
			{endless + "INSERT INTO t SELECT n FROM c", true},
			{endless + "INSERT INTO t SELECT n FROM c RETURNING x", true},
			{endless + "INSERT INTO t SELECT randomblob(100000) FROM c", true},
			{endless + "INSERT INTO t SELECT zeroblob(100000) FROM c", true},
			{endless + "INSERT INTO t SELECT n FROM c WHERE n < 0", true},
			{endless + "UPDATE t SET x = (SELECT count(*) FROM c)", true},
			{endless + "DELETE FROM t WHERE x IN (SELECT n FROM c)", true},
			{"CREATE TABLE u AS " + endless + "SELECT n FROM c", true},
			{"CREATE INDEX i ON t(x); INSERT INTO t SELECT a.x FROM t a, t b, t c, t d", true},
		} {
			t.Run(path+" "+c.sql, func(t *testing.T) {
				file := path
				if file != "" {
					file = t.TempDir() + "/db.sqlite"
				}
				draws := 0
				db, err := Open(Options{Path: file, NoSync: true, Random: func() uint64 { draws++; return 1 }})
				require.NoError(t, err)
				rows(t, db, "CREATE TABLE t(x)")
				for n := range 100 {
					rows(t, db, "INSERT INTO t VALUES(?)", n)
				}
				_, err = db.Commit()
				require.NoError(t, err)
				require.NoError(t, db.Put("k", []byte("v")))
				db.Allow(steps)
				before := db.Steps()
				_, err = all(first(db.Exec(c.sql)))
				require.True(t, IsSteps(err), "%v", err)
				require.EqualError(t, err, "interrupted: SQLITE_INTERRUPT")
				require.Less(t, db.Steps()-before, int64(4*steps))
				require.Less(t, draws, 4*steps)
				_, err = db.Exec("SELECT 1")
				require.True(t, IsSteps(err), "nothing is left: %v", err)
				require.Equal(t, c.lost, IsSteps(db.Lost()))

				db.Allow(0)
				_, err = db.Commit()
				if c.lost {
					require.ErrorIs(t, err, ErrLost)
					require.True(t, IsSteps(err))
					require.NoError(t, db.Crash())
				} else {
					require.NoError(t, err)
				}
				_, found, err := db.Get("k")
				require.NoError(t, err)
				require.Equal(t, !c.lost, found)
				require.Equal(t, [][]any{{int64(100)}}, rows(t, db, "SELECT count(*) FROM t"))
				require.NoError(t, db.Close())
			})
		}
	}
}

// first keeps a cursor's error for all.
func first(c *Cursor, err error) *Cursor {
	if err != nil {
		return &Cursor{err: err}
	}
	return c
}

// A cursor that is read for ever row by row ends too, and the statements of others go on.
func TestEndlessRows(t *testing.T) {
	db := open(t, "")
	db.Allow(100_000)
	c, err := db.Exec(endless + "SELECT n FROM c")
	require.NoError(t, err)
	n := 0
	for c.Next() {
		n++
	}
	require.True(t, IsSteps(c.Err()))
	require.Greater(t, n, 1_000)
	require.NoError(t, db.Put("a", []byte("b")), "our own statements are not counted")
	_, err = db.Dump(10, 10)
	require.NoError(t, err)
	l, err := db.List(ListOptions{})
	require.NoError(t, err)
	require.True(t, l.Next())
	l.Close()
	db.Allow(1_000)
	require.Len(t, rows(t, db, "SELECT 1"), 1)
	require.NoError(t, db.Close())
}

// All refuses what no Worker could hold in memory, in the runtime's words.
func TestAllIsBounded(t *testing.T) {
	db := open(t, "")
	c, err := db.Exec(endless + "SELECT zeroblob(2000000) FROM c")
	require.NoError(t, err)
	_, err = c.All()
	require.EqualError(t, err, textAllMax)
	require.False(t, c.Next())
	require.Empty(t, db.open)
	require.Equal(t, 4*valueSize+3+4, RowSize([]any{int64(1), "abc", []byte("abcd")}), "values are not free")
	require.NoError(t, db.Close())
}

// Steps are counted alike in each database, and more work is more steps.
func TestStepsAreCounted(t *testing.T) {
	count := func(sql string) []int64 {
		db := open(t, "")
		defer func() { require.NoError(t, db.Close()) }()
		var list []int64
		for range 3 {
			before := db.Steps()
			rows(t, db, sql)
			list = append(list, db.Steps()-before)
		}
		return list
	}
	const query = "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT %d) SELECT sum(n) FROM c"
	small, large := count(fmt.Sprintf(query, 10_000)), count(fmt.Sprintf(query, 100_000))
	require.Equal(t, small, count(fmt.Sprintf(query, 10_000)))
	require.Equal(t, small[1], small[2], "a statement that is kept compiled counts anew")
	require.InDelta(t, 10, float64(large[1])/float64(small[1]), 1)
	require.Less(t, count("SELECT 1")[1], int64(20))
	require.Greater(t, count("SELECT hex(zeroblob(800000))")[1], int64(25_000))
}
