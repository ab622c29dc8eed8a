package durable_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
)

// calculator is an object whose SQL may never end.
type calculator struct {
	st     *durable.State
	alarms int
	err    error // of the newest statement
}

const endless = "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) "

func (c *calculator) exec(query string) error {
	var cursor *durable.Cursor
	if cursor, c.err = c.st.Storage.SQL().Exec(query); c.err == nil {
		_, c.err = cursor.All()
	}
	return c.err
}

// Read puts a key, reads for ever and puts another.
func (c *calculator) Read() error {
	kv := c.st.Storage.KV()
	if err := kv.Put("before", 1); err != nil {
		return err
	}
	_ = c.exec(endless + "SELECT count(*) FROM c")
	if err := kv.Put("after", 1); err != nil {
		return err
	}
	return c.err
}

// Rows reads row by row for ever.
func (c *calculator) Rows() error {
	cursor, err := c.st.Storage.SQL().Exec(endless + "SELECT n FROM c")
	if err != nil {
		return err
	}
	for cursor.Next() { //revive:disable-line:empty-block
	}
	return cursor.Err()
}

// Turns reads row by row over many turns, within what each may take.
func (c *calculator) Turns() (n int, err error) {
	cursor, err := c.st.Storage.SQL().Exec(endless + "SELECT n FROM c")
	if err != nil {
		return 0, err
	}
	defer cursor.Close()
	for range 20 {
		for range 1_000 {
			if !cursor.Next() {
				return n, cursor.Err()
			}
			n++
		}
		c.st.Sleep(time.Second)
	}
	return n, nil
}

func (c *calculator) Write() error { return c.exec("CREATE TABLE t AS " + endless + "SELECT n FROM c") }

func (c *calculator) Caught() error {
	_ = c.Write()
	return c.st.Storage.KV().Put("more", 1)
}

func (c *calculator) Synchronously() error {
	return c.st.Storage.TransactionSync(func() error {
		if err := c.st.Storage.KV().Put("inside", 1); err != nil {
			return err
		}
		return c.exec(endless + "SELECT count(*) FROM c")
	})
}

func (c *calculator) Keys() (keys []string, err error) {
	for key, err := range c.st.Storage.KV().List(durable.ListOptions{}) {
		if err != nil {
			return nil, err
		}
		keys = append(keys, key.Key)
	}
	return keys, nil
}

func (c *calculator) Later() error { return c.st.Storage.SetAlarm(c.st.Now().Add(time.Hour)) }

func (c *calculator) Alarm(durable.AlarmInfo) error {
	c.alarms++
	return c.exec(endless + "SELECT count(*) FROM c")
}

func calculators(t *testing.T, p durable.Profile, options ...durable.Option) (*durabletest.World, *durable.Namespace) {
	w := durabletest.New(t, durabletest.Profile(p), durabletest.Objects(options...))
	return w, durabletest.Class(w, "Calculator", func(st *durable.State) *calculator { return &calculator{st: st} })
}

// Where the profile has a limit of CPU, SQL that does not end uses it up: the object is reset 30 s later, with what the
// turn wrote (semantics K8, L13).
func TestEndlessSQLUsesUpTheCPU(t *testing.T) {
	p := durable.Production()
	p.CPUMax = 100 * time.Millisecond
	for _, method := range []string{"Read", "Rows", "Write", "Caught", "Synchronously"} {
		t.Run(method, func(t *testing.T) {
			w, ns := calculators(t, p)
			began := w.Now()
			_, err := ns.GetByName("a").Call(method)
			var e *durable.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, "Durable Object exceeded its CPU time limit and was reset.", e.Message)
			require.True(t, e.DurableObjectReset)
			took := w.Now().Sub(began)
			if method == "Synchronously" {
				require.Less(t, took, 2*time.Second, "a transaction does not wait: it takes what the calls take")
			} else {
				require.GreaterOrEqual(t, took, p.CPUMax)
			}
			keys, err := durable.Call[[]string](ns.GetByName("a"), "Keys")
			require.NoError(t, err)
			require.Empty(t, keys)
		})
	}
}

