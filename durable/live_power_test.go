package durable_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/clone"
	"dolab/durable/sqlite"
	"dolab/durable/sqlite/commitlog"
)

// said is something that a caller was told, behind so many records.
type said struct {
	behind int
	object string
	count  int   // the count that was answered, 0 for none
	alarm  int64 // the alarm that was answered, 0 for none
}

// journal is what was done to files and what was said, in one order.
type journal struct {
	mu      sync.Mutex
	records []sqlite.Record
	said    []said
}

// say notes an answer, behind all that was done to files before it came.
func (j *journal) say(s said) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.records = append(j.records, sqlite.TakeRecords()...)
	s.behind = len(j.records)
	j.said = append(j.said, s)
}

// TestLivePowerLoss cuts the power at every write and every sync of a workload. Whatever the disk has of what was not
// synced, nothing, all, or any part: each answered count and each answered alarm is there, in both copies, and each
// database is whole.
func TestLivePowerLoss(t *testing.T) {
	j, dir := powerWorkload(t)
	ids := map[string]string{}
	require.NotEmpty(t, j.records)
	synced := slices.ContainsFunc(j.records, func(r sqlite.Record) bool { return r.Kind == sqlite.FileSynced })
	require.True(t, synced)
	for _, name := range []string{".commits-a", ".commits-b"} {
		used := slices.ContainsFunc(j.records, func(r sqlite.Record) bool { return filepath.Base(r.Path) == name })
		require.True(t, used, "commits went into the shared log, and one file of it was full")
	}
	for _, s := range j.said {
		ids[s.object] = ""
	}
	s := serve(t, t.TempDir())
	for object := range ids {
		require.NoError(t, s.Do(t.Context(), "id", func() { ids[object] = s.ns.IDFromName(object).String() }))
	}
	r := rand.New(rand.NewPCG(1, 1))
	disk := newDisk()
	for at, rec := range j.records {
		for n, keep := range disk.variants(r) {
			left := filepath.Join(t.TempDir(), "left")
			disk.leave(t, dir, left, keep)
			recoverCommits(t, left, n != keptAll)
			powerCheck(t, left, ids, j.said, at, n == keptAll)
			require.NoError(t, os.RemoveAll(left))
		}
		disk.apply(rec)
	}
	t.Logf("%d cuts, %d answers", len(j.records), len(j.said))
}

// powerWorkload lets callers count and set alarms, with logs so short that they are written back, and files that are
// closed and opened again.
func powerWorkload(t *testing.T) (*journal, string) {
	dir := t.TempDir()
	sqlite.TakeRecords()
	commits, err := commitlog.Open(commitlog.Options{Dir: dir, SizeMax: 48 << 10, OnEffect: sqlite.RecordEffect})
	require.NoError(t, err)
	s := serve(t, dir, durable.WithOpenMax(2), durable.WithTuned(func(o *sqlite.Options) {
		o.Record, o.LogMax, o.Commits = true, 5, commits
	}))
	j := &journal{}
	var wg sync.WaitGroup
	for caller := range 2 {
		wg.Go(func() {
			for n := range 16 {
				object := fmt.Sprint("o", (caller+n)%3)
				if caller == 0 && n%4 == 2 { // One caller, so that what is answered last is what was set last.
					at, err := call[int64](s, object, "RingAt", 3_600_000+n)
					if err != nil {
						t.Error(err)
					}
					j.say(said{object: object, alarm: at})
					continue
				}
				count, err := call[int](s, object, "Add", 1)
				if err != nil {
					t.Error(err)
				}
				j.say(said{object: object, count: count})
			}
		})
	}
	wg.Wait()
	require.NoError(t, s.Stop(t.Context()))
	require.NoError(t, commits.Close())
	j.say(said{})
	j.said = j.said[:len(j.said)-1]
	return j, dir
}

// recoverCommits opens the shared log of a folder after a loss of power, in the next boot of the machine, or after the
// end of the process alone.
func recoverCommits(t *testing.T, dir string, booted bool) {
	if _, err := os.Stat(dir); err != nil {
		return // The folder is lost, and all in it.
	}
	o := commitlog.Options{Dir: dir}
	if booted {
		o.Boot = "next"
	}
	l, err := commitlog.Open(o)
	require.NoError(t, err)
	require.NoError(t, l.Close())
}

// powerCheck holds what a loss of power has left against what was said before it. Killed is after the end of the process
// alone, which no alarm survives that the manager does not know of, answered or not.
func powerCheck(t *testing.T, dir string, ids map[string]string, all []said, at int, killed bool) {
	counts, alarms := map[string]int{}, map[string]int64{}
	for _, s := range all {
		if s.behind > at {
			continue
		}
		counts[s.object] = max(counts[s.object], s.count)
		if s.alarm != 0 {
			alarms[s.object] = s.alarm
		}
	}
	for object, id := range ids {
		path := filepath.Join(dir, "Tally", id+".sqlite")
		if _, err := os.Stat(path); err != nil {
			require.Zero(t, counts[object], "cut %d: the file of %s is missing", at, object)
			require.Zero(t, alarms[object], "cut %d: the file of %s is missing", at, object)
			continue
		}
		db, err := sqlite.Open(sqlite.Options{Path: path, NoSync: true})
		require.NoError(t, err, "cut %d: %s", at, object)
		require.Equal(t, "ok", query(t, db, "PRAGMA quick_check")[0][0], "cut %d: %s", at, object)
		data, found, err := db.Get("n")
		require.NoError(t, err)
		n := 0
		if found {
			require.NoError(t, clone.Unmarshal(data, &n))
		}
		require.GreaterOrEqual(t, n, counts[object], "cut %d: an answered count of %s is missing", at, object)
		got, set, err := db.Alarm()
		require.NoError(t, err)
		want := alarms[object]
		if want != 0 {
			require.True(t, set, "cut %d: the alarm of %s is missing", at, object)
			require.GreaterOrEqual(t, got, want, "cut %d", at)
		}
		if want != 0 || set && killed {
			managed := managerHas(t, dir, id)
			require.NotZero(t, managed, "cut %d: the manager has lost the alarm of %s", at, object)
			require.LessOrEqual(t, managed, got, "cut %d: the manager is later than the disk", at)
		}
		require.NoError(t, db.Close())
	}
}

