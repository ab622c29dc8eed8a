package sqlite

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/sqlite/commitlog"
)

// folder has databases that share a commit log.
type folder struct {
	t    *testing.T
	dir  string
	log  *commitlog.Log
	fail error // of the next syncs
}

func newFolder(t *testing.T) *folder {
	f := &folder{t: t, dir: t.TempDir()}
	var err error
	f.log, err = commitlog.Open(commitlog.Options{Dir: f.dir})
	require.NoError(t, err)
	if f.log == nil {
		t.Skip("the machine does not name its boots")
	}
	t.Cleanup(func() { _ = f.log.Close() })
	return f
}

func (f *folder) open(o Options) *DB {
	o.Path, o.Commits, o.OnSync = f.dir+"/a.sqlite", f.log, func() error { return f.fail }
	db, err := Open(o)
	require.NoError(f.t, err)
	f.t.Cleanup(func() { _ = db.Close() })
	return db
}

// put commits a value and syncs it, while another database is being synced or alone.
func (f *folder) put(db *DB, value string, busy bool) {
	n, err := f.sync(db, value, busy)
	require.NoError(f.t, err)
	require.NoError(f.t, db.Confirm(n))
}

func (f *folder) sync(db *DB, value string, busy bool) (int64, error) {
	require.NoError(f.t, db.Put("k", []byte(value)))
	n, err := db.Mark()
	require.NoError(f.t, err)
	if busy {
		f.log.Began()
		defer f.log.Ended()
	}
	_, run := db.Flush()
	return n, run()
}

// ownLog is the database's own log as it is now.
func (f *folder) ownLog() []byte {
	b, err := os.ReadFile(f.dir + "/a.sqlite-wal")
	if !errors.Is(err, os.ErrNotExist) {
		require.NoError(f.t, err)
	}
	return b
}

// lost is the value in the database after a loss of power that leaves all files as they are now, but for the own log,
// if that is not nil.
func (f *folder) lost(own []byte) string {
	to := f.t.TempDir()
	entries, err := os.ReadDir(f.dir)
	require.NoError(f.t, err)
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(f.dir, e.Name()))
		require.NoError(f.t, err)
		if e.Name() == "a.sqlite-wal" && own != nil {
			b = own
		}
		require.NoError(f.t, os.WriteFile(filepath.Join(to, e.Name()), b, 0o600))
	}
	l, err := commitlog.Open(commitlog.Options{Dir: to, Boot: "next"})
	require.NoError(f.t, err)
	db, err := Open(Options{Path: to + "/a.sqlite", Commits: l})
	require.NoError(f.t, err)
	data, _, err := db.Get("k")
	require.NoError(f.t, err)
	c, err := db.Exec("PRAGMA quick_check")
	require.NoError(f.t, err)
	rows, err := c.All()
	require.NoError(f.t, err)
	require.Equal(f.t, [][]any{{"ok"}}, rows)
	require.NoError(f.t, db.Close())
	require.NoError(f.t, l.Close())
	return string(data)
}

// TestCommitsAreLogged: what goes to the disk by the shared log alone comes back, whatever the own log has.
func TestCommitsAreLogged(t *testing.T) {
	f := newFolder(t)
	db := f.open(Options{})
	f.put(db, "one", true)
	require.False(t, f.log.Has("a.sqlite"), "the first sync of a file is its own")
	first := f.ownLog()
	f.put(db, "two", true)
	require.True(t, f.log.Has("a.sqlite"))
	require.Equal(t, "two", f.lost(first))
	f.put(db, "three", false)
	require.Equal(t, "three", f.lost(nil))
	second := f.ownLog()
	f.put(db, "four", true)
	require.Equal(t, "four", f.lost(second))
	require.NoError(t, db.Park())
	f.put(db, "five", true)
	require.Equal(t, "five", f.lost(second))
}

// TestCommitsAreForgotten: what the shared log has of a database is not put over what came later.
func TestCommitsAreForgotten(t *testing.T) {
	for name, c := range map[string]struct {
		o    Options
		then func(f *folder, db *DB) *DB
	}{
		"written back": {Options{LogMax: 12}, func(f *folder, db *DB) *DB {
			value := ""
			for n := 0; f.log.Has("a.sqlite") && n < 20; n++ {
				value = fmt.Sprint("more", n)
				f.put(db, value, true)
			}
			require.Equal(f.t, value, f.lost(nil))
			return db
		}},
		"cut": {Options{}, func(f *folder, db *DB) *DB {
			_, err := f.sync(db, "not confirmed", true)
			require.NoError(f.t, err)
			require.NoError(f.t, db.Crash())
			require.Equal(f.t, "two", f.lost(nil))
			return db
		}},
		"closed": {Options{}, func(f *folder, db *DB) *DB {
			require.NoError(f.t, db.Close())
			require.Equal(f.t, "two", f.lost(nil))
			return f.open(Options{})
		}},
		"closed when parked": {Options{}, func(f *folder, db *DB) *DB {
			require.NoError(f.t, db.Park())
			require.NoError(f.t, db.Close())
			require.Equal(f.t, "two", f.lost(nil))
			return f.open(Options{})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFolder(t)
			db := f.open(c.o)
			f.put(db, "one", false)
			f.put(db, "two", true)
			require.True(t, f.log.Has("a.sqlite"))
			db = c.then(f, db)
			require.False(t, f.log.Has("a.sqlite"))
			f.put(db, "alone", false)
			require.Equal(t, "alone", f.lost(nil))
			own := f.ownLog()
			f.put(db, "together", true)
			require.Equal(t, "together", f.lost(own))
		})
	}
}

