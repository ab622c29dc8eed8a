package commitlog

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// open opens the log of a folder that has some databases.
func open(t *testing.T, o Options) *Log {
	l, err := Open(o)
	require.NoError(t, err)
	if l == nil {
		t.Skip("the machine does not name its boots")
	}
	return l
}

// left copies the files of a folder, as a loss of power leaves them that keeps all or, of the databases' own logs,
// nothing.
func left(t *testing.T, dir string, own bool) string {
	to := t.TempDir()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		require.NoError(t, err)
		if filepath.Ext(e.Name()) == ".sqlite-wal" && !own {
			b = nil
		}
		require.NoError(t, os.WriteFile(filepath.Join(to, e.Name()), b, 0o600))
	}
	return to
}

// recovered is what the next boot of the machine makes of a database's own log.
func recovered(t *testing.T, dir, name string) string {
	require.NoError(t, open(t, Options{Dir: dir, Boot: "next"}).Close())
	for n := range 2 {
		require.NoFileExists(t, pathOf(dir, n))
	}
	b, err := os.ReadFile(ownLog(dir, name))
	if !errors.Is(err, os.ErrNotExist) {
		require.NoError(t, err)
	}
	return string(b)
}

func databases(t *testing.T, names ...string) string {
	dir := t.TempDir()
	for _, name := range names {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
	}
	return dir
}

func TestRecover(t *testing.T) {
	dir := databases(t, "a.sqlite", "b.sqlite")
	l := open(t, Options{Dir: dir})
	defer func() { require.NoError(t, l.Close()) }()
	require.False(t, l.Has("a.sqlite"))
	require.NoError(t, l.Commit("a.sqlite", 0, []byte("header, one"), nil))
	require.NoError(t, l.Commit("b.sqlite", 2, []byte("xy"), nil))
	require.NoError(t, l.Commit("a.sqlite", 8, []byte("two"), nil))
	require.NoError(t, l.Commit("gone.sqlite", 0, []byte("two"), nil))
	require.True(t, l.Has("a.sqlite"))
	to := left(t, dir, false)
	require.Equal(t, "header, two", recovered(t, to, "a.sqlite"))
	b, err := os.ReadFile(ownLog(to, "b.sqlite"))
	require.NoError(t, err)
	require.Equal(t, "\x00\x00xy", string(b))
	require.NoFileExists(t, ownLog(to, "gone.sqlite"), "a database that was deleted")

	require.NoError(t, l.Settle("a.sqlite"))
	require.False(t, l.Has("a.sqlite"))
	require.True(t, l.Has("b.sqlite"))
	to = left(t, dir, false)
	require.Empty(t, recovered(t, to, "a.sqlite"), "a database that has left the log")
	require.NoError(t, l.Commit("a.sqlite", 0, []byte("three"), nil))
	require.Equal(t, "three", recovered(t, left(t, dir, false), "a.sqlite"), "one that has come back")
}

// TestSameBoot: nothing is lost then, and another program may have gone on.
func TestSameBoot(t *testing.T) {
	dir := databases(t, "a.sqlite")
	l := open(t, Options{Dir: dir})
	defer func() { require.NoError(t, l.Close()) }()
	require.NoError(t, l.Commit("a.sqlite", 0, []byte("ours"), nil))
	to := left(t, dir, true)
	require.NoError(t, os.WriteFile(ownLog(to, "a.sqlite"), []byte("theirs"), 0o600))
	var synced []string
	next := open(t, Options{Dir: to, OnEffect: func(e Effect, path string, _ int64, _ []byte) {
		if e == Synced {
			synced = append(synced, filepath.Base(path))
		}
	}})
	require.NoError(t, next.Close())
	b, err := os.ReadFile(ownLog(to, "a.sqlite"))
	require.NoError(t, err)
	require.Equal(t, "theirs", string(b))
	require.Equal(t, []string{"a.sqlite-wal"}, synced, "its log is not on the disk yet")
	require.NoFileExists(t, pathOf(to, 0))
}

