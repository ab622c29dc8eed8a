package durable_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
	"dolab/durable/sqlite"
)

// TestFaultsAtTheirBounds: a fault may do as much at once as its bound says.
func TestFaultsAtTheirBounds(t *testing.T) {
	p := platform.Production()
	for text, good := range map[string]bool{
		"stub.request flood=10000": true, "stub.request flood=10001": false,
		"object.turn memory=1048576": true, "object.turn memory=1048577": false,
	} {
		f, err := platform.ParseFault(text)
		require.NoError(t, err)
		require.Equal(t, good, p.CheckFault(f) == nil, text)
	}
}

// TestNoHibernation: under a profile without HibernateAfter an idle object stays. A time limit of 0 for the handlers of
// sockets is none.
func TestNoHibernation(t *testing.T) {
	p := platform.Ideal()
	p.HibernateAfter = 0
	w := durabletest.New(t, durabletest.Profile(p))
	stub := w.Namespace(durable.Class{Name: "Obj", New: newSubject}).GetByName("a")
	require.NoError(t, w.Objects.Inside(stub, func(_ durable.Object, st *durable.State) error {
		return st.SetHibernatableWebSocketEventTimeout(0)
	}))
	w.Advance(24 * time.Hour)
	v, err := w.Objects.Look(stub)
	require.NoError(t, err)
	require.True(t, v.Live)
}

// TestChainOfMovesIsBounded: a chain has room for 1,000 moves of an alarm. Of those beyond it the newest is kept.
func TestChainOfMovesIsBounded(t *testing.T) {
	for moves, last := range map[int]int{1001: 1001, 1002: 1002, 1010: 1010} {
		var trace strings.Builder
		p := platform.Ideal()
		p.AlarmHop = fault.Const(500 * time.Millisecond)
		plan, err := platform.NewPlan("alarm.sync chain")
		require.NoError(t, err)
		w := durabletest.New(t, durabletest.Profile(p), durabletest.WorldOptions(sim.Options{Trace: &trace}),
			durabletest.Objects(durable.WithFaults(plan)))
		stub := w.Namespace(durable.Class{Name: "Obj", New: newSubject}).GetByName("a")
		began := w.Now()
		at := func(n int) time.Time { return began.Add(24*time.Hour + time.Duration(n)*time.Second) }
		w.Go("client", func() {
			_ = w.Objects.Inside(stub, func(_ durable.Object, st *durable.State) error {
				for n := range moves + 1 {
					if err := st.Storage.SetAlarm(at(n)); err != nil {
						return err
					}
					st.Sleep(time.Duration(2-min(n, 1)*2) * time.Second) // The first is told before the others come.
				}
				return nil
			})
		})
		w.Advance(2 * time.Hour)
		v, err := w.Objects.Look(stub)
		require.NoError(t, err)
		require.Equal(t, at(last), v.Managed, moves)
		require.Equal(t, 1+min(moves, 1001), strings.Count(trace.String(), `"ev":"alarm.ask"`), moves)
	}
}

// execFile runs statements in a database file, behind the back of what has it, and commits them.
func execFile(t *testing.T, path, statements string) {
	t.Helper()
	db, err := sqlite.Open(sqlite.Options{Path: path, System: true})
	require.NoError(t, err)
	_, err = db.Exec(statements)
	require.NoError(t, err)
	_, err = db.Commit()
	require.NoError(t, err)
	require.NoError(t, db.Close())
}

// TestDatabaseThatCannotBeOpened: callers of an object whose database is no file hear so. So does who declares a class
// whose table of alarms names an object that is none.
func TestDatabaseThatCannotBeOpened(t *testing.T) {
	dir := t.TempDir()
	w := durabletest.New(t, durabletest.Objects(durable.WithDir(dir)))
	ns := w.Namespace(durable.Class{Name: "Obj", New: newSubject})
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "Obj", ns.IDFromName("a").String()+".sqlite"), 0o755))
	_, err := ns.GetByName("a").Call("Run", "get n")
	require.ErrorContains(t, err, "open database of Obj/a: ")

	path := filepath.Join(dir, "Odd", "metadata.sqlite")
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	execFile(t, path, `CREATE TABLE _cf_ALARM (actor_id TEXT PRIMARY KEY, scheduled_time INTEGER, actor_name TEXT);
		INSERT INTO _cf_ALARM VALUES ('nobody', 5, NULL)`)
	_, err = w.Objects.Namespace(durable.Class{Name: "Odd", New: newSubject})
	require.ErrorContains(t, err, "alarms of class Odd: TypeError: Invalid Durable Object ID")
}

