package sqlite

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The statement cache may be exactly full, and no fuller.
func TestStatementCacheBound(t *testing.T) {
	db := open(t, "")
	left := cacheMax
	for n := 0; left > 0; n++ {
		size := min(left, 100_000)
		rows(t, db, fmt.Sprintf("SELECT %2d -- %s", n, strings.Repeat("x", size-13)))
		left -= size
	}
	require.Equal(t, cacheMax, db.cache.size)
	require.Len(t, db.cache.queries, 11)
	rows(t, db, "SELECT 1")
	require.Len(t, db.cache.queries, 11)
	require.Less(t, db.cache.size, cacheMax)
	require.NoError(t, db.Close())
	require.Empty(t, db.cache.queries)
	require.Zero(t, db.cache.size)
}

// No more than marksMax marks may lie on one another.
func TestMarksBound(t *testing.T) {
	db := open(t, "")
	db.marks, db.newest = slices.Repeat([]int64{1}, marksMax-1), 1
	require.NoError(t, db.Put("k", nil))
	_, err := db.Mark()
	require.NoError(t, err)
	require.Equal(t, marksMax, len(db.marks))
	require.NoError(t, db.Put("k", nil))
	n, err := db.Mark()
	require.ErrorIs(t, err, ErrMarks)
	require.Equal(t, int64(2), n)
	require.Equal(t, marksMax, len(db.marks))
	require.NoError(t, db.Crash())
	require.NoError(t, db.Close())
}

// A bound that is lifted on a mark is lifted, and a database is looked after from 64 MB below its bound.
func TestBoundOnMarks(t *testing.T) {
	db := open(t, "")
	require.NoError(t, db.Put("k", make([]byte, 20_000)))
	commit(t, db)
	require.NoError(t, db.Full(true))
	require.NoError(t, db.Put("k", []byte("small")))
	mark(t, db, 2)
	require.NoError(t, db.Full(false))
	require.NoError(t, db.Put("large", make([]byte, 200_000)))
	mark(t, db, 3)
	require.NoError(t, db.Close())
	require.ErrorIs(t, db.Full(true), ErrClosed)

	for more, near := range map[int64]bool{0: false, 1: true} {
		db := open(t, "")
		require.NoError(t, db.Put("k", nil))
		mark(t, db, 1)
		pages, err := db.conn.pages()
		require.NoError(t, err)
		db.options.PagesMax = pages + nearPages - more
		require.NoError(t, db.Begin())
		require.Equal(t, near, db.limit.near)
		require.NoError(t, db.Close())
	}
}

// A commit waits for cursors that write: its error is IsBusy, and nothing else.
func TestBusy(t *testing.T) {
	db := open(t, "")
	rows(t, db, "CREATE TABLE t(a UNIQUE)")
	const write = "INSERT INTO t VALUES (1), (2), (3) RETURNING a"
	c, err := db.Exec(write)
	require.NoError(t, err)
	_, err = db.Commit()
	require.True(t, isBusy(err), "%v", err)
	require.False(t, IsFull(err) || IsForeignKey(err) || IsSteps(err))
	require.True(t, db.InTxn())
	c.Close()
	commit(t, db)

	rows(t, db, "DELETE FROM t")
	c, err = db.Exec(write)
	require.NoError(t, err)
	_, err = db.Exec("INSERT OR ROLLBACK INTO t VALUES (1)")
	require.Error(t, err)
	require.NoError(t, db.Rollback())
	require.False(t, c.Next())
	require.ErrorContains(t, c.Err(), "abort due to ROLLBACK")
	require.Empty(t, db.open)
	require.Len(t, rows(t, db, "SELECT * FROM t"), 3)
	require.NoError(t, db.Close())
}