// TestTorn: each cut of the file leaves a beginning of what was committed.
func TestTorn(t *testing.T) {
	dir := databases(t, "a.sqlite")
	l := open(t, Options{Dir: dir})
	defer func() { require.NoError(t, l.Close()) }()
	for n := range 3 {
		require.NoError(t, l.Commit("a.sqlite", int64(n), []byte{byte('0' + n)}, nil))
	}
	b, err := os.ReadFile(pathOf(dir, 1))
	require.NoError(t, err)
	b = b[:l.files[1].end]
	whole := map[string]bool{}
	for n := range len(b) {
		to := databases(t, "a.sqlite")
		torn := append(bytes.Clone(b[:n]), make([]byte, 100)...)
		require.NoError(t, os.WriteFile(pathOf(to, 1), torn, 0o600))
		got := recovered(t, to, "a.sqlite")
		require.Contains(t, []string{"", "0", "01"}, got, "cut at %d", n)
		whole[got] = true
	}
	require.Len(t, whole, 3)
}

// TestFull: files that are full are used again, once what they have is on the disk elsewhere, and nothing of an earlier
// turn is read.
func TestFull(t *testing.T) {
	dir := databases(t, "a.sqlite", "b.sqlite")
	var mu sync.Mutex
	synced := map[string]int{}
	l := open(t, Options{Dir: dir, SizeMax: 600, OnEffect: func(e Effect, path string, _ int64, _ []byte) {
		if e == Synced {
			mu.Lock()
			defer mu.Unlock()
			synced[filepath.Base(path)]++
		}
	}})
	defer func() { require.NoError(t, l.Close()) }()
	own := make([]byte, 0, 100)
	for n := range 100 {
		own = append(own, byte('0'+n%10))
		require.NoError(t, os.WriteFile(ownLog(dir, "a.sqlite"), own, 0o600))
		require.NoError(t, l.Commit("a.sqlite", int64(n), own[n:], nil))
		if n%7 == 0 { // What the disk has is at least what was synced at the last turn.
			got := recovered(t, left(t, dir, true), "a.sqlite")
			require.Equal(t, string(own), got)
		}
	}
	require.NoError(t, os.WriteFile(ownLog(dir, "b.sqlite"), nil, 0o600))
	require.NoError(t, l.Commit("b.sqlite", 0, []byte("x"), nil))
	<-l.retired
	for n := 0; l.Has("a.sqlite"); n++ { // Until a file that has only the other database is the current one.
		require.NoError(t, l.Commit("b.sqlite", int64(n), []byte("x"), nil))
		if l.retired != nil {
			<-l.retired
		}
	}
	require.NoError(t, os.WriteFile(ownLog(dir, "a.sqlite"), []byte("begun anew"), 0o600))
	require.Equal(t, "begun anew", recovered(t, left(t, dir, true), "a.sqlite"), "it has left the log")
	for n := range 2 {
		info, err := os.Stat(pathOf(dir, n))
		require.NoError(t, err)
		require.LessOrEqual(t, info.Size(), int64(700))
		require.Equal(t, l.files[n].size, info.Size())
	}
	mu.Lock()
	defer mu.Unlock()
	require.Greater(t, synced["a.sqlite-wal"], 5)
}

// TestGrowth: a file grows ahead of its records, by as much as it notes.
func TestGrowth(t *testing.T) {
	dir := databases(t, "a.sqlite")
	l := open(t, Options{Dir: dir})
	defer func() { require.NoError(t, l.Close()) }()
	data := bytes.Repeat([]byte("data"), 50<<10)
	for n := range 5 {
		require.NoError(t, l.Commit("a.sqlite", int64(n*len(data)), data, nil))
		f := l.files[l.current]
		info, err := os.Stat(f.path)
		require.NoError(t, err)
		require.Equal(t, f.size, info.Size())
		require.Greater(t, f.size, f.end)
		require.Less(t, f.size, 2*f.end+growMin)
	}
	require.Equal(t, string(bytes.Repeat(data, 5)), recovered(t, left(t, dir, false), "a.sqlite"))
}

