package durable_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/durable"
	"dolab/durable/clone"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

type methods = map[string]func(st *durable.State, r durable.Reply[[]byte], args [][]byte)

// table is a host of classes that are tables of functions: what is not in the table the object cannot do.
type table struct {
	construct func(st *durable.State, r durable.Reply[durable.Hosted], h durable.Hosted)
	methods   methods
	fetch     func(st *durable.State, r durable.Reply[*http.Response], q *http.Request)
	alarm     func(st *durable.State, r durable.Reply[durable.None], info durable.AlarmInfo)
	socket    map[durable.Handler]func(ws *durable.WebSocket, r durable.Reply[durable.None], e durable.SocketEvent)
	gone      []error
}

func (h *table) Construct(st *durable.State, r durable.Reply[durable.Hosted]) {
	o := &tabled{h, st}
	if h.construct != nil {
		h.construct(st, r, o)
		return
	}
	r.Return(o)
}

// tabled is an object of a table.
type tabled struct {
	host *table
	st   *durable.State
}

func (o *tabled) Has(h durable.Handler) bool {
	switch h {
	case durable.HandlerFetch:
		return o.host.fetch != nil
	case durable.HandlerAlarm:
		return o.host.alarm != nil
	}
	return o.host.socket[h] != nil
}

func (o *tabled) Call(r durable.Reply[[]byte], method string, args [][]byte) {
	fn := o.host.methods[method]
	if fn == nil {
		r.Throw(platform.TypeError("no method " + method))
		return
	}
	fn(o.st, r, args)
}

func (o *tabled) Fetch(r durable.Reply[*http.Response], q *http.Request) { o.host.fetch(o.st, r, q) }

func (o *tabled) Alarm(r durable.Reply[durable.None], info durable.AlarmInfo) {
	o.host.alarm(o.st, r, info)
}

func (o *tabled) Socket(r durable.Reply[durable.None], ws *durable.WebSocket, e durable.SocketEvent) {
	o.host.socket[e.Handler](ws, r, e)
}

func (o *tabled) Gone(err error) { o.host.gone = append(o.host.gone, err) }

// tableWorld is a world with one class of a table, whose commits take a second.
func tableWorld(t *testing.T, h *table, options ...durabletest.Option) (*durabletest.World, *durable.Namespace) {
	p := platform.Ideal()
	p.Commit = fault.Const(time.Second)
	w := durabletest.New(t, append([]durabletest.Option{durabletest.Profile(p)}, options...)...)
	return w, w.Namespace(durable.Class{Name: "Table", Host: h, Env: "settings"})
}

// packed is a value in the wire format.
func packed(t *testing.T, v any) []byte {
	data, err := clone.Marshal(v)
	require.NoError(t, err)
	return data
}

// TestReplyInALaterTurn: an event ends by its Reply, in whatever turn that is given, and the caller hears once what
// that turn and those before it have written is durable.
func TestReplyInALaterTurn(t *testing.T) {
	h := &table{methods: methods{
		"Later": func(st *durable.State, r durable.Reply[[]byte], args [][]byte) {
			st.Go(func() {
				st.Sleep(time.Minute)
				require.NoError(t, st.Storage.KV().PutBytes("k", args[0]))
				r.Return(args[0])
			})
		},
		"Throw": func(st *durable.State, r durable.Reply[[]byte], _ [][]byte) {
			st.Go(func() { r.Throw(errors.New("in vain")) })
		},
		"Read": func(st *durable.State, r durable.Reply[[]byte], _ [][]byte) {
			require.Equal(t, "settings", st.Env)
			data, err := st.Storage.KV().GetBytes("k")
			require.NoError(t, err)
			r.Return(data)
		},
	}}
	w, ns := tableWorld(t, h)
	stub := ns.GetByName("a")
	begin := w.Now()
	n, err := durable.Call[int](stub, "Later", 7)
	require.NoError(t, err)
	require.Equal(t, 7, n)
	require.Equal(t, time.Minute+time.Second, w.Now().Sub(begin))
	data, err := stub.CallBytes("Read", nil)
	require.NoError(t, err)
	require.Equal(t, packed(t, 7), data)
	_, err = stub.Call("Throw")
	require.Equal(t, &platform.Error{Name: "Error", Message: "in vain", Remote: true, User: true}, err)
	_, err = stub.Call("Missing")
	require.EqualError(t, err, "TypeError: no method Missing")
	_, err = stub.Call("Alarm")
	require.ErrorContains(t, err, "is a reserved method", "the kernel knows those of any host")
}