// TestCommitsAreShort: the shared log gets what is new, not the whole of a database's own.
func TestCommitsAreShort(t *testing.T) {
	f := newFolder(t)
	written := 0
	require.NoError(t, f.log.Close())
	var err error
	count := func(e commitlog.Effect, _ string, at int64, data []byte) {
		if e == commitlog.Written && at > 0 && !bytes.Equal(data, make([]byte, len(data))) {
			written += len(data)
		}
	}
	f.log, err = commitlog.Open(commitlog.Options{Dir: f.dir, OnEffect: count})
	require.NoError(t, err)
	db := f.open(Options{})
	f.put(db, strings.Repeat("a", 10*pageSize), true)
	for n := range 10 {
		require.NoError(t, db.Put("small", fmt.Append(nil, n)))
		f.put(db, strings.Repeat("b", n), true)
	}
	require.True(t, f.log.Has("a.sqlite"))
	require.Less(t, written, 10*2*pageSize)
}

// TestCommitsAfterCut: a commit after a crash goes into the shared log from where the own one was cut.
func TestCommitsAfterCut(t *testing.T) {
	f := newFolder(t)
	db := f.open(Options{})
	f.put(db, "one", false)
	_, err := f.sync(db, strings.Repeat("a", 10*pageSize), true)
	require.NoError(t, err)
	require.NoError(t, db.Crash())
	own := f.ownLog()
	value := strings.Repeat("b", 20*pageSize)
	f.put(db, value, true)
	require.Equal(t, value, f.lost(own))
}

// TestLateFlush: a flush that runs when its commits have long been written back does nothing.
func TestLateFlush(t *testing.T) {
	f := newFolder(t)
	db := f.open(Options{LogMax: 8})
	f.put(db, "one", false)
	require.NoError(t, db.Put("k", []byte(strings.Repeat("a", 10*pageSize))))
	n, err := db.Mark()
	require.NoError(t, err)
	f.log.Began()
	_, late := db.Flush()
	require.NoError(t, db.Confirm(n))
	f.log.Ended()
	require.False(t, f.log.Has("a.sqlite"), "it was written back")
	f.put(db, "two", false)
	require.NoError(t, late())
	require.Equal(t, "two", f.lost(nil))
}

// TestCommitsAlone: a database is synced by itself where what it has is much, and where its pages have another size.
func TestCommitsAlone(t *testing.T) {
	f := newFolder(t)
	db := f.open(Options{})
	f.put(db, "one", false)
	f.put(db, string(make([]byte, 300<<10)), true)
	require.False(t, f.log.Has("a.sqlite"))
	f.put(db, "small", true)
	require.True(t, f.log.Has("a.sqlite"))

	f = newFolder(t)
	db, err := Open(Options{Path: f.dir + "/a.sqlite", System: true})
	require.NoError(t, err)
	require.NoError(t, db.Close())
	require.NoError(t, os.Remove(f.dir+"/a.sqlite"))
	large, err := openConn("file:"+f.dir+"/a.sqlite", openReadWrite|openCreate|openNoMutex|openURI, true, &DB{})
	require.NoError(t, err)
	require.NoError(t, large.run("PRAGMA page_size=8192; CREATE TABLE t (x)"))
	large.close()
	db = f.open(Options{})
	f.put(db, "one", false)
	f.put(db, "two", true)
	require.False(t, f.log.Has("a.sqlite"))
}

// TestCommitsFail: a sync of the shared log that fails is a failed sync of each database in it, which goes on by itself.
func TestCommitsFail(t *testing.T) {
	f := newFolder(t)
	db := f.open(Options{})
	f.put(db, "one", false)
	f.put(db, "two", true)
	f.fail = errors.New("no disk")
	_, err := f.sync(db, "three", true)
	require.ErrorIs(t, err, ErrSync)
	require.ErrorIs(t, err, commitlog.ErrBroken)
	f.fail = nil
	require.NoError(t, db.Crash())
	data, _, err := db.Get("k")
	require.NoError(t, err)
	require.Equal(t, "two", string(data))
	f.put(db, "four", true)
	require.False(t, f.log.Has("a.sqlite"))
	require.Equal(t, "four", f.lost(nil))
}
