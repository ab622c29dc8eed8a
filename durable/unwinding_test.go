package durable_test

import (
	"bytes"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/durabletest"
)

// stubborn is an object whose code recovers from everything and goes on.
type stubborn struct {
	st   *durable.State
	host *stubbornHost
}

type stubbornHost struct {
	w       *durabletest.World
	ns      *durable.Namespace
	Handler func(o *stubborn) // what its handlers do
	Built   func(o *stubborn) // what its constructor does; nil: nothing
}

func (o *stubborn) Do() string {
	o.host.Handler(o)
	return "went on"
}

func (o *stubborn) Hi() int { return o.st.Incarnation() }

func (o *stubborn) Alarm(durable.AlarmInfo) error {
	o.host.Handler(o)
	return nil
}

func (o *stubborn) WebSocketMessage(*durable.WebSocket, durable.Message) error {
	o.host.Handler(o)
	return nil
}

func (o *stubborn) Fetch(r *http.Request) (*http.Response, error) {
	if r.Header.Get("Upgrade") != "" {
		client, server := durable.NewWebSocketPair()
		return durable.Upgrade(client), o.st.AcceptWebSocket(server)
	}
	o.host.Handler(o)
	return durable.Text("went on"), nil
}

func stubborns(t *testing.T, trace *bytes.Buffer) *stubbornHost {
	h := &stubbornHost{}
	h.w = durabletest.New(t, durabletest.WorldOptions(sim.Options{Trace: trace, TailMax: 40}))
	h.ns = h.w.Namespace(durable.Class{Name: "Stubborn", New: func(st *durable.State) (durable.Object, error) {
		o := &stubborn{st, h}
		if h.Built != nil {
			h.Built(o)
		}
		return o, nil
	}})
	return h
}

// caught runs fn and returns what it panicked with, as code does that recovers.
func caught(fn func()) (v any) {
	defer func() { v = recover() }()
	fn()
	return nil
}