// TestValueThatCannotBeRead: a value of the key-value store that is no clone is shown as its bytes.
func TestValueThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	open := func() (*durabletest.World, *durable.Stub) {
		w := durabletest.New(t, durabletest.Objects(durable.WithDir(dir)))
		return w, w.Namespace(durable.Class{Name: "Obj", New: newSubject}).GetByName("a")
	}
	w, stub := open()
	_, err := stub.Call("Run", "put good 1")
	require.NoError(t, err)
	w.Close()
	execFile(t, filepath.Join(dir, "Obj", stub.ID().String()+".sqlite"), `INSERT INTO _cf_KV VALUES ('bad', x'0102')`)
	w, stub = open()
	w.Objects.Remember()
	_, err = stub.Call("Run", "put more 2")
	require.NoError(t, err)
	x, err := w.Objects.Inspect(stub)
	require.NoError(t, err)
	require.Equal(t, []string{"+ kv bad  x'0102'", "+ kv good  1", "+ kv more  2"}, lines(x.Stored.Last))
}

// TestResetWithinATurn: a call that is too much for the memory resets the object while a turn uses the CPU. Nothing of
// that turn is committed.
func TestResetWithinATurn(t *testing.T) {
	var trace strings.Builder
	p := platform.Ideal()
	p.MemoryMax = 1000
	plan, err := platform.NewPlan("object.turn nth=1000 crash")
	require.NoError(t, err)
	w := durabletest.New(t, durabletest.Profile(p), durabletest.WorldOptions(sim.Options{Trace: &trace}),
		durabletest.Objects(durable.WithFaults(plan)))
	ns := w.Namespace(durable.Class{Name: "Obj", New: newSubject})
	w.Do(func() {
		sock, err := ns.GetByName("a").Dial(durable.NewRequest("http://x/"))
		require.NoError(t, err)
		require.NoError(t, sock.SendText("put n 1|cpu 10ms"))
		w.Go("caller", func() { _, _ = ns.GetByName("a").Call("Run", strings.Repeat(" ", 990)+"say") })
		_, err = sock.ReceiveTimeout(time.Second)
		require.Error(t, err)
	})
	out, err := durable.Call[string](ns.GetByName("a"), "Run", "get n")
	require.NoError(t, err)
	require.Equal(t, "n is undefined", out)
	require.Equal(t, 1, strings.Count(trace.String(), `"ev":"reset"`))
	require.NotContains(t, trace.String(), `"ev":"commit"`)
}

// TestDroppedTwice: a socket whose client is gone before its object crashes is dropped once.
func TestDroppedTwice(t *testing.T) {
	var trace strings.Builder
	w := durabletest.New(t, durabletest.WorldOptions(sim.Options{Trace: &trace}))
	ns := w.Namespace(durable.Class{Name: "Obj", New: newSubject})
	var sock *durable.Socket
	w.Do(func() {
		var err error
		sock, err = ns.GetByName("a").Dial(durable.NewRequest("http://x/"))
		require.NoError(t, err)
		w.Go("caller", func() { _, _ = ns.GetByName("a").Call("Run", "block sleep 10s") })
		w.Sleep(time.Second)
		sock.Drop()
	})
	w.Advance(time.Second)
	require.NoError(t, w.Objects.Crash(ns.GetByName("a")))
	w.Advance(time.Minute)
	require.Equal(t, 1, strings.Count(trace.String(), `"ev":"ws.drop"`), trace.String())
	v, err := w.Objects.Look(ns.GetByName("a"))
	require.NoError(t, err)
	require.Zero(t, v.Sockets)
}

