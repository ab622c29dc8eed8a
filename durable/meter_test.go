package durable_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// frugal does one metered thing at a time.
type frugal struct{ st *durable.State }

func (f *frugal) Nothing() {}

func (f *frugal) Fetch(*http.Request) (*http.Response, error) {
	client, server := durable.NewWebSocketPair()
	if err := f.st.AcceptWebSocket(server); err != nil {
		return nil, err
	}
	return durable.Upgrade(client), nil
}

func (f *frugal) WebSocketMessage(*durable.WebSocket, durable.Message) error { return nil }

func (f *frugal) Wait(d time.Duration) { f.st.Sleep(d) }

func (f *frugal) Linger(d time.Duration) { f.st.Go(func() { f.st.Sleep(d) }) }

func (f *frugal) Arm() error { return f.st.Storage.SetAlarm(f.st.Now().Add(time.Minute)) }

func (f *frugal) Alarm(durable.AlarmInfo) error { return f.Arm() }

// Exec runs a statement to its end.
func (f *frugal) Exec(query string) error {
	c, err := f.st.Storage.SQL().Exec(query)
	if err != nil {
		return err
	}
	_, err = c.All()
	return err
}

func metered(t *testing.T) (*durabletest.World, *durable.Stub) {
	w := durabletest.New(t)
	ns := durabletest.Class(w, "Frugal", func(st *durable.State) *frugal { return &frugal{st: st} })
	return w, ns.GetByName("a")
}

// used returns what fn makes the object use.
func usedBy(t *testing.T, w *durabletest.World, s *durable.Stub, fn func()) platform.Usage {
	t.Helper()
	before, err := w.Objects.Usage(s)
	require.NoError(t, err)
	fn()
	after, err := w.Objects.Usage(s)
	require.NoError(t, err)
	return after.Since(before)
}

// TestMeterRequests: what comes counts by its kind, twenty messages as one request, auto-responses as none.
func TestMeterRequests(t *testing.T) {
	w, s := metered(t)
	call := func(method string, args ...any) {
		_, err := s.Call(method, args...)
		require.NoError(t, err)
	}
	u := usedBy(t, w, s, func() {
		call("Nothing")
		sock, err := s.Dial(durable.NewRequest("https://lab/"))
		require.NoError(t, err)
		for range 40 {
			require.NoError(t, sock.SendText("hello"))
		}
		require.NoError(t, w.Objects.Inside(s, func(_ durable.Object, st *durable.State) error {
			return st.SetWebSocketAutoResponse("ping", "pong")
		}))
		require.NoError(t, sock.SendText("ping"))
		_, err = sock.ReceiveTimeout(time.Second)
		require.NoError(t, err)
		require.NoError(t, sock.Close(1000, ""))
		w.Settle()
	})
	require.Equal(t, platform.Usage{
		Fetches: 1, Calls: 1, Messages: 40, Starts: 1, Active: u.Active, StoredBytes: u.StoredBytes,
	}, u)
	require.InDelta(t, 4, u.Requests(), 1e-9)
}

// TestMeterRows: keys, rows, indexes and alarms.
func TestMeterRows(t *testing.T) {
	w, s := metered(t)
	inside := func(fn func(st *durable.State) error) platform.Usage {
		t.Helper()
		return usedBy(t, w, s, func() {
			require.NoError(t, w.Objects.Inside(s, func(_ durable.Object, st *durable.State) error { return fn(st) }))
		})
	}
	u := inside(func(st *durable.State) error {
		kv := st.Storage.KV()
		for _, key := range []string{"a", "b", "c"} {
			if err := kv.Put(key, 1); err != nil {
				return err
			}
		}
		for _, err := range kv.List(durable.ListOptions{Limit: 2}) {
			if err != nil {
				return err
			}
		}
		_, err := kv.Delete("c")
		if err == nil {
			_, err = kv.Delete("d")
		}
		_, _ = kv.Has("a")
		_, _ = durable.Get[any](kv, "z")
		return err
	})
	require.EqualValues(t, 4, u.RowsWritten, "three puts, one delete that found something")
	require.EqualValues(t, 4, u.RowsRead, "two listed, one looked for, one missed")

	exec := func(query string) platform.Usage {
		return inside(func(st *durable.State) error {
			f := &frugal{st: st}
			return f.Exec(query)
		})
	}
	exec("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)")
	insert := "INSERT INTO t (b) VALUES ('x'), ('y')"
	require.EqualValues(t, 2, exec(insert).RowsWritten)
	exec("CREATE INDEX i ON t (b)")
	require.EqualValues(t, 4, exec(insert).RowsWritten, "the same statement, now with an index")
	require.EqualValues(t, 4, exec(insert).RowsWritten)
	exec("DROP INDEX i")
	require.EqualValues(t, 2, exec(insert).RowsWritten)
	require.EqualValues(t, 8, exec("SELECT * FROM t").RowsRead)
	require.EqualValues(t, 8, exec("DELETE FROM t").RowsWritten)

	u = inside(func(st *durable.State) error {
		at := st.Now().Add(time.Hour)
		for range 2 { // The second changes nothing and is billed all the same.
			if err := st.Storage.SetAlarm(at); err != nil {
				return err
			}
		}
		for range 2 {
			if err := st.Storage.DeleteAlarm(); err != nil {
				return err
			}
		}
		return nil
	})
	require.EqualValues(t, 3, u.RowsWritten, "two set, one deleted")
	require.EqualValues(t, 2, u.AlarmsSet)
	require.Positive(t, usedBy(t, w, s, func() { exec("CREATE TABLE u (a)") }).StoredBytes)
}