// managerHas returns the manager's copy of an alarm, 0 for none.
func managerHas(t *testing.T, dir, id string) int64 {
	db, err := sqlite.Open(sqlite.Options{Path: filepath.Join(dir, "Tally", "metadata.sqlite"), NoSync: true, System: true})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	rows := query(t, db, "SELECT scheduled_time FROM _cf_ALARM WHERE actor_id = ?", id)
	if len(rows) == 0 {
		return 0
	}
	return rows[0][0].(int64)
}

func query(t *testing.T, db *sqlite.DB, sql string, args ...any) [][]any {
	c, err := db.Exec(sql, args...)
	require.NoError(t, err)
	rows, err := c.All()
	require.NoError(t, err)
	return rows
}

// disk is what of files is on the disk, and what is on its way.
type disk struct {
	files map[string]*inode // as the process sees them
	dirs  map[string]*inode // as the directory on the disk has them
	names []string          // of all files there ever were, in order
}

// keptAll is the variant that has all of what is on its way, as after the end of the process alone.
const keptAll = 1

// variants are what the disk may have of what is on its way: nothing, all, all but the first few, any part.
func (d *disk) variants(r *rand.Rand) []func() float64 {
	none := func() float64 { return 0 }
	settled := true
	for _, name := range d.names {
		f := d.files[name]
		settled = settled && f == d.dirs[name] && (f == nil || len(f.since) == 0)
	}
	if settled {
		return []func() float64{none}
	}
	skip := 1 + r.IntN(5)
	but := func() float64 {
		if skip--; skip >= 0 {
			return 0
		}
		return 1
	}
	return []func() float64{none, func() float64 { return 1 }, but, r.Float64}
}

// inode is one file: its synced bytes, and what was done since.
type inode struct {
	synced []byte
	since  []sqlite.Record
}

func newDisk() *disk { return &disk{files: map[string]*inode{}, dirs: map[string]*inode{}} }

// apply is one more record.
func (d *disk) apply(r sqlite.Record) {
	f := d.files[r.Path]
	if f == nil && r.Kind != sqlite.FileDeleted && r.Kind != sqlite.DirectorySynced {
		f = &inode{}
		d.files[r.Path] = f
		if !slices.Contains(d.names, r.Path) {
			d.names = append(d.names, r.Path)
		}
	}
	switch r.Kind {
	case sqlite.FileWritten, sqlite.FileTruncated:
		f.since = append(f.since, r)
	case sqlite.FileSynced:
		f.synced = f.bytes(func() float64 { return 1 })
		f.since = nil
	case sqlite.FileDeleted:
		delete(d.files, r.Path)
	case sqlite.DirectorySynced:
		for _, name := range d.names {
			if filepath.Dir(name) == filepath.Dir(r.Path) {
				d.dirs[name] = d.files[name]
			}
		}
	}
}

// bytes is the file with a part of what was done since it was synced: 0 is nothing, 1 all.
func (f *inode) bytes(keep func() float64) []byte {
	b := slices.Clone(f.synced)
	for _, r := range f.since {
		part := keep()
		if part < 0.3 {
			continue
		}
		if r.Kind == sqlite.FileTruncated {
			b = append(b, make([]byte, max(0, int(r.At)-len(b)))...)[:r.At]
			continue
		}
		data := r.Data
		if part < 0.6 { // A write that is torn.
			data = data[:int(float64(len(data))*part)]
		}
		if end := int(r.At) + len(data); end > len(b) {
			b = append(b, make([]byte, end-len(b))...)
		}
		copy(b[r.At:], data)
	}
	return b
}

// leave writes what a loss of power leaves of the files in from to another directory.
func (d *disk) leave(t *testing.T, from, to string, keep func() float64) {
	for _, name := range d.names {
		f := d.dirs[name]
		if now := d.files[name]; now != f && keep() > 0.5 { // A directory entry that was not synced.
			f = now
		}
		if f == nil {
			continue
		}
		rel, err := filepath.Rel(from, name)
		require.NoError(t, err)
		path := filepath.Join(to, rel)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, f.bytes(keep), 0o600))
	}
}

// RingAt sets an alarm after so many milliseconds and returns when that is.
func (c *tally) RingAt(after int) (int64, error) {
	at := c.st.Now().Add(time.Duration(after) * time.Millisecond).Truncate(time.Millisecond)
	return at.UnixNano(), c.st.Storage.SetAlarm(at)
}