// TestNoEffectAfterTheEnd recovers from an Abort and then touches all that reaches the world: each touch panics again,
// and nothing comes of it.
func TestNoEffectAfterTheEnd(t *testing.T) {
	var trace bytes.Buffer
	h := stubborns(t, &trace)
	stub := h.ns.GetByName("a")
	sock, err := stub.Dial(durable.NewRequest("http://x/"))
	require.NoError(t, err)

	tries := 0
	h.Handler = func(o *stubborn) {
		st, kv, q, w := o.st, o.st.Storage.KV(), o.st.Storage.SQL(), h.w
		peer := st.Namespace("Stubborn").GetByName("peer")
		dialed, err := peer.Dial(durable.NewRequest("http://x/"))
		require.NoError(t, err)
		require.NoError(t, dialed.SendText("waits"))
		cursor, err := q.Exec("SELECT 1 UNION SELECT 2")
		require.NoError(t, err)
		ws := st.WebSockets()[0]
		c := w.Current()
		own := c.Waker()
		list := kv.List(durable.ListOptions{})
		all := func(yes ...any) {}
		touches := []func(){
			func() { st.Now() }, func() { st.Log("x") }, func() { st.Trace(actor.Event{}) }, func() { st.Choose("x", 2) }, func() { st.Go(func() {}) },
			func() { st.WaitUntil(func() {}) }, func() { st.Sleep(0) }, func() { st.Abort("again") }, func() { st.UseCPU(1) },
			func() { st.Allocate(1) }, func() { st.Free(1) }, func() { st.Namespace("Stubborn") },
			func() { _ = st.GoBlocking(func() error { return nil }) },
			func() { _ = st.BlockConcurrencyWhile(func() error { return nil }) },
			func() { _ = kv.Put("k", 1) }, func() { all(durable.Get[any](kv, "k")) }, func() { all(kv.Has("k")) }, func() { all(kv.Delete("k")) },
			func() { kv.List(durable.ListOptions{}) }, func() { list(func(durable.Entry, error) bool { return true }) },
			func() { all(q.Exec("CREATE TABLE t(x)")) }, func() { cursor.Next() }, func() { all(cursor.All()) },
			func() { all(cursor.One()) }, func() { _ = cursor.Err() }, func() { cursor.Row() }, func() { _ = cursor.Scan() },
			func() { all(cursor.RowsRead()) }, func() { all(cursor.RowsWritten()) },
			func() { _ = st.Storage.SetAlarm(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)) },
			func() { all(st.Storage.GetAlarm()) }, func() { _ = st.Storage.DeleteAlarm() }, func() { _ = st.Storage.DeleteAll() },
			func() { _ = st.Storage.Sync() }, func() { all(st.Storage.Size()) },
			func() { _ = st.Storage.TransactionSync(func() error { return nil }) },
			func() { all(peer.Call("Hi")) }, func() { all(peer.Call("Hi", func() {})) },
			func() { all(peer.Fetch(durable.NewRequest("http://x/"))) }, func() { all(peer.Dial(durable.NewRequest("http://x/"))) },
			func() { h.ns.NewUniqueID() }, func() { all(stub.Call("Hi")) },
			func() { _ = ws.SendText("x") }, func() { _ = ws.Close(1000, "") }, func() { _ = ws.SerializeAttachment(1) },
			func() { ws.ReadyState() }, func() { st.WebSockets() }, func() { all(st.Tags(ws)) },
			func() { _ = dialed.SendText("x") }, func() { _ = dialed.Close(1000, "") }, func() { dialed.Drop() },
			func() { all(dialed.Receive()) }, func() { all(dialed.ReceiveTimeout(0)) },
			func() { _ = sock.SendText("x") }, func() { sock.Drop() },
			func() { _ = w.Objects.Crash(peer) }, func() { _ = w.Objects.Evict(peer) }, func() { _ = w.Objects.RestartAlarms() },
			func() { _ = w.Objects.SetFaults(nil) }, func() { w.Objects.Clock("x") }, func() { all(w.Objects.Query(peer, "SELECT 1")) },
			func() { w.World.Sleep(0) }, func() { w.After(0, func() { t.Error("called") }) }, func() { w.Trace(actor.Event{}) },
			func() { w.Background(0, func() {}) }, func() { w.Choose("x", 2) }, func() { w.Go("x", func() { t.Error("ran") }) },
			func() { c.Park("x", "") }, func() { own.Wake(1) }, func() { w.World.Close() },
		}
		require.NoError(t, kv.Put("k", "lost with the turn"))
		require.True(t, durable.Unwinding(caught(func() { st.Abort("the end") })))
		lines := strings.Count(trace.String(), "\n")
		for n, touch := range touches {
			tries++
			v := caught(touch)
			require.True(t, durable.Unwinding(v), "touch %d: %v", n, v)
		}
		cursor.Close()
		require.Equal(t, lines, strings.Count(trace.String(), "\n"))
	}
	_, err = stub.Call("Do")
	require.ErrorContains(t, err, "the end")
	require.Equal(t, 70, tries)

	_, err = stub.Call("Hi")
	require.ErrorContains(t, err, "the end", "it is broken")
	n, err := durable.Call[int](h.ns.GetByName("a"), "Hi")
	require.NoError(t, err)
	require.Equal(t, 2, n)
	for _, who := range []string{"a", "peer"} {
		rows, err := h.w.Objects.Query(h.ns.GetByName(who), "SELECT count(*) FROM sqlite_master WHERE name IN ('t', '_cf_KV')")
		require.NoError(t, err)
		require.Equal(t, [][]any{{int64(0)}}, rows)
	}
	h.w.Settle()
}

// TestSwallowedEnds lets each kind of handler recover from its end, whatever has brought it about: its caller gets the
// reset's error, and the next incarnation works.
func TestSwallowedEnds(t *testing.T) {
	abort := func(o *stubborn) { o.st.Abort("the end") }
	crashed := func(o *stubborn) { o.st.Sleep(time.Hour) }
	write := func(o *stubborn) { _ = o.st.Storage.KV().Put("k", "written by the dead") }
	for _, how := range []struct {
		name string
		end  func(o *stubborn)
		want string
	}{
		{"abort", abort, "the end"},
		{"crash", crashed, "Network connection lost."},
		{"in a transaction", func(o *stubborn) {
			_ = o.st.Storage.TransactionSync(func() error { caught(func() { abort(o) }); return nil })
		}, "the end"},
		{"in a block", func(o *stubborn) {
			_ = o.st.BlockConcurrencyWhile(func() error { caught(func() { abort(o) }); return nil })
		}, "the end"},
		{"in a list", func(o *stubborn) {
			_ = o.st.Storage.KV().Put("k", 1)
			for _, err := range o.st.Storage.KV().List(durable.ListOptions{}) {
				caught(func() { abort(o) })
				if err != nil {
					return
				}
			}
		}, "the end"},
	} {
		for _, after := range []struct {
			name string
			code func(o *stubborn)
		}{
			{"recovers", func(o *stubborn) { caught(func() { how.end(o) }); caught(func() { write(o) }) }},
			{"defers a write", func(o *stubborn) { defer write(o); how.end(o) }},
			{"defers a panic", func(o *stubborn) { defer func() { panic("of the dead") }(); how.end(o) }},
			{"panics with another value", func(o *stubborn) {
				defer func() { panic(fmt.Sprint("recovered: ", recover())) }()
				how.end(o)
			}},
			{"defers a Goexit", func(o *stubborn) { defer runtime.Goexit(); how.end(o) }},
			{"recovers for ever", func(o *stubborn) {
				for {
					caught(func() { how.end(o) })
				}
			}},
		} {
			t.Run(how.name+"/"+after.name, func(t *testing.T) {
				for _, way := range ways {
					h := stubborns(t, &bytes.Buffer{})
					h.Handler = func(o *stubborn) { h.Handler, h.Built = func(*stubborn) {}, nil; after.code(o) }
					h.w.After(time.Minute, func() { _ = h.w.Objects.Crash(h.ns.GetByName("a")) })
					require.Contains(t, way.do(t, h), how.want, way.name)
					h.w.Advance(time.Hour)
					n, err := durable.Call[int](h.ns.GetByName("a"), "Hi")
					require.NoError(t, err, way.name)
					require.Greater(t, n, 1, way.name)
					rows, err := h.w.Objects.Query(h.ns.GetByName("a"), "SELECT count(*) FROM sqlite_master WHERE name = '_cf_KV'")
					require.NoError(t, err)
					require.Equal(t, [][]any{{int64(0)}}, rows, way.name)
				}
			})
		}
	}
}

