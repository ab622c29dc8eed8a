package sqlite

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// synced opens a database in a file whose syncs count, and fail while fail is set.
func synced(t *testing.T) (db *DB, path string, syncs *int, fail *error) {
	t.Helper()
	syncs, fail = new(int), new(error)
	path = t.TempDir() + "/db.sqlite"
	db, err := Open(Options{Path: path, OnSync: func() error {
		*syncs++
		return *fail
	}})
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db, path, syncs, fail
}

// TestFlushIsShared: commits are not synced by themselves; one flush makes all of them durable, and Confirm does what
// no flush has done.
func TestFlushIsShared(t *testing.T) {
	db, _, syncs, _ := synced(t)
	for n := int64(1); n <= 100; n++ {
		require.NoError(t, db.Put("turn", fmt.Append(nil, n)))
		mark(t, db, n)
	}
	require.Zero(t, *syncs)
	n, run := db.Flush()
	require.EqualValues(t, 100, n)
	require.NoError(t, db.Put("turn", []byte("101")))
	mark(t, db, 101)
	done := make(chan error)
	go func() { done <- run() }()
	require.NoError(t, db.Put("turn", []byte("102")))
	require.NoError(t, <-done)
	mark(t, db, 102)
	require.NoError(t, db.Confirm(100))
	require.Equal(t, 1, *syncs)
	require.NoError(t, db.Crash())
	require.Equal(t, "turn=100", keys(t, db))
	require.NoError(t, db.Put("turn", []byte("more")))
	n, err := db.Commit()
	require.NoError(t, err)
	require.EqualValues(t, 103, n)
	require.Equal(t, 2, *syncs)
}

// TestFailedSync: after a sync that failed no other is tried, and a crash goes back to the newest confirmed commit.
// The database is as good as new then.
func TestFailedSync(t *testing.T) {
	db, _, syncs, fail := synced(t)
	require.NoError(t, db.Put("turn", []byte("1")))
	mark(t, db, 1)
	require.NoError(t, db.Confirm(1))
	for n := int64(2); n <= 5; n++ {
		require.NoError(t, db.Put("turn", fmt.Append(nil, n)))
		mark(t, db, n)
	}
	boom := errors.New("boom")
	*fail = boom
	_, run := db.Flush()
	require.ErrorIs(t, run(), ErrSync)
	*fail = nil
	before := *syncs
	require.ErrorIs(t, run(), ErrSync)
	require.ErrorIs(t, db.Confirm(5), ErrSync)
	require.Equal(t, before, *syncs, "nothing was synced again")
	require.NoError(t, db.Crash())
	require.Equal(t, "turn=1", keys(t, db))
	require.NoError(t, db.Put("turn", []byte("6")))
	_, err := db.Commit()
	require.NoError(t, err)
	require.NoError(t, db.Crash())
	require.Equal(t, "turn=6", keys(t, db))
}

// TestLogIsWrittenBack: a log that has become long goes into the database once all is confirmed, the next commits use
// its place again, and a crash then cuts the new log, not the old one.
func TestLogIsWrittenBack(t *testing.T) {
	db, path, _, _ := synced(t)
	largest := int64(0)
	for n := int64(1); n <= 60; n++ {
		require.NoError(t, db.Put(fmt.Sprint("big", n%3), bytes.Repeat([]byte{byte(n)}, 1<<20))) // All of it changes.
		require.NoError(t, db.Put("turn", fmt.Append(nil, n)))
		mark(t, db, n)
		require.False(t, db.Crowded(0))
		if n%7 == 0 { // Two turns lie on one another now and then.
			continue
		}
		require.NoError(t, db.Confirm(n))
		info, err := os.Stat(path + "-wal")
		require.NoError(t, err)
		largest = max(largest, info.Size())
	}
	require.Less(t, largest, int64(longMin+1000)*(4096+24))
	require.NoError(t, db.Put("turn", []byte("lost")))
	mark(t, db, 61)
	require.NoError(t, db.Crash())
	l, err := db.List(ListOptions{Start: "turn"})
	require.NoError(t, err)
	require.True(t, l.Next())
	require.Equal(t, "60", string(l.Value()))
	l.Close()
	require.Equal(t, "ok", rows(t, db, "PRAGMA quick_check")[0][0])
}

// TestLogIsReserved: a log grows seldom and ahead of its commits, and what is ahead changes nothing: not for who opens a
// copy of the files, as after a kill, nor for a crash, nor for the commits after it.
func TestLogIsReserved(t *testing.T) {
	db, path, _, _ := synced(t)
	size, grown := int64(0), 0
	check := func(turn int64) {
		info, err := os.Stat(path + "-wal")
		require.NoError(t, err)
		if info.Size() != size {
			size, grown = info.Size(), grown+1
		}
		require.LessOrEqual(t, info.Size(), max(reserveMin, min(2*db.log.bytes(), db.log.bytes()+reserveMax)))
		killed := t.TempDir() + "/db.sqlite"
		for _, end := range []string{"", "-wal"} {
			data, err := os.ReadFile(path + end)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(killed+end, data, 0o600))
		}
		again, err := Open(Options{Path: killed})
		require.NoError(t, err)
		require.Equal(t, fmt.Sprint("turn=", turn), keys(t, again))
		require.NoError(t, again.Close())
	}
	const turns = 300
	for n := int64(1); n <= turns; n++ {
		require.NoError(t, db.Put("turn", fmt.Append(nil, n)))
		mark(t, db, n)
		require.NoError(t, db.Confirm(n))
		if n%10 == 0 {
			check(n)
		}
	}
	require.Less(t, grown, 10)
	require.NoError(t, db.Put("turn", []byte("lost")))
	mark(t, db, turns+1)
	require.NoError(t, db.Crash())
	check(turns)
	require.NoError(t, db.Put("turn", []byte("302")))
	_, err := db.Commit()
	require.NoError(t, err)
	check(302)
}

