package durable

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/sim"
	"dolab/durable/platform"
)

// storageCall is one operation of the storage.
type storageCall struct {
	name string
	call func(st *State) error
}

// storageCalls are the operations of an object's storage that can fail.
func storageCalls() []storageCall {
	return []storageCall{
		{"kv.Get", func(st *State) error { _, err := Get[any](st.Storage.KV(), "k"); return err }},
		{"kv.Put", func(st *State) error { return st.Storage.KV().Put("k", 2) }},
		{"kv.Delete", func(st *State) error { _, err := st.Storage.KV().Delete("k"); return err }},
		{"kv.Has", func(st *State) error { _, err := st.Storage.KV().Has("k"); return err }},
		{"kv.List", func(st *State) (err error) {
			for _, e := range st.Storage.KV().List(ListOptions{}) {
				err = e
			}
			return err
		}},
		{"sql.Exec", func(st *State) error { _, err := st.Storage.SQL().Exec("SELECT 1"); return err }},
		{"TransactionSync", func(st *State) error { return st.Storage.TransactionSync(func() error { return nil }) }},
		{"SetAlarm", func(st *State) error { return st.Storage.SetAlarm(st.Now().Add(time.Hour)) }},
		{"GetAlarm", func(st *State) error { _, err := st.Storage.GetAlarm(); return err }},
		{"DeleteAlarm", func(st *State) error { return st.Storage.DeleteAlarm() }},
		{"DeleteAll", func(st *State) error { return st.Storage.DeleteAll() }},
	}
}

// stored is an object with a key, a table and an alarm.
func stored(t *testing.T, options ...Option) (*sim.World, *Runtime, *Stub) {
	t.Helper()
	w := sim.New(sim.Options{})
	t.Cleanup(w.Close)
	rt := New(w.World, platform.Ideal(), options...)
	ns, err := rt.Namespace(Class{Name: "Obj", New: func(st *State) (Object, error) { return &ringing{}, nil }})
	require.NoError(t, err)
	s := ns.GetByName("a")
	require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
		require.NoError(t, st.Storage.KV().Put("k", 1))
		_, err := st.Storage.SQL().Exec("CREATE TABLE t (n); INSERT INTO t VALUES (1), (2), (3)")
		require.NoError(t, err)
		return st.Storage.SetAlarm(st.Now().Add(time.Minute))
	}))
	return w, rt, s
}

type ringing struct{}

func (*ringing) Alarm(AlarmInfo) error { return nil }

// TestStorageThatIsGone: when the database is gone every operation says so, cursors that are open too.
func TestStorageThatIsGone(t *testing.T) {
	calls := append(storageCalls(), storageCall{"Size", func(st *State) error { _, err := st.Storage.Size(); return err }})
	for _, c := range calls {
		t.Run(c.name, func(t *testing.T) {
			gone(t, c.call, c.call)
		})
	}
	for name, read := range map[string]func(c *Cursor) error{
		"All": func(c *Cursor) error { _, err := c.All(); return err },
		"One": func(c *Cursor) error { _, err := c.One(); return err },
		"Next": func(c *Cursor) error {
			require.False(t, c.Next())
			return c.Err()
		},
		"Rows": func(c *Cursor) (err error) {
			for _, e := range c.Rows() {
				err = e
			}
			return err
		},
	} {
		t.Run("cursor "+name, func(t *testing.T) {
			var c *Cursor
			gone(t, func(st *State) (err error) {
				c, err = st.Storage.SQL().Exec("SELECT n FROM t")
				return err
			}, func(*State) error { return read(c) })
		})
	}
}

// TestStorageThatGoesInATransaction: a transaction that cannot end says so, whether its function failed or not.
func TestStorageThatGoesInATransaction(t *testing.T) {
	none := func(*State) error { return nil }
	for _, failed := range []error{nil, plainError("failed")} {
		gone(t, none, func(st *State) error {
			return st.Storage.TransactionSync(func() error { return failed })
		})
	}
	_, rt, s := stored(t)
	defer func() { _ = recover() }()
	_ = rt.Inside(s, func(_ Object, st *State) error {
		require.ErrorContains(t, st.Storage.TransactionSync(func() error { return st.inst.obj.db.Close() }), "closed")
		return nil
	})
}

