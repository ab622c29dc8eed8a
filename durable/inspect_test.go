package durable_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// desk is an object that keeps orders, and is slow about it.
type desk struct{ st *durable.State }

func (d *desk) Order(what string) error {
	_, err := d.st.Storage.SQL().Exec(`CREATE TABLE IF NOT EXISTS orders (what TEXT PRIMARY KEY, state TEXT, blob BLOB)`)
	if err == nil {
		_, err = d.st.Storage.SQL().Exec(`INSERT INTO orders VALUES (?, 'new', x'0102')`, what)
	}
	if err == nil {
		err = d.st.Storage.KV().Put("last", map[string]any{"what": what, "at": d.st.Now(), "n": []any{1, "two", nil}})
	}
	return err
}

func (d *desk) Pay(what string) error {
	if _, err := d.st.Storage.SQL().Exec(`UPDATE orders SET state = 'paid' WHERE what = ?`, what); err != nil {
		return err
	}
	_, err := d.st.Storage.KV().Delete("last")
	return err
}

func (d *desk) Drop(what string) error {
	_, err := d.st.Storage.SQL().Exec(`DELETE FROM orders WHERE what = ?`, what)
	return err
}

func (d *desk) Lock() error {
	return d.st.BlockConcurrencyWhile(func() error { d.st.Sleep(time.Second); return nil })
}

func (d *desk) Alarm(durable.AlarmInfo) error { return nil }

func newDesk(st *durable.State) *desk { return &desk{st} }

func lines[T fmt.Stringer](list []T) []string {
	var all []string
	for _, x := range list {
		all = append(all, x.String())
	}
	return all
}

// TestInspectStorage: what a crash would undo, what the last durable commit changed, and, once the machine is lost,
// that nothing is pending any more.
func TestInspectStorage(t *testing.T) {
	p, err := platform.Ideal().Override("Commit=10s")
	require.NoError(t, err)
	w := durabletest.New(t, durabletest.Profile(p))
	ns := durabletest.Class(w, "Desk", newDesk)
	w.Objects.Remember()
	stub := ns.GetByName("a")
	see := func() durable.Stored {
		x, err := w.Objects.Inspect(stub)
		require.NoError(t, err)
		return x.Stored
	}
	require.Equal(t, durable.Stored{}, see(), "nobody has been there")
	call := func(method, what string) {
		w.Go("client", func() { _, _ = stub.Call(method, what) })
		w.Advance(time.Second)
	}
	call("Order", "two tables")
	pending := []string{
		`+ kv last  {"at": 2026-01-01T00:00:00.000Z, "n": [1, "two", null], "wh…`,
		`+ orders 1  what="two tables" state=new blob=x'0102'`,
	}
	require.Equal(t, pending, lines(see().Pending))
	require.Empty(t, see().Last)
	require.Equal(t, []durable.TableSize{{Name: "orders", Rows: 1}}, see().Tables)
	require.Equal(t, 1, see().Keys)

	w.Advance(10 * time.Second)
	require.Empty(t, see().Pending)
	require.Equal(t, pending, lines(see().Last))
	require.EqualValues(t, 1, see().Durable)

	call("Pay", "two tables")
	call("Order", "chair")
	require.Equal(t, []string{
		`~ kv last  {"at": 2026-01-01T00:00:00.000Z, "n": [1, "two", null], "wh…` +
			` → {"at": 2026-01-01T00:00:12.000Z, "n": [1, "two", null], "wh…`,
		"~ orders 1  state: new → paid",
		`+ orders 2  what=chair state=new blob=x'0102'`,
	}, lines(see().Pending))
	w.Advance(8500 * time.Millisecond)
	require.Equal(t, []string{
		`- kv last  {"at": 2026-01-01T00:00:00.000Z, "n": [1, "two", null], "wh…`, "~ orders 1  state: new → paid",
	}, lines(see().Last), "the first of the two is durable")
	require.Len(t, see().Pending, 2)
	require.NoError(t, w.Objects.Crash(stub))
	require.Empty(t, see().Pending)
	require.EqualValues(t, 2, see().Durable)

	call("Drop", "two tables")
	w.Advance(10 * time.Second)
	gone := []string{`- orders 1  what="two tables" state=paid blob=x'0102'`}
	require.Equal(t, gone, lines(see().Last), "against commit 2")
}

// TestInspectGates: a block holds the input gate, calls wait behind it in their order, and what was said on a write
// waits at the output gate. To look changes nothing.
func TestInspectGates(t *testing.T) {
	run := func(look bool) (w *durabletest.World, first, last durable.Inspection) {
		p, err := platform.Ideal().Override("Commit=10s", "TurnTime=1ms")
		require.NoError(t, err)
		w = durabletest.New(t, durabletest.Profile(p))
		stub := durabletest.Class(w, "Desk", newDesk).GetByName("a")
		for n, method := range []string{"Order", "Lock", "Drop", "Pay"} {
			args := []any{"x"}
			if method == "Lock" {
				args = nil
			}
			w.Go(fmt.Sprint("client", n), func() { _, _ = stub.Call(method, args...) })
			w.Advance(500 * time.Microsecond)
		}
		for n := range 6 {
			if look {
				w.Objects.Remember()
				all, err := w.Objects.InspectAll()
				require.NoError(t, err)
				require.Len(t, all, 1)
				if last = all[0]; n == 0 {
					first = last
				}
			}
			w.Advance(200 * time.Microsecond)
		}
		w.Advance(time.Minute)
		return w, first, last
	}
	w, first, x := run(true)
	blind, _, _ := run(false)
	require.Equal(t, blind.Hash(), w.Hash(), "somebody has looked")
	require.Equal(t, "Desk/a", x.Who)
	require.True(t, x.Sight.Live)
	require.Equal(t, []string{"blockConcurrencyWhile"}, x.Locks)
	slow := []string{"call Drop", "call Pay", "the next at the input gate"}
	require.Equal(t, slow, first.Slow, "Lock's turn takes a millisecond")
	require.Equal(t, time.Date(2026, 1, 1, 0, 0, 0, int(3*time.Millisecond), time.UTC), first.FreeAt)
	require.Empty(t, x.Slow)
	require.Equal(t, []durable.Entrant{{What: "call Drop"}, {What: "call Pay"}}, x.Waiting)
	require.Equal(t, durable.Commits{Issued: 1, Sent: 1}, x.Commits)
	require.Equal(t, []durable.Held{{Who: "call Order", Commit: 1}}, x.Held)
	require.Equal(t, []durable.InFlight{
		{"call Order", "client0", true},
		{"call Lock", "client1", true},
		{"call Drop", "client2", false},
		{"call Pay", "client3", false},
	}, x.Events)
	require.Len(t, x.Tasks, 1)
	require.Equal(t, "blockConcurrencyWhile", x.Tasks[0].Within)
	wait := actor.Wait{Who: "Desk/a call Lock", What: "sleep", Whom: "1s", Since: 3 * time.Millisecond}
	require.Equal(t, wait, x.Tasks[0].Wait)
}
