package sqlite

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestRuntimeFile opens an object's database as the real runtime left it, WAL and all, and goes on in it.
func TestRuntimeFile(t *testing.T) {
	path := t.TempDir() + "/a ?#%é.sqlite"
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile("testdata/workerd/object.sqlite" + suffix)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path+suffix, b, 0o600))
	}
	db := open(t, path)
	value, found, err := db.Get("ascii")
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, "\xff\x0f\"\x05hello", string(value))
	ns, found, err := db.Alarm()
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC).UnixNano(), ns)
	c, err := db.Exec("SELECT name, score, photo FROM people ORDER BY id")
	require.NoError(t, err)
	rows, err := c.All()
	require.NoError(t, err)
	require.Equal(t, [][]any{{"Ada", 1.5, []byte{1, 2}}, {"Bob", 2.0, nil}}, rows)

	before, err := db.Exec("SELECT type, name, sql FROM sqlite_master ORDER BY name")
	require.NoError(t, err)
	schema, err := before.All()
	require.NoError(t, err)
	require.NoError(t, db.Put("new", []byte("v")))
	_, err = db.SetAlarm(ns + 1)
	require.NoError(t, err)
	_, err = db.Commit()
	require.NoError(t, err)
	require.NoError(t, db.Close())

	// What we create ourselves is the same, letter for letter.
	db = open(t, "")
	require.NoError(t, db.Put("k", nil))
	_, err = db.SetAlarm(1)
	require.NoError(t, err)
	c, err = db.Exec("CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT NOT NULL, score REAL, photo BLOB, note); " +
		"CREATE INDEX by_name ON people(name); SELECT type, name, sql FROM sqlite_master ORDER BY name")
	require.NoError(t, err)
	ours, err := c.All()
	require.NoError(t, err)
	require.Equal(t, schema, ours)
	require.NoError(t, db.Close())
}

// TestReopen opens a file whose process never closed it. While a process has it open, no other can.
func TestReopen(t *testing.T) {
	path := t.TempDir() + "/db.sqlite"
	db := open(t, path)
	require.NoError(t, db.Put("a", []byte("1")))
	_, err := db.Commit()
	require.NoError(t, err)
	require.NoError(t, db.Put("a", []byte("2")))
	_, err = Open(Options{Path: path})
	require.ErrorContains(t, err, "SQLITE_BUSY")

	left := t.TempDir() + "/db.sqlite"
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + suffix)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(left+suffix, b, 0o600))
	}
	other := open(t, left)
	value, _, err := other.Get("a")
	require.NoError(t, err)
	require.Equal(t, "1", string(value))
	require.NoError(t, other.Close())
	require.NoError(t, db.Close())
}

func TestOpenError(t *testing.T) {
	_, err := Open(Options{Path: t.TempDir() + "/none/db.sqlite"})
	require.ErrorContains(t, err, "unable to open database file: SQLITE_CANTOPEN")
	path := t.TempDir() + "/text"
	require.NoError(t, os.WriteFile(path, []byte("this is not a database, but long enough to look like a header of one, "+
		"which has a hundred bytes at least"), 0o600))
	_, err = Open(Options{Path: path})
	require.ErrorContains(t, err, "SQLITE_NOTADB")
}