// gone calls before while the object's database is there, and after when it is closed: after must fail.
func gone(t *testing.T, before, after func(st *State) error) {
	t.Helper()
	_, rt, s := stored(t)
	asked := false
	defer func() {
		_ = recover() // A turn cannot end without its database: that is a bug of ours, and panics.
		require.True(t, asked)
	}()
	_ = rt.Inside(s, func(_ Object, st *State) error {
		require.NoError(t, before(st))
		require.NoError(t, st.inst.obj.db.Close())
		err := after(st)
		require.Error(t, err)
		require.NotErrorIs(t, err, ErrNoKey)
		asked = true
		return nil
	})
}

// TestStorageErrorChangesNothing: an operation that the platform refuses says why, and the storage is as it was.
func TestStorageErrorChangesNothing(t *testing.T) {
	for _, c := range storageCalls() {
		t.Run(c.name, func(t *testing.T) {
			_, rt, s := stored(t)
			before := dumped(t, rt, s)
			plan, err := platform.NewPlan("storage.op error=L33d")
			require.NoError(t, err)
			require.NoError(t, rt.SetFaults(plan))
			failed := rt.Inside(s, func(_ Object, st *State) error { return c.call(st) })
			struck := rt.Faults()[0].Struck
			require.NoError(t, rt.SetFaults(nil))
			if c.name != "TransactionSync" { // It does nothing itself.
				require.ErrorContains(t, failed, "Exceeded allowed rows written")
				require.Equal(t, 1, struck)
			}
			require.Equal(t, before, dumped(t, rt, s))
		})
	}
}

// dumped is what can be seen of an object's storage.
func dumped(t *testing.T, rt *Runtime, s *Stub) []any {
	t.Helper()
	var seen []any
	require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
		v, err := Get[any](st.Storage.KV(), "k")
		require.NoError(t, err)
		at, err := st.Storage.GetAlarm()
		require.True(t, err == nil || errors.Is(err, ErrNoAlarm), "%v", err)
		c, err := st.Storage.SQL().Exec("SELECT n FROM t")
		require.NoError(t, err)
		rows, err := c.All()
		seen = []any{v, at, rows}
		return err
	}))
	return seen
}