// What code has used by UseCPU is not left for SQL: a query that ends, but too late, resets the object at the limit.
func TestSQLHasWhatIsLeft(t *testing.T) {
	p := durable.Ideal()
	p.CPUMax = 100 * time.Millisecond // 400,000 steps
	w, ns := calculators(t, p)
	run := func(used time.Duration) error {
		return durabletest.RunInDurableObject(w, ns.GetByName("a"), func(c *calculator, st *durable.State) error {
			st.UseCPU(used)
			return c.exec(endless + "SELECT n FROM c LIMIT 10000")
		})
	}
	require.NoError(t, run(0))
	require.NoError(t, run(50*time.Millisecond))
	began := w.Now()
	require.ErrorContains(t, run(90*time.Millisecond), "exceeded its CPU time limit")
	require.Equal(t, 100*time.Millisecond, w.Now().Sub(began))
	began = w.Now()
	require.ErrorContains(t, durabletest.RunInDurableObject(w, ns.GetByName("a"), func(c *calculator, st *durable.State) error {
		return st.Storage.TransactionSync(func() error { return c.exec(endless + "SELECT count(*) FROM c") })
	}), "exceeded its CPU time limit")
	require.Equal(t, began, w.Now(), "in a transaction nothing waits")
}

// SQL counts together until an event begins, and leaves what UseCPU may use as it is.
func TestSQLSharesTheEvent(t *testing.T) {
	p := durable.Ideal()
	p.CPUMax = 50 * time.Millisecond // 200,000 steps
	w, ns := calculators(t, p)
	for range 3 {
		require.NoError(t, durabletest.RunInDurableObject(w, ns.GetByName("a"), func(c *calculator, st *durable.State) error {
			require.NoError(t, c.exec(endless+"SELECT n FROM c LIMIT 5000"))
			st.UseCPU(20 * time.Millisecond)
			require.NoError(t, c.exec(endless+"SELECT n FROM c LIMIT 100"))
			return nil
		}))
	}
	_, err := ns.GetByName("a").Call("Turns")
	require.ErrorContains(t, err, "exceeded its CPU time limit")
}

// An alarm that uses up the CPU is tried again as one that failed, and given up after seven runs (semantics G16).
func TestEndlessSQLInAnAlarm(t *testing.T) {
	p := durable.Ideal()
	p.CPUMax = 10 * time.Millisecond
	w, ns := calculators(t, p)
	_, err := ns.GetByName("a").Call("Later")
	require.NoError(t, err)
	w.Advance(3 * time.Hour)
	at, err := ns.GetByName("a").Call("Keys")
	require.NoError(t, err, at)
	u, err := w.Objects.Usage(ns.GetByName("a"))
	require.NoError(t, err)
	require.Equal(t, int64(7), u.Alarms)
}

// Where the profile has none, SQL that does not end is an error of its own. What only reads leaves the turn as it is;
// what writes takes the turn with it, and the object is reset.
func TestEndlessSQLWithoutCPULimit(t *testing.T) {
	_, ns := calculators(t, durable.Workerd(), durable.WithSQLSteps(200_000))
	stub := ns.GetByName("a")
	_, err := stub.Call("Read")
	require.ErrorIs(t, err, durable.ErrSQLSteps)
	_, err = stub.Call("Rows")
	require.ErrorIs(t, err, durable.ErrSQLSteps)
	_, err = stub.Call("Synchronously")
	require.ErrorIs(t, err, durable.ErrSQLSteps)
	n, err := durable.Call[int](stub, "Turns")
	require.NoError(t, err)
	require.Equal(t, 20_000, n)
	keys, err := durable.Call[[]string](stub, "Keys")
	require.NoError(t, err)
	require.Equal(t, []string{"after", "before"}, keys)

	for _, method := range []string{"Write", "Caught"} {
		stub := ns.GetByName("a")
		_, err = stub.Call(method)
		var e *durable.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, durable.ErrSQLSteps.Message, e.Message)
		_, err = stub.Call("Keys")
		require.ErrorAs(t, err, &e, "the stub is broken")
		require.True(t, e.DurableObjectReset)
		keys, err = durable.Call[[]string](ns.GetByName("a"), "Keys")
		require.NoError(t, err)
		require.Equal(t, []string{"after", "before"}, keys)
	}
}