// ways are the handlers that can come to their end. Each returns what its caller hears.
var ways = []struct {
	name string
	do   func(t *testing.T, h *stubbornHost) string
}{
	{"call", func(t *testing.T, h *stubbornHost) string {
		_, err := h.ns.GetByName("a").Call("Do")
		return fmt.Sprint(err)
	}},
	{"fetch", func(t *testing.T, h *stubbornHost) string {
		_, err := h.ns.GetByName("a").Fetch(durable.NewRequest("http://x/"))
		return fmt.Sprint(err)
	}},
	{"constructor", func(t *testing.T, h *stubbornHost) string {
		h.Built = func(o *stubborn) { h.Handler(o) }
		_, err := h.ns.GetByName("a").Call("Hi")
		return fmt.Sprint(err)
	}},
	{"coroutine", func(t *testing.T, h *stubbornHost) string {
		code := h.Handler
		h.Handler = func(o *stubborn) {
			o.st.Go(func() { code(o) })
			o.st.Sleep(time.Hour)
		}
		_, err := h.ns.GetByName("a").Call("Do")
		return fmt.Sprint(err)
	}},
	{"alarm", func(t *testing.T, h *stubbornHost) string {
		require.NoError(t, h.w.Objects.Inside(h.ns.GetByName("a"), func(_ durable.Object, st *durable.State) error {
			return st.Storage.SetAlarm(st.Now())
		}))
		h.w.Advance(30 * time.Minute)
		return strings.Join(resets(h), "\n")
	}},
	{"message", func(t *testing.T, h *stubbornHost) string {
		sock, err := h.ns.GetByName("a").Dial(durable.NewRequest("http://x/"))
		require.NoError(t, err)
		require.NoError(t, sock.SendText("x"))
		_, err = sock.Receive()
		require.Error(t, err)
		return strings.Join(resets(h), "\n")
	}},
}

// resets lists how incarnations ended, as callers would have heard it.
func resets(h *stubbornHost) (list []string) {
	for _, line := range h.w.Tail() {
		if strings.Contains(line, `"ev":"reset"`) {
			list = append(list, line)
		}
		if strings.Contains(line, `"ev":"crash"`) {
			list = append(list, "Network connection lost.")
		}
	}
	return list
}

// TestCloseRunsDefersWithoutEffect closes a world in which objects wait whose deferred functions write.
func TestCloseRunsDefersWithoutEffect(t *testing.T) {
	before := runtime.NumGoroutine()
	h := stubborns(t, &bytes.Buffer{})
	ran := 0
	h.Handler = func(o *stubborn) {
		defer h.w.World.Close()
		defer runtime.Goexit()
		defer func() { ran++; _ = o.st.Storage.KV().Put("k", 1) }()
		o.st.Sleep(time.Hour)
	}
	h.w.Go("client", func() { _, _ = h.ns.GetByName("a").Call("Do") })
	h.w.Advance(time.Second)
	h.w.World.Close()
	require.Equal(t, 1, ran)
	noneLeft(t, before)
}

// noneLeft holds the number of goroutines against what it was before; those that have ended need a moment to go.
func noneLeft(t *testing.T, before int) {
	t.Helper()
	for n := 0; n < 5_000 && runtime.NumGoroutine() > before; n++ {
		time.Sleep(time.Millisecond)
	}
	require.LessOrEqual(t, runtime.NumGoroutine(), before)
}