// TestOutsideATurnNothingHappens: what belongs to an object panics outside its turns, before it has an effect.
func TestOutsideATurnNothingHappens(t *testing.T) {
	w := durabletest.New(t)
	ns := w.Namespace(durable.Class{Name: "Obj", New: newSubject})
	stub := ns.GetByName("a")
	var leaked *durable.State
	require.NoError(t, w.Objects.Inside(stub, func(_ durable.Object, st *durable.State) error {
		leaked = st
		return st.SetWebSocketAutoResponse("ping", "pong")
	}))
	before := w.Hash()
	for name, use := range map[string]func(){
		"Log":                        func() { leaked.Log("x") },
		"UnsetWebSocketAutoResponse": func() { leaked.UnsetWebSocketAutoResponse() },
		"SetWebSocketAutoResponse":   func() { _ = leaked.SetWebSocketAutoResponse("a", "b") },
		"Put":                        func() { _ = leaked.Storage.KV().Put("k", 1) },
		"SetAlarm":                   func() { _ = leaked.Storage.SetAlarm(w.Now()) },
		"Go":                         func() { leaked.Go(func() {}) },
	} {
		require.PanicsWithValue(t, fmt.Sprintf("durable: Obj/a#1: %s outside a turn of the object", name), use)
	}
	require.Equal(t, before, w.Hash())
	require.NoError(t, w.Objects.Inside(stub, func(_ durable.Object, st *durable.State) error {
		request, response, found := st.WebSocketAutoResponse()
		require.Equal(t, []any{"ping", "pong", true}, []any{request, response, found})
		_, err := durable.Get[int](st.Storage.KV(), "k")
		require.ErrorIs(t, err, durable.ErrNoKey)
		return nil
	}))
}

// TestMessagesAreCopied: what a sender does to its bytes afterwards does not reach the receiver, either way.
func TestMessagesAreCopied(t *testing.T) {
	p, err := platform.Ideal().Override("ClientHop=5ms")
	require.NoError(t, err)
	w := durabletest.New(t, durabletest.Profile(p))
	ns := porters(w, "Echo", porter{
		fetch: func(st *durable.State, r *http.Request) (*http.Response, error) { return accept(st, r) },
		message: func(ws *durable.WebSocket, m durable.Message) error {
			err := ws.Send(m)
			m.Data[0] = 'x'
			return err
		},
	})
	w.Do(func() {
		sock, err := ns.GetByName("a").Dial(durable.NewRequest("http://x/"))
		require.NoError(t, err)
		data := []byte("abc")
		require.NoError(t, sock.Send(durable.BinaryMessage(data)))
		data[1] = 'x'
		m, err := sock.Receive()
		require.NoError(t, err)
		require.Equal(t, "abc", string(m.Data))
	})
}

// TestPointersAreFollowed: a binding is what eight pointers in a row lead to. A ninth is refused.
func TestPointersAreFollowed(t *testing.T) {
	w, ns := counters(t)
	require.NoError(t, w.Objects.Inside(ns.GetByName("a"), func(_ durable.Object, st *durable.State) error {
		at := reflect.ValueOf(7)
		for depth := 1; depth <= 9; depth++ {
			p := reflect.New(at.Type())
			p.Elem().Set(at)
			at = p
			c, err := st.Storage.SQL().Exec("SELECT ?", at.Interface())
			if depth == 9 {
				require.Error(t, err)
				break
			}
			require.NoError(t, err)
			row, err := c.One()
			require.NoError(t, err)
			require.Equal(t, []any{int64(7)}, row)
		}
		return nil
	}))
}

// TestManyTablesAreNotAllSeen: an inspection shows a hundred tables, and says that there are more.
func TestManyTablesAreNotAllSeen(t *testing.T) {
	w, ns := counters(t)
	stub := ns.GetByName("a")
	tables := func(n int) durable.Stored {
		require.NoError(t, w.Objects.Inside(stub, func(_ durable.Object, st *durable.State) error {
			_, err := st.Storage.SQL().Exec(fmt.Sprintf("CREATE TABLE t%03d (n)", n))
			return err
		}))
		x, err := w.Objects.Inspect(stub)
		require.NoError(t, err)
		return x.Stored
	}
	n := 0
	for s := tables(n); !s.More; s = tables(n) {
		n++
		require.Len(t, s.Tables, n)
		require.LessOrEqual(t, n, 100)
	}
	require.Equal(t, 100, n)
}

// TestSleepsInLineHaveOneTimer: where sleeps end in line only the first has a timer, also where a shorter one comes
// later.
func TestSleepsInLineHaveOneTimer(t *testing.T) {
	p := platform.Ideal()
	p.TimersInLine = true
	w := durabletest.New(t, durabletest.Profile(p))
	stub := w.Namespace(durable.Class{Name: "Obj", New: newSubject}).GetByName("a")
	for _, d := range []string{"30s", "20s", "10s"} {
		w.Go("client", func() { _, _ = stub.Call("Run", "sleep "+d) })
		w.Advance(time.Second)
	}
	require.Len(t, w.Timers(), 1)
	w.Advance(11 * time.Second)
	require.Len(t, w.Timers(), 1)
	w.Advance(time.Minute)
	v, err := w.Objects.Look(stub)
	require.NoError(t, err)
	require.False(t, v.Live)
}