// TestCrashCannotReopen: where a crash cannot open the file again, it is an error, nothing of the turn is left, and the
// next use opens the file with what was confirmed.
func TestCrashCannotReopen(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "objects")
	require.NoError(t, os.Mkdir(dir, 0o700))
	db, err := Open(Options{Path: filepath.Join(dir, "a")})
	require.NoError(t, err)
	require.NoError(t, db.Put("k", []byte("confirmed")))
	_, err = db.Commit()
	require.NoError(t, err)
	require.NoError(t, db.Put("k", []byte("not confirmed")))
	_, err = db.Mark()
	require.NoError(t, err)
	require.NoError(t, db.Put("k", []byte("of the turn")))
	require.NoError(t, os.Rename(dir, dir+" gone"))
	require.Error(t, db.Crash())
	require.False(t, db.InTxn())
	require.NoError(t, db.Rollback())
	_, err = db.Mark()
	require.NoError(t, err)
	require.Error(t, db.Begin())
	require.NoError(t, os.Rename(dir+" gone", dir))
	v, found, err := db.Get("k")
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, "confirmed", string(v))
	require.NoError(t, db.Close())
}

// TestOpenInMemory: a database that cannot be opened is nil.
func TestOpenInMemory(t *testing.T) {
	pool := NewPool(1)
	first, err := Open(Options{Pool: pool})
	require.NoError(t, err)
	require.NoError(t, first.Put("k", nil)) // Pins it.
	db, err := Open(Options{Pool: pool})
	require.ErrorIs(t, err, ErrAllPinned)
	require.Nil(t, db)
	require.NoError(t, first.Close())
}

// TestCrowded: a log that grows and cannot be written back makes the database crowded, until it is confirmed.
func TestCrowded(t *testing.T) {
	db, _, _, _ := synced(t)
	n := int64(0)
	for !db.Crowded(0) {
		n++
		require.Less(t, n, int64(100))
		require.NoError(t, db.Put("big", bytes.Repeat([]byte{byte(n)}, 1<<20))) // All of it changes.
		mark(t, db, n)
	}
	require.NoError(t, db.Confirm(n))
	require.False(t, db.Crowded(0))
}

// TestCloseWaitsForFlush: a flush that comes after the connection has gone does nothing.
func TestCloseWaitsForFlush(t *testing.T) {
	for name, end := range map[string]func(db *DB) error{"close": (*DB).Close, "crash": (*DB).Crash} {
		db, _, syncs, _ := synced(t)
		require.NoError(t, db.Put("k", nil))
		mark(t, db, 1)
		_, run := db.Flush()
		require.NoError(t, end(db), name)
		before := *syncs
		require.ErrorIs(t, run(), ErrClosed)
		require.Equal(t, before, *syncs)
	}
}

// TestOldLogIsNotRead: after a log was written back, a loss of power may leave the later frames of the next commits and
// not the first. What is left of the old log before them must not be taken for a log: it would bring old pages back.
func TestOldLogIsNotRead(t *testing.T) {
	path := t.TempDir() + "/db.sqlite"
	db, err := Open(Options{Path: path, Record: true, LogMax: 6})
	require.NoError(t, err)
	put := func(n int) {
		require.NoError(t, db.Put("n", fmt.Append(nil, n)))
		_, err := db.Mark()
		require.NoError(t, err)
	}
	n := 0
	for back := 0; back < 2; { // The second log has a commit in each frame.
		n++
		put(n)
		newest, _ := db.Marks()
		require.NoError(t, db.Confirm(newest))
		if db.log.frames == 0 {
			back++
		}
	}
	var files [2][]byte
	for at, suffix := range []string{"", "-wal"} {
		files[at], err = os.ReadFile(path + suffix)
		require.NoError(t, err)
	}
	TakeRecords()
	put(n + 1)
	put(n + 2)
	var writes []Record
	for _, r := range TakeRecords() {
		if r.Kind == FileWritten {
			writes = append(writes, r)
		}
	}
	require.Greater(t, len(writes), 3)
	for first := range writes {
		left := t.TempDir() + "/db.sqlite"
		log := append([]byte{}, files[1]...)
		for _, r := range writes[first:] {
			copy(log[r.At:], r.Data)
		}
		require.NoError(t, os.WriteFile(left, files[0], 0o600))
		require.NoError(t, os.WriteFile(left+"-wal", log, 0o600))
		again := open(t, left)
		value, _, err := again.Get("n")
		require.NoError(t, err)
		want := fmt.Sprint(n)
		if first == 0 {
			want = fmt.Sprint(n + 2)
		}
		require.Equal(t, want, string(value), "without the first %d writes", first)
		require.NoError(t, again.Close())
	}
	require.NoError(t, db.Close())
	TakeRecords()
}
