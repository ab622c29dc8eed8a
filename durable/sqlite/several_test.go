package sqlite

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// Cursors and lists may end in any order: each goes on as long as it is open, and none is left.
func TestEndInAnyOrder(t *testing.T) {
	type iterator interface {
		Next() bool
		Close()
	}
	const many = 4
	var orders [][]int
	var permute func(order []int)
	permute = func(order []int) {
		if len(order) == many {
			orders = append(orders, append([]int{}, order...))
			return
		}
	next:
		for n := range many {
			for _, m := range order {
				if n == m {
					continue next
				}
			}
			permute(append(order, n))
		}
	}
	permute(nil)
	require.Len(t, orders, 24)
	db := open(t, "")
	for n := range 3 {
		require.NoError(t, db.Put(fmt.Sprint(n), nil))
	}
	for _, order := range orders {
		var all [many]iterator
		for n := range all {
			if n%2 == 0 {
				c, err := db.Exec("SELECT 1 UNION SELECT 2 UNION SELECT 3")
				require.NoError(t, err)
				all[n] = c
				continue
			}
			l, err := db.List(ListOptions{})
			require.NoError(t, err)
			all[n] = l
		}
		for at, n := range order {
			for _, m := range order[at:] {
				require.Equal(t, at < 3, all[m].Next(), "%v, %d closed", order, at)
			}
			all[n].Close()
			require.False(t, all[n].Next())
			require.LessOrEqual(t, len(db.open), many-at-1) // A cursor is one row ahead.
		}
	}
	require.NoError(t, db.Close())
}

// Of several statements that are kept compiled one that fails is reported, and those behind it do not run.
func TestSeveralAgain(t *testing.T) {
	db := open(t, "")
	rows(t, db, "CREATE TABLE t(a UNIQUE)")
	const several = "INSERT INTO t VALUES (1); INSERT INTO t SELECT max(a) + 1 FROM t RETURNING a"
	require.Equal(t, [][]any{{int64(2)}}, rows(t, db, several))
	_, err := db.Exec(several)
	require.ErrorContains(t, err, "UNIQUE constraint failed: t.a")
	require.Len(t, rows(t, db, "SELECT a FROM t"), 2)
	rows(t, db, "DELETE FROM t WHERE a = 1")
	require.Equal(t, [][]any{{int64(3)}}, rows(t, db, several))
	require.NoError(t, db.Close())
}

// A commit that cannot be is reported on a mark too, and leaves the turn open.
func TestCommitOnAMarkIsRefused(t *testing.T) {
	db := open(t, "")
	rows(t, db, "CREATE TABLE t(a INTEGER PRIMARY KEY, b REFERENCES t(a) DEFERRABLE INITIALLY DEFERRED)")
	mark(t, db, 1)
	rows(t, db, "INSERT INTO t VALUES (1, 2)")
	n, err := db.Commit()
	require.True(t, IsForeignKey(err), "%v", err)
	require.Equal(t, int64(1), n)
	require.True(t, db.InTxn())
	rows(t, db, "INSERT INTO t VALUES (2, NULL)")
	n, err = db.Commit()
	require.NoError(t, err)
	require.Equal(t, int64(2), n)
	_, confirmed := db.Marks()
	require.Equal(t, int64(2), confirmed)
	require.Zero(t, len(db.marks))
	require.NoError(t, db.Close())
}

// All returns as much as a Worker holds, and not a byte more.
func TestAllMax(t *testing.T) {
	db := open(t, "")
	for more, refused := range map[int]bool{0: false, 1: true} {
		c, err := db.Exec("WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 128) "+
			"SELECT zeroblob(CASE n WHEN 128 THEN ? ELSE 1048512 END) FROM c", 1_048_512+more)
		require.NoError(t, err)
		list, err := c.All()
		require.Equal(t, refused, err != nil, "%v", err)
		require.Equal(t, refused, list == nil)
		require.Empty(t, db.open)
	}
	require.NoError(t, db.Close())
}

// A file that is not a database is refused, and is not kept open.
func TestOpenOfAnotherFile(t *testing.T) {
	const descriptors = "/proc/self/fd" // Elsewhere only the error is looked at.
	path := t.TempDir() + "/text"
	require.NoError(t, os.WriteFile(path, []byte("this is a text, and a text is no database of any kind, is it\n"), 0o600))
	before, _ := os.ReadDir(descriptors)
	for range 20 {
		_, err := Open(Options{Path: path})
		require.ErrorContains(t, err, "file is not a database")
		_, err = Open(Options{Path: t.TempDir()})
		require.ErrorContains(t, err, "open file:")
	}
	after, _ := os.ReadDir(descriptors)
	require.Less(t, len(after), len(before)+20)
}

// A query that is open already is compiled a second time, and has its columns also where it has no rows.
func TestColumnsOfNoRows(t *testing.T) {
	db := open(t, "")
	rows(t, db, "CREATE TABLE t(a, b)")
	rows(t, db, "INSERT INTO t VALUES (1, 2), (3, 4)")
	const query = "SELECT a, b AS c FROM t"
	one, err := db.Exec(query)
	require.NoError(t, err)
	rows(t, db, "DELETE FROM t")
	for range 3 {
		two, err := db.Exec(query)
		require.NoError(t, err)
		require.Equal(t, []string{"a", "c"}, two.ColumnNames())
		require.False(t, two.Next())
	}
	require.Equal(t, []string{"a", "c"}, one.ColumnNames())
	require.NoError(t, db.Close())
}

// A commit is confirmed at once.
func TestCommitIsConfirmed(t *testing.T) {
	db := open(t, "")
	for n := range int64(3) {
		require.NoError(t, db.Put("k", nil))
		got, err := db.Commit()
		require.NoError(t, err)
		newest, confirmed := db.Marks()
		require.Equal(t, []int64{n + 1, n + 1, n + 1}, []int64{got, newest, confirmed})
	}
	require.NoError(t, db.Close())
}