// TestGroups: commits that come during a sync share the next one.
func TestGroups(t *testing.T) {
	dir := databases(t)
	l := open(t, Options{Dir: dir})
	var syncs atomic.Int64
	begun, hold := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		require.NoError(t, l.Commit("a.sqlite", 0, []byte("a"), func() error {
			syncs.Add(1)
			close(begun)
			<-hold
			return nil
		}))
	})
	<-begun
	for n := range 20 {
		wg.Go(func() {
			err := l.Commit(fmt.Sprint(n, ".sqlite"), 0, []byte("b"), func() error { syncs.Add(1); return nil })
			if err != nil {
				t.Error(err)
			}
		})
	}
	for waiting := 0; waiting < 20; {
		l.mu.Lock()
		waiting = len(l.waiting)
		l.mu.Unlock()
	}
	close(hold)
	wg.Wait()
	require.EqualValues(t, 2, syncs.Load())
	require.Len(t, l.names(), 21)
	require.NoError(t, l.Close())
}

// TestBroken: a sync that fails ends the log, and takes nothing along.
func TestBroken(t *testing.T) {
	dir := databases(t, "a.sqlite")
	l := open(t, Options{Dir: dir})
	require.NoError(t, os.WriteFile(ownLog(dir, "a.sqlite"), []byte("a"), 0o600))
	require.NoError(t, l.Commit("a.sqlite", 0, []byte("a"), nil))
	l.Began()
	require.True(t, l.Busy())
	err := l.Commit("a.sqlite", 1, []byte("b"), func() error { return errors.New("no disk") })
	require.ErrorIs(t, err, ErrBroken)
	require.ErrorContains(t, err, "no disk")
	require.False(t, l.Busy())
	require.False(t, l.Has("a.sqlite"), "its own log is on the disk")
	require.NoError(t, l.Settle("a.sqlite"))
	require.ErrorIs(t, l.Commit("a.sqlite", 1, []byte("b"), nil), ErrBroken)
	l.Ended()
	require.NoError(t, l.Close())
	require.NoFileExists(t, pathOf(dir, 0))
	require.NoFileExists(t, pathOf(dir, 1))
}

// TestBrokenStays: where the databases' own logs cannot be synced either, what is durable stays for the next start.
func TestBrokenStays(t *testing.T) {
	dir := databases(t, "a.sqlite")
	l := open(t, Options{Dir: dir})
	require.NoError(t, l.Commit("a.sqlite", 0, []byte("a"), nil))
	require.NoError(t, os.Mkdir(ownLog(dir, "a.sqlite"), 0o700)) // It cannot be opened for writing.
	fails := func() error { return errors.New("no disk") }
	require.ErrorIs(t, l.Commit("a.sqlite", 1, []byte("b"), fails), ErrBroken)
	require.True(t, l.Has("a.sqlite"))
	require.Error(t, l.Settle("a.sqlite"))
	require.ErrorIs(t, l.forget("a.sqlite"), ErrBroken)
	require.Error(t, l.Close())
	require.NoError(t, os.Remove(ownLog(dir, "a.sqlite")))
	require.Equal(t, "a", recovered(t, left(t, dir, false), "a.sqlite")[:1])
}

func TestShared(t *testing.T) {
	dir := databases(t)
	l := open(t, Options{Dir: dir})
	require.Same(t, l, open(t, Options{Dir: dir + "/."}))
	require.NoError(t, l.Close())
	require.NoError(t, l.Commit("a.sqlite", 0, []byte("a"), nil), "it is still used")
	require.NoError(t, l.Close())
	require.NotSame(t, l, open(t, Options{Dir: dir}))
}

// TestOtherProcess: the log of a folder is one process's.
func TestOtherProcess(t *testing.T) {
	dir := databases(t)
	f, err := os.Open(dir)
	require.NoError(t, err)
	require.NoError(t, syscall.Flock(int(f.Fd()), syscall.LOCK_EX))
	l, err := Open(Options{Dir: dir})
	require.NoError(t, err)
	require.Nil(t, l)
	require.NoError(t, f.Close())
	require.NoError(t, open(t, Options{Dir: dir}).Close())
}

