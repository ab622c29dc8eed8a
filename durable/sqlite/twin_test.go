package sqlite

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	seedFlag  = flag.Uint64("seed", 1, "first seed of random tests")
	seedsFlag = flag.Int("seeds", 60, "number of seeds")
)

// TestTwin runs the same random operations on a database and on plain Go maps with snapshots, in memory and in a file,
// and compares all that can be seen after each.
func TestTwin(t *testing.T) {
	for i := range *seedsFlag {
		seed := *seedFlag + uint64(i)
		path := ""
		if seed%4 == 0 {
			path = t.TempDir() + "/twin.sqlite"
		}
		w := &twin{r: rand.New(rand.NewPCG(seed, 0)), path: path, now: world{}.copy()}
		w.committed = w.now.copy()
		if !t.Run(fmt.Sprint(seed), w.run) {
			t.Logf("replay: go test ./durable/sqlite -run 'TestTwin' -seeds 1 -seed %d", seed)
			return
		}
	}
}

// world is all a database holds.
type world struct {
	kv    map[string]string
	sql   map[int]string
	alarm int64
}

func (w world) copy() world {
	c := world{map[string]string{}, map[int]string{}, w.alarm}
	maps.Copy(c.kv, w.kv)
	maps.Copy(c.sql, w.sql)
	return c
}

func (w world) String() string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(w.kv)) {
		fmt.Fprintf(&b, "%q=%s ", k, w.kv[k])
	}
	for _, k := range slices.Sorted(maps.Keys(w.sql)) {
		fmt.Fprintf(&b, "%d=%s ", k, w.sql[k])
	}
	return fmt.Sprintf("%salarm=%d", b.String(), w.alarm)
}

type snapshot struct {
	n     int64
	world world
}

type twin struct {
	t    *testing.T
	r    *rand.Rand
	path string
	db   *DB
	log  []string

	now, committed world
	turn           bool
	saves          []world
	marks          []snapshot // Unconfirmed ones.
	newest         int64
}

func (w *twin) run(t *testing.T) {
	w.t = t
	var err error
	w.db, err = Open(Options{Path: w.path, NoSync: true})
	require.NoError(t, err)
	defer func() {
		if t.Failed() {
			t.Log(strings.Join(w.log, "\n"))
		}
	}()
	w.seen() // Warms the alarm's cache.
	for range 300 {
		w.step()
		require.Equal(t, w.now.String(), w.seen().String())
		require.Equal(t, w.turn, w.db.InTxn())
	}
	require.NoError(t, w.db.Close())
}

func (w *twin) note(format string, args ...any) { w.log = append(w.log, fmt.Sprintf(format, args...)) }

func (w *twin) step() {
	switch n := w.r.IntN(100); {
	case n < 25:
		k, v := w.key(), fmt.Sprint(w.r.IntN(1000))
		w.note("put %q %s", k, v)
		require.NoError(w.t, w.db.Put(k, []byte(v)))
		w.now.kv[k], w.turn = v, true
	case n < 35:
		k := w.key()
		w.note("delete %q", k)
		found, err := w.db.Delete(k)
		require.NoError(w.t, err)
		_, want := w.now.kv[k]
		require.Equal(w.t, want, found)
		delete(w.now.kv, k)
		w.turn = true
	case n < 50:
		w.exec()
	case n < 56:
		w.setAlarm()
	case n < 66:
		w.save()
	default:
		w.end(n)
	}
}

func (w *twin) key() string {
	return []string{"", "a", "b", "ab", "\x00", "é", "\xff", "long" + strings.Repeat("x", 600)}[w.r.IntN(8)]
}

func (w *twin) exec() {
	id, v := w.r.IntN(6), fmt.Sprint(w.r.IntN(1000))
	w.note("exec %d %s", id, v)
	c, err := w.db.Exec("CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY, v); "+
		"INSERT INTO t VALUES(?, ?) ON CONFLICT DO UPDATE SET v = excluded.v RETURNING id", id, v)
	require.NoError(w.t, err)
	if w.r.IntN(4) == 0 {
		c.Close()
	} else {
		_, err := c.One()
		require.NoError(w.t, err)
	}
	w.now.sql[id], w.turn = v, true
}

