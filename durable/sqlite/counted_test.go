package sqlite

import (
	"os"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// The indexes that a query writes to are counted for the schema as it is, and an error of that is not remembered.
func TestRowsWrittenAfterErrors(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	db := open(t, "")
	rows(t, db, "CREATE TABLE t(a)")
	const sql = "INSERT INTO t VALUES (1)"
	rows(t, db, sql)
	rows(t, db, "CREATE INDEX i ON t(a)")
	c, err := db.Exec(sql)
	require.NoError(t, err)
	for block := 1; block <= 5; block++ {
		failMemory(block)
		n, err := c.RowsWritten()
		failMemory(0)
		require.Error(t, err, "block %d", block)
		require.Equal(t, int64(1), n, "block %d", block)
	}
	n, err := c.RowsWritten()
	require.NoError(t, err)
	require.Equal(t, int64(2), n)
	require.NoError(t, db.Close())

	db = open(t, "")
	rows(t, db, "CREATE TABLE t(a)")
	rows(t, db, sql)
	rows(t, db, "CREATE INDEX i ON t(a)")
	c, err = db.Exec(sql)
	require.NoError(t, err)
	n, err = c.RowsWritten()
	require.NoError(t, err)
	require.Equal(t, int64(2), n)
	require.NoError(t, db.Close())
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