// TestOutsideATurn: whatever acts through a State panics where no turn of its object runs, and names itself.
func TestOutsideATurn(t *testing.T) {
	w, rt, s := stored(t)
	var st *State
	var ws *WebSocket
	var cursor *Cursor
	require.NoError(t, rt.Inside(s, func(_ Object, own *State) (err error) {
		st = own
		_, ws = NewWebSocketPair()
		require.NoError(t, st.AcceptWebSocket(ws))
		cursor, err = st.Storage.SQL().Exec("SELECT n FROM t")
		return err
	}))
	for op, call := range map[string]func(){
		"Now":                      func() { st.Now() },
		"Go":                       func() { st.Go(func() {}) },
		"Choose":                   func() { st.Choose("x", 2) },
		"Log":                      func() { st.Log("x") },
		"Trace":                    func() { st.Trace(actor.Event{Kind: "x"}) },
		"Abort":                    func() { st.Abort("x") },
		"Sleep":                    func() { st.Sleep(0) },
		"BlockConcurrencyWhile":    func() { _ = st.BlockConcurrencyWhile(func() error { return nil }) },
		"GoBlocking":               func() { _ = st.GoBlocking(func() error { return nil }) },
		"UseCPU":                   func() { st.UseCPU(time.Second) },
		"Allocate":                 func() { st.Allocate(1) },
		"Free":                     func() { st.Free(0) },
		"Get":                      func() { _, _ = Get[any](st.Storage.KV(), "k") },
		"Put":                      func() { _ = st.Storage.KV().Put("k", 1) },
		"Delete":                   func() { _, _ = st.Storage.KV().Delete("k") },
		"Has":                      func() { _, _ = st.Storage.KV().Has("k") },
		"List":                     func() { st.Storage.KV().List(ListOptions{}) },
		"Exec":                     func() { _, _ = st.Storage.SQL().Exec("SELECT 1") },
		"Next":                     func() { cursor.Next() },
		"All":                      func() { _, _ = cursor.All() },
		"One":                      func() { _, _ = cursor.One() },
		"TransactionSync":          func() { _ = st.Storage.TransactionSync(func() error { return nil }) },
		"Sync":                     func() { _ = st.Storage.Sync() },
		"DeleteAll":                func() { _ = st.Storage.DeleteAll() },
		"Size":                     func() { _, _ = st.Storage.Size() },
		"SetAlarm":                 func() { _ = st.Storage.SetAlarm(w.Now().Add(time.Hour)) },
		"GetAlarm":                 func() { _, _ = st.Storage.GetAlarm() },
		"DeleteAlarm":              func() { _ = st.Storage.DeleteAlarm() },
		"AcceptWebSocket":          func() { _ = st.AcceptWebSocket(nil) },
		"WebSockets":               func() { st.WebSockets() },
		"Tags":                     func() { _, _ = st.Tags(ws) },
		"SetWebSocketAutoResponse": func() { _ = st.SetWebSocketAutoResponse("a", "b") },

		"UnsetWebSocketAutoResponse":           func() { st.UnsetWebSocketAutoResponse() },
		"WebSocketAutoResponse":                func() { st.WebSocketAutoResponse() },
		"SetHibernatableWebSocketEventTimeout": func() { _ = st.SetHibernatableWebSocketEventTimeout(0) },
		"HibernatableWebSocketEventTimeout":    func() { st.HibernatableWebSocketEventTimeout() },
	} {
		require.PanicsWithValue(t, "durable: Obj/a#1: "+op+" outside a turn of the object", call, op)
	}
	for op, call := range map[string]func(){
		"SerializeAttachment":   func() { _ = ws.SerializeAttachment(1) },
		"DeserializeAttachment": func() { _ = ws.DeserializeAttachment(new(int)) },
		"Send":                  func() { _ = ws.SendText("x") },
		"Close":                 func() { _ = ws.Close(1000, "") },
	} {
		require.PanicsWithValue(t, "durable: WebSocket."+op+" outside a turn of Obj/a", call, op)
	}
}

// TestLookingAtWhatIsGone: whoever looks at an object from outside hears that its database cannot be read.
func TestLookingAtWhatIsGone(t *testing.T) {
	for name, look := range map[string]func(rt *Runtime, s *Stub) error{
		"Meter":      func(rt *Runtime, _ *Stub) error { _, err := rt.Meter(); return err },
		"Cost":       func(rt *Runtime, _ *Stub) error { _, err := rt.Cost(platform.PaidPlan()); return err },
		"Usage":      func(rt *Runtime, s *Stub) error { _, err := rt.Usage(s); return err },
		"Look":       func(rt *Runtime, s *Stub) error { _, err := rt.Look(s); return err },
		"Inspect":    func(rt *Runtime, s *Stub) error { _, err := rt.Inspect(s); return err },
		"InspectAll": func(rt *Runtime, _ *Stub) error { _, err := rt.InspectAll(); return err },
		"Query":      func(rt *Runtime, s *Stub) error { _, err := rt.Query(s, "SELECT 1"); return err },
	} {
		t.Run(name, func(t *testing.T) {
			_, rt, s := stored(t)
			require.NoError(t, look(rt, s))
			require.NoError(t, s.ns.object(s.id).db.Close())
			require.Error(t, look(rt, s))
		})
	}
}

// TestWorldThatStandsStill: a call into a world that is closed, or has crossed a bound, says so, and so does an
// eviction.
func TestWorldThatStandsStill(t *testing.T) {
	w, rt, s := simple(t, platform.Ideal())
	require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
		st.Go(func() { st.Sleep(time.Hour) })
		return nil
	}))
	w.Go("busy", func() { _ = rt.Inside(s, func(_ Object, st *State) error { st.Sleep(time.Hour); return nil }) })
	require.NoError(t, w.Advance(time.Second))
	w.After(time.Second, w.Close)
	require.ErrorIs(t, rt.Evict(s), actor.ErrClosed)
	_, err := s.Call("Text")
	require.ErrorIs(t, err, actor.ErrClosed)
}