func (w *twin) setAlarm() {
	n := int64(w.r.IntN(3))
	w.note("alarm %d", n)
	var changed bool
	var err error
	if n == 0 {
		changed, err = w.db.DeleteAlarm()
	} else {
		changed, err = w.db.SetAlarm(n)
	}
	require.NoError(w.t, err)
	require.Equal(w.t, w.now.alarm != n, changed) // The cache is warm: seen has asked.
	w.now.alarm = n
	w.turn = w.turn || changed
}

func (w *twin) save() {
	switch n := w.r.IntN(3); {
	case n == 0 && len(w.saves) < 4:
		w.note("savepoint")
		require.NoError(w.t, w.db.Savepoint())
		w.saves = append(w.saves, w.now.copy())
		w.turn = true
	case n == 1 && len(w.saves) > 0:
		w.note("release")
		require.NoError(w.t, w.db.Release())
		w.saves = w.saves[:len(w.saves)-1]
	case n == 2 && len(w.saves) > 0:
		w.note("rollback to")
		require.NoError(w.t, w.db.RollbackTo())
		w.now = w.saves[len(w.saves)-1]
		w.saves = w.saves[:len(w.saves)-1]
	}
}

// end runs what ends turns.
func (w *twin) end(n int) {
	switch {
	case n < 78 && len(w.saves) == 0:
		w.mark(n >= 75)
	case n < 86 && w.newest > 0:
		at := w.newest - int64(w.r.IntN(3))
		w.confirm(max(at, 0))
	case n < 92:
		w.note("rollback")
		require.NoError(w.t, w.db.Rollback())
		w.now, w.turn, w.saves = w.last(), false, nil
	case n < 96:
		w.note("crash")
		require.NoError(w.t, w.db.Crash())
		w.crashed()
	case n < 98:
		w.note("delete all")
		require.NoError(w.t, w.db.DeleteAll())
		w.now, w.turn, w.saves = world{}.copy(), true, nil
	case w.path != "":
		w.note("close and open")
		require.NoError(w.t, w.db.Close())
		var err error
		w.db, err = Open(Options{Path: w.path, NoSync: true})
		require.NoError(w.t, err)
		w.crashed()
		w.newest = 0
	}
}

func (w *twin) mark(commit bool) {
	w.note("mark commit=%v", commit)
	end := w.db.Mark
	if commit {
		end = w.db.Commit
	}
	n, err := end()
	require.NoError(w.t, err)
	if w.turn {
		w.newest++
		w.marks = append(w.marks, snapshot{w.newest, w.now.copy()})
		w.turn = false
	}
	require.Equal(w.t, w.newest, n)
	if commit {
		w.confirmed(n)
	}
}

func (w *twin) confirm(n int64) {
	w.note("confirm %d", n)
	require.NoError(w.t, w.db.Confirm(n))
	w.confirmed(n)
}

func (w *twin) confirmed(n int64) {
	for len(w.marks) > 0 && w.marks[0].n <= n {
		w.committed = w.marks[0].world
		w.marks = w.marks[1:]
	}
}

func (w *twin) crashed() {
	w.now, w.turn, w.saves, w.marks = w.committed.copy(), false, nil, nil
}

// last is what the last turn left.
func (w *twin) last() world {
	if n := len(w.marks); n > 0 {
		return w.marks[n-1].world.copy()
	}
	return w.committed.copy()
}

// seen reads everything back.
func (w *twin) seen() world {
	got := world{}.copy()
	l, err := w.db.List(ListOptions{})
	require.NoError(w.t, err)
	for l.Next() {
		v, found, err := w.db.Get(l.Key())
		require.NoError(w.t, err)
		require.True(w.t, found)
		require.Equal(w.t, string(l.Value()), string(v))
		got.kv[l.Key()] = string(v)
	}
	require.NoError(w.t, l.Err())
	c, err := w.db.Exec("SELECT count(*) FROM sqlite_master WHERE name = 't'")
	require.NoError(w.t, err)
	if row, err := c.One(); err == nil && row[0] == int64(1) {
		c, err := w.db.Exec("SELECT id, v FROM t")
		require.NoError(w.t, err)
		for c.Next() {
			got.sql[int(c.Row()[0].(int64))] = c.Row()[1].(string)
		}
		require.NoError(w.t, c.Err())
	}
	if got.alarm, _, err = w.db.Alarm(); err != nil {
		require.NoError(w.t, err)
	}
	return got
}