// TestMeterActive: billed is the time in which something is in flight or pending, not the ten idle seconds behind it.
func TestMeterActive(t *testing.T) {
	w, s := metered(t)
	active := func(method string, d time.Duration) time.Duration {
		return usedBy(t, w, s, func() {
			_, err := s.Call(method, d)
			require.NoError(t, err)
			w.Advance(time.Hour)
		}).Active
	}
	require.Equal(t, 5*time.Second, active("Wait", 5*time.Second))
	require.Equal(t, 20*time.Second, active("Linger", 20*time.Second))
	require.Zero(t, active("Wait", 0))
	evicted := active("Linger", time.Hour)
	require.True(t, evicted >= 70*time.Second && evicted <= 140*time.Second, evicted)

	u := usedBy(t, w, s, func() {
		w.Do(func() {
			_, err := s.Call("Linger", 10*time.Second)
			require.NoError(t, err)
			w.Sleep(4 * time.Second)
			require.NoError(t, w.Objects.Crash(s))
			w.Sleep(time.Hour)
		})
	})
	require.Equal(t, 4*time.Second, u.Active, "a crash ends it")
	require.InDelta(t, 0.512, u.GBSeconds(), 1e-9)

	_, err := s.Call("Linger", 8*time.Second)
	require.NoError(t, err)
	u = usedBy(t, w, s, func() { w.Advance(3 * time.Second) })
	require.Equal(t, 3*time.Second, u.Active, "as of now")
}

// TestMeterLoop: an object that re-arms itself is named by either bound, one that others keep busy by neither.
func TestMeterLoop(t *testing.T) {
	w, s := metered(t)
	asked := w.Objects.Lookup("Frugal").GetByName("asked")
	for _, stub := range []*durable.Stub{s, asked} {
		_, err := stub.Call("Arm")
		require.NoError(t, err)
	}
	for range 60 {
		w.Advance(time.Minute)
		_, err := asked.Call("Nothing")
		require.NoError(t, err)
	}
	m, err := w.Objects.Meter()
	require.NoError(t, err)
	require.Len(t, m.Objects, 2)
	require.Equal(t, "Frugal/a", m.Objects[0].Who)
	require.EqualValues(t, 60, m.Objects[0].Chain)
	require.EqualValues(t, 0, m.Objects[1].Chain)
	require.EqualValues(t, 60, m.Total.Chain)
	require.EqualValues(t, 122, m.Total.AlarmsSet)

	require.Empty(t, m.Loops(durable.LoopBounds{ChainMax: 60, EveryMin: time.Minute}))
	loops := m.Loops(durable.LoopBounds{ChainMax: 59})
	require.Len(t, loops, 1)
	require.Equal(t, "Frugal/a has re-armed 60 times without any other event", loops[0].String())
	loops = m.Loops(durable.LoopBounds{EveryMin: time.Minute + 1})
	require.Len(t, loops, 2)
	require.Equal(t, "Frugal/a re-arms every 1m0s", loops[0].String())

	u := w.AtMost(time.Hour, platform.Rates{Alarms: 120, Requests: 120, RowsWritten: 120})
	require.EqualValues(t, 120, u.Alarms)
	w.NoLoops(durable.LoopBounds{ChainMax: 120, EveryMin: time.Minute})

	_, err = s.Call("Nothing")
	require.NoError(t, err)
	seen, err := w.Objects.Usage(s)
	require.NoError(t, err)
	require.Zero(t, seen.Chain)
}

// dialing keeps a connection to another object.
type dialing struct {
	frugal
	sock *durable.Socket
}

func (d *dialing) Dial() (err error) {
	d.sock, err = d.st.Namespace("Dialing").GetByName("peer").Dial(durable.NewRequest("https://lab/"))
	return err
}

func (d *dialing) Hang() { d.sock.Drop() }

// TestMeterConnection: an object with a connection to another is active, though it does nothing: it could not hibernate
// [B31]. The other hibernates.
func TestMeterConnection(t *testing.T) {
	w := durabletest.New(t)
	ns := durabletest.Class(w, "Dialing", func(st *durable.State) *dialing { return &dialing{frugal: frugal{st: st}} })
	a, peer := ns.GetByName("a"), ns.GetByName("peer")
	_, err := a.Call("Dial")
	require.NoError(t, err)
	w.Advance(0)
	idle := func(s *durable.Stub) time.Duration {
		return usedBy(t, w, s, func() { w.Advance(time.Minute) }).Active
	}
	require.Equal(t, time.Minute, idle(a))
	require.Zero(t, idle(peer))
	_, err = a.Call("Hang")
	require.NoError(t, err)
	w.Advance(time.Second)
	require.Zero(t, idle(a), "the connection has ended")
}