// TestReplyRules: a second Reply and one outside a turn are bugs of the host; one that comes after the end of the
// incarnation does nothing, and one that never comes leaves the event in flight until that end.
func TestReplyRules(t *testing.T) {
	var kept durable.Reply[[]byte]
	h := &table{methods: methods{
		"Twice": func(_ *durable.State, r durable.Reply[[]byte], _ [][]byte) {
			r.Return(nil)
			require.PanicsWithValue(t, "durable: Table/a#1: the Reply of call Twice was given twice", func() { r.Return(nil) })
		},
		"Keep": func(_ *durable.State, r durable.Reply[[]byte], _ [][]byte) { kept = r },
	}}
	w, ns := tableWorld(t, h)
	stub := ns.GetByName("a")
	_, err := stub.Call("Twice")
	require.NoError(t, err)
	w.Go("client", func() { _, err = ns.GetByName("a").Call("Keep") })
	w.Advance(time.Hour)
	require.NoError(t, err)
	require.Panics(t, func() { kept.Return(nil) }, "outside a turn")
	sight, failed := w.Objects.Look(stub)
	require.NoError(t, failed)
	require.Equal(t, 1, sight.InFlight)
	require.NoError(t, w.Objects.Crash(stub))
	w.Advance(0)
	require.ErrorIs(t, err, platform.ErrConnectionLost)
	kept.Return(nil)
	require.Equal(t, []error{platform.ErrConnectionLost}, h.gone)
}

// TestHandlersOfAHost: an object can do what its host says: two classes of one Go type differ.
func TestHandlersOfAHost(t *testing.T) {
	rings := 0
	able := &table{
		methods: methods{"Set": setAlarm},
		fetch: func(st *durable.State, r durable.Reply[*http.Response], q *http.Request) {
			if q.Header.Get("Upgrade") == "" {
				st.Go(func() { r.Return(durable.Text("%s", q.URL.Path)) })
				return
			}
			client, server := durable.NewWebSocketPair()
			require.NoError(t, st.AcceptWebSocket(server))
			r.Return(durable.Upgrade(client))
		},
		alarm: func(st *durable.State, r durable.Reply[durable.None], info durable.AlarmInfo) {
			rings++
			st.Go(func() {
				if info.RetryCount == 0 {
					r.Throw(errors.New("again"))
					return
				}
				r.Return(durable.None{})
			})
		},
		socket: map[durable.Handler]func(*durable.WebSocket, durable.Reply[durable.None], durable.SocketEvent){
			durable.HandlerMessage: func(ws *durable.WebSocket, r durable.Reply[durable.None], e durable.SocketEvent) {
				require.NoError(t, ws.SendText("heard "+e.Message.Text))
				r.Return(durable.None{})
			},
		},
	}
	w, ns := tableWorld(t, able)
	unable := w.Namespace(durable.Class{Name: "Unable", Host: &table{methods: methods{"Set": setAlarm}}})
	stub := ns.GetByName("a")

	resp, err := stub.Fetch(durable.NewRequest("http://x/path"))
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode)
	_, err = unable.GetByName("a").Fetch(durable.NewRequest("http://x/"))
	require.ErrorContains(t, err, platform.TextNoFetch)

	_, err = stub.Call("Set")
	require.NoError(t, err)
	_, err = unable.GetByName("a").Call("Set")
	require.ErrorContains(t, err, "must have an alarm() handler")
	w.Advance(time.Hour)
	require.Equal(t, 2, rings)

	sock, err := stub.Dial(durable.NewRequest("http://x/"))
	require.NoError(t, err)
	require.NoError(t, sock.SendText("hello"))
	m, err := sock.ReceiveTimeout(time.Minute)
	require.NoError(t, err)
	require.Equal(t, "heard hello", m.Text)
	require.NoError(t, sock.Close(4000, "bye"))
	w.Advance(time.Hour)
	require.Contains(t, able.gone, nil, "an eviction is no error")
}

func setAlarm(st *durable.State, r durable.Reply[[]byte], _ [][]byte) {
	if err := st.Storage.SetAlarm(st.Now().Add(time.Second)); err != nil {
		r.Throw(err)
		return
	}
	r.Return(nil)
}

// TestConstructorOfAHost: it may end in a later turn, until which events wait, and its error resets the object.
func TestConstructorOfAHost(t *testing.T) {
	fails := true
	h := &table{
		construct: func(st *durable.State, r durable.Reply[durable.Hosted], o durable.Hosted) {
			st.Sleep(time.Minute)
			if fails {
				r.Throw(errors.New("stillborn"))
				return
			}
			r.Return(o)
		},
		methods: methods{"Hi": func(_ *durable.State, r durable.Reply[[]byte], _ [][]byte) { r.Return(packed(t, "hi")) }},
	}
	w, ns := tableWorld(t, h)
	_, err := ns.GetByName("a").Call("Hi")
	require.ErrorContains(t, err, "stillborn")
	require.Empty(t, h.gone, "it never was")
	fails = false
	begin := w.Now()
	text, err := durable.Call[string](ns.GetByName("a"), "Hi")
	require.NoError(t, err)
	require.Equal(t, "hi", text)
	require.Equal(t, time.Minute, w.Now().Sub(begin))
}

