package durable_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// whatever is an interface type that is not any itself.
type whatever interface{}

// TestScanIntoInterfaces: each type of an interface without methods takes what is there.
func TestScanIntoInterfaces(t *testing.T) {
	w, ns := counters(t)
	require.NoError(t, w.Objects.Inside(ns.GetByName("a"), func(_ durable.Object, st *durable.State) error {
		c, err := st.Storage.SQL().Exec("SELECT 1, 'x', NULL")
		require.NoError(t, err)
		require.True(t, c.Next())
		var n, text whatever
		var none whatever = "before"
		require.NoError(t, c.Scan(&n, &text, &none))
		require.Equal(t, []whatever{int64(1), "x", nil}, []whatever{n, text, none})
		return nil
	}))
}

// TestRowsAreMeteredAsTheyAreRead: what a cursor has read so far is in the object's meter, and in the cursor's.
func TestRowsAreMeteredAsTheyAreRead(t *testing.T) {
	w, ns := counters(t)
	stub := ns.GetByName("a")
	require.NoError(t, w.Objects.Inside(stub, func(_ durable.Object, st *durable.State) error {
		sql := st.Storage.SQL()
		_, err := sql.Exec("CREATE TABLE t (n); INSERT INTO t VALUES (1), (2), (3), (4), (5)")
		require.NoError(t, err)
		before, err := w.Objects.Usage(stub)
		require.NoError(t, err)
		metered := func(c *durable.Cursor) {
			u, err := w.Objects.Usage(stub)
			require.NoError(t, err)
			require.Equal(t, u.RowsRead-before.RowsRead, c.RowsRead())
			before.RowsRead = u.RowsRead - c.RowsRead()
		}
		c, err := sql.Exec("SELECT n FROM t")
		require.NoError(t, err)
		for n := range 4 {
			metered(c)
			require.True(t, c.Next())
			metered(c)
			require.Equal(t, []any{int64(n + 1)}, c.Row())
		}
		c.Close()
		for _, read := range []func(*durable.Cursor) error{
			func(c *durable.Cursor) error { _, err := c.All(); return err },
			func(c *durable.Cursor) error { _, err := c.One(); return err },
		} {
			before, err = w.Objects.Usage(stub)
			require.NoError(t, err)
			c, err := sql.Exec("SELECT max(n) FROM t")
			require.NoError(t, err)
			require.NoError(t, read(c))
			metered(c)
		}
		return nil
	}))
}

// TestManagerThatCannotWrite: where the alarm manager's table refuses an alarm, the object that asks for it is reset.
func TestManagerThatCannotWrite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "Obj", "metadata.sqlite")
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	execFile(t, path, `CREATE TABLE _cf_ALARM (
		actor_id TEXT PRIMARY KEY, scheduled_time INTEGER CHECK (scheduled_time < 0), actor_name TEXT) WITHOUT ROWID`)

	w := durabletest.New(t, durabletest.Objects(durable.WithDir(dir)))
	stub := w.Namespace(durable.Class{Name: "Obj", New: newSubject}).GetByName("a")
	_, err := stub.Call("Run", "alarm 1h")
	require.ErrorContains(t, err, "internal error; reference = ")
	v, err := w.Objects.Look(stub)
	require.NoError(t, err)
	require.Equal(t, 1, v.Lost)
	require.Zero(t, v.Alarm)
	require.Zero(t, v.Managed)
}

// TestConditionsOfAFile: a fault that waits for what an object has stored sees it in a file that nobody has opened yet.
func TestConditionsOfAFile(t *testing.T) {
	dir := t.TempDir()
	open := func() (*durabletest.World, *durable.Namespace) {
		w := durabletest.New(t, durabletest.Objects(durable.WithDir(dir)))
		return w, w.Namespace(durable.Class{Name: "Obj", New: newSubject})
	}
	w, ns := open()
	_, err := ns.GetByName("a").Call("Run", "put n 1|alarm 1h")
	require.NoError(t, err)
	w.Close()
	for condition, struck := range map[string]int{"stored:n": 1, "stored:m": 0, "armed": 1, "!armed": 0} {
		w, ns := open()
		plan, err := platform.NewPlan("stub.request if=" + condition + " error=L1")
		require.NoError(t, err)
		require.NoError(t, w.Objects.SetFaults(plan))
		_, err = ns.GetByName("a").Call("Run", "get n")
		require.Equal(t, struck == 1, errors.Is(err, platform.ErrConnectionLost), condition)
		require.Equal(t, []int{struck}, plan.Struck(), condition)
		w.Close()
	}
}

// first is a Chooser that takes the first of all.
type first struct{}

func (first) Choose(string, int) int { return 0 }

// TestAnswersAreHeardAtOnce: where answers have one line, a caller hears of its own at the instant at which it arrives,
// before whoever is woken at that instant by what was set later.
func TestAnswersAreHeardAtOnce(t *testing.T) {
	p, err := platform.Ideal().Override("ClientHop=1ms", "CallsInLine=true")
	require.NoError(t, err)
	w := durabletest.New(t, durabletest.Profile(p), durabletest.WorldOptions(sim.Options{Chooser: first{}}))
	stub := w.Namespace(durable.Class{Name: "Obj", New: newSubject}).GetByName("a")
	_, err = stub.Call("Run", "say warm")
	require.NoError(t, err)
	began := w.Now()
	var order []string
	w.Go("caller", func() {
		_, err := stub.Call("Run", "say x")
		require.NoError(t, err)
		require.Equal(t, 2*time.Millisecond, w.Now().Sub(began))
		order = append(order, "caller")
	})
	w.Go("sleeper", func() {
		w.Sleep(1500 * time.Microsecond)
		w.Sleep(500 * time.Microsecond)
		order = append(order, "sleeper")
	})
	w.Advance(time.Second)
	require.Equal(t, []string{"caller", "sleeper"}, order)
}
