package sqlite

import (
	"os"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// The rows that a query writes are counted for the schema as it is, also if SQLite had no memory to say what it does.
func TestRowsWrittenAfterErrors(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	const sql = "INSERT INTO t VALUES (1)"
	written := func(db *DB) (int64, error) {
		c, err := db.Exec(sql)
		if err != nil {
			return 0, err
		}
		return c.RowsWritten()
	}
	for block := 1; block <= 60; block++ {
		db := open(t, "")
		rows(t, db, "CREATE TABLE t(a)")
		commit(t, db)
		n, err := written(db)
		require.NoError(t, err)
		require.Equal(t, int64(1), n)
		rows(t, db, "CREATE INDEX i ON t(a)")
		commit(t, db)
		failMemory(block)
		_, _ = written(db)
		failMemory(0)
		_, _ = db.Size() // What SQLite could not say it says at the next call.
		require.NoError(t, db.Crash())
		n, err = written(db)
		require.NoError(t, err, "block %d", block)
		require.Equal(t, int64(2), n, "block %d", block)
		require.NoError(t, db.Close())
	}
}

// A database that cannot be opened keeps no file open.
func TestOpenErrorKeepsNoFile(t *testing.T) {
	const files = "/proc/self/fd"
	before, err := os.ReadDir(files)
	if err != nil {
		t.Skip("only Linux lists the files of a process")
	}
	path := t.TempDir() + "/text"
	require.NoError(t, os.WriteFile(path, []byte("this is no database "+string(make([]byte, 5000))), 0o600))
	for range 50 {
		_, err := Open(Options{Path: path})
		require.Error(t, err)
	}
	after, err := os.ReadDir(files)
	require.NoError(t, err)
	require.Less(t, len(after), len(before)+25)
}

// A statement that fails before its first step is counted afterwards as before.
func TestRowsReadAfterNoStep(t *testing.T) {
	db := open(t, "")
	rows(t, db, "CREATE TABLE t(a); INSERT INTO t VALUES (1), (2), (3), (4)")
	read := func(sql string) int64 {
		c, err := db.Exec(sql)
		require.NoError(t, err)
		_, err = c.All()
		require.NoError(t, err)
		return c.RowsRead()
	}
	const sql = "SELECT a FROM t WHERE a > 2"
	require.Equal(t, int64(4), read(sql))
	for range 5 {
		read("SELECT a FROM t")
	}
	db.Allow(1)
	_, _ = db.Exec("SELECT count(*) FROM t x, t y, t z, t u") // Takes more steps than are left.
	_, err := db.Exec(sql)
	require.True(t, IsSteps(err))
	db.Allow(0)
	require.Equal(t, int64(4), read(sql))
	require.NoError(t, db.Close())
}