// TestClassesOfTwoHosts: a class in Go and one of a table call each other.
func TestClassesOfTwoHosts(t *testing.T) {
	w, ns := tableWorld(t, &table{methods: methods{
		"Ask": func(st *durable.State, r durable.Reply[[]byte], args [][]byte) {
			data, err := st.Namespace("Counter").GetByName("c").CallBytes("Increment", args)
			if err != nil {
				r.Throw(err)
				return
			}
			r.Return(data)
		},
	}})
	w.Namespace(durable.Class{Name: "Counter", New: newCounter})
	for n := range 3 {
		got, err := durable.Call[int](ns.GetByName("a"), "Ask", 2)
		require.NoError(t, err)
		require.Equal(t, 2*(n+1), got)
	}
}

// TestGuard: within a Guard nothing ends the code of the incarnation; what would have does so afterwards, and what was
// written is undone.
func TestGuard(t *testing.T) {
	for _, c := range []struct {
		name, fault, text string
		do                func(t *testing.T, st *durable.State)
	}{
		{"abort", "", "enough", func(_ *testing.T, st *durable.State) { st.Abort("enough") }},
		{"storage", "storage.op if=write nth=2 error=L8", platform.TextStorageWrite, func(t *testing.T, st *durable.State) {
			require.Error(t, st.Storage.KV().Put("l", 1))
		}},
		{"memory", "", "exceeded its memory limit", func(_ *testing.T, st *durable.State) { st.Allocate(2 << 20) }},
		{"cpu", "", "exceeded its CPU time limit", func(t *testing.T, st *durable.State) {
			_, err := st.Storage.SQL().Exec("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n) SELECT max(x) FROM n")
			require.Error(t, err)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			returned, after := false, false
			h := &table{methods: methods{
				"Run": func(st *durable.State, r durable.Reply[[]byte], _ [][]byte) {
					st.Guard(func() {
						require.NoError(t, st.Storage.KV().Put("k", 1))
						c.do(t, st)
						if c.name != "memory" {
							require.True(t, st.Ended())
						}
						require.NoError(t, st.Storage.KV().Put("m", 1), "it goes on, to no effect")
						returned = true
					})
					after = true
					r.Return(nil)
				},
				"Keys": func(st *durable.State, r durable.Reply[[]byte], _ [][]byte) {
					require.False(t, st.Ended())
					r.Return(packed(t, keys(t, st)))
				},
			}}
			p := platform.Ideal()
			p.MemoryMax, p.CPUMax = 1<<20, 100*time.Millisecond
			faults := durabletest.Objects(durable.WithFaults(planned(t, c.fault)))
			_, ns := tableWorld(t, h, durabletest.Profile(p), faults)
			_, err := ns.GetByName("a").Call("Run")
			require.ErrorContains(t, err, c.text)
			require.True(t, returned)
			require.False(t, after)
			left, err := durable.Call[string](ns.GetByName("a"), "Keys")
			require.NoError(t, err)
			require.Empty(t, left)
			require.Len(t, h.gone, 1)
		})
	}
}

// TestGuardDoesNotWait: code in a Guard must not block.
func TestGuardDoesNotWait(t *testing.T) {
	_, ns := tableWorld(t, &table{methods: methods{
		"Wait": func(st *durable.State, r durable.Reply[[]byte], _ [][]byte) {
			st.Guard(func() {
				st.Guard(func() {
					require.Panics(t, func() { st.Sleep(time.Second) })
					require.Panics(t, func() { _ = st.Storage.Sync() })
					require.Panics(t, func() { _, _ = st.Namespace("Table").GetByName("b").Call("Wait") })
				})
			})
			r.Return(nil)
		},
	}})
	_, err := ns.GetByName("a").Call("Wait")
	require.NoError(t, err)
}

// TestClassesWithAHost: a class has a New or a Host, and a Host has its own Next.
func TestClassesWithAHost(t *testing.T) {
	w := durabletest.New(t)
	for _, c := range []durable.Class{
		{Name: "Both", New: newCounter, Host: &table{}}, {Name: "Next", Next: newCounter, Host: &table{}},
	} {
		_, err := w.Objects.Namespace(c)
		require.ErrorContains(t, err, "New and Next are those of a class in Go")
	}
}