func TestNone(t *testing.T) {
	var l *Log
	l.Began()
	require.False(t, l.Busy())
	l.Ended()
	require.False(t, l.Has("a"))
	require.Equal(t, "/x/a", l.Name("/x/a"))
	require.NoError(t, l.Settle("a"))
	require.NoError(t, l.Close())
}

func TestName(t *testing.T) {
	dir := databases(t)
	l := open(t, Options{Dir: dir})
	require.Equal(t, "Room/a.sqlite", l.Name(filepath.Join(dir, "Room", "a.sqlite")))
	require.NoError(t, l.Close())
}

// TestOrder: the file of the later epoch has the last word.
func TestOrder(t *testing.T) {
	for n := range 2 {
		dir := databases(t, "a.sqlite")
		for at, data := range []string{"older", "newer"} {
			b := encode(kindWrite, "a.sqlite", 0, []byte(data))
			epoch := uint64(7 + at)
			seal(b, epoch)
			path := pathOf(dir, (n+at)%2)
			require.NoError(t, os.WriteFile(path, append(header(epoch, "another"), b...), 0o600))
		}
		require.Equal(t, "newer", recovered(t, dir, "a.sqlite"))
	}
}

// TestDamaged: a record whose bytes no Commit has made is an error, and not skipped.
func TestDamaged(t *testing.T) {
	for _, data := range []string{"\x00", "\x00\x05ab", "\xff\xff\xff\xff\x7f\x00"} {
		dir := databases(t, "a.sqlite")
		b := encode(kindForget, "a.sqlite", 0, nil)
		b[16] = kindWrite
		b = append(b, data...)
		binary.LittleEndian.PutUint32(b, uint32(len(b)-recordStart))
		seal(b, 1)
		require.NoError(t, os.WriteFile(pathOf(dir, 0), append(header(1, "another"), b...), 0o600))
		_, err := Open(Options{Dir: dir})
		require.ErrorIs(t, err, errRuns)
		require.FileExists(t, pathOf(dir, 0))
	}
}

// TestOutside: a file that names a database elsewhere is refused.
func TestOutside(t *testing.T) {
	dir := databases(t)
	b := encode(kindWrite, "../a.sqlite", 0, []byte("x"))
	seal(b, 1)
	require.NoError(t, os.WriteFile(pathOf(dir, 0), append(header(1, "another"), b...), 0o600))
	_, err := Open(Options{Dir: dir})
	require.ErrorContains(t, err, `"../a.sqlite" is not below the folder`)
}

// FuzzParse: no file panics, and a record read is one that was written.
func FuzzParse(f *testing.F) {
	b := append(encode(kindWrite, "a.sqlite", 7, []byte("data")), encode(kindForget, "b", 0, nil)...)
	seal(b, 3)
	f.Add(append(header(3, "boot"), b...))
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, b []byte) {
		epoch, boot, list := parse(b)
		if epoch == 0 {
			require.Empty(t, list)
			return
		}
		for _, r := range list {
			_ = expand(r.data, r.at, func([]byte, int64) error { return nil })
		}
		require.LessOrEqual(t, len(boot), bootMax)
	})
}

// FuzzSqueeze: what is left out comes back.
func FuzzSqueeze(f *testing.F) {
	f.Add([]byte{}, int64(0))
	f.Add([]byte("a\x00b\x00\x00\x00\x00\x00\x00\x00\x00c"), int64(3))
	f.Add(make([]byte, 4096), int64(1<<40))
	f.Add(append(make([]byte, 9), 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0), int64(5))
	f.Fuzz(func(t *testing.T, data []byte, at int64) {
		if len(data) > pieceMax {
			return
		}
		squeezed := squeeze(nil, data)
		require.LessOrEqual(t, len(squeezed), len(data)+8)
		var got []byte
		require.NoError(t, expand(squeezed, at, func(part []byte, to int64) error {
			require.Equal(t, at+int64(len(got)), to)
			got = append(got, part...)
			return nil
		}))
		require.Equal(t, string(data), string(got))
	})
}
