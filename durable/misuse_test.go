package durable

import (
	"database/sql"
	"errors"
	"io"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/actor/sim"
	"dolab/durable/clone"
	"dolab/durable/platform"
)

// odd is an object without a Fetch handler that answers what calls get wrong.
type odd struct{ st *State }

func (*odd) Text() string { return "text" }

func (*odd) Add(a, b int) int { return a + b }

// simple is a world with one object of that class.
func simple(t *testing.T, p platform.Profile, options ...Option) (*sim.World, *Runtime, *Stub) {
	t.Helper()
	w := sim.New(sim.Options{TailMax: 50})
	t.Cleanup(w.Close)
	rt := New(w.World, p, options...)
	ns, err := rt.Namespace(Class{Name: "Odd", New: func(st *State) (Object, error) { return &odd{st}, nil }})
	require.NoError(t, err)
	return w, rt, ns.GetByName("a")
}

// TestClassesThatAreRefused: a class has a name of its own and a constructor.
func TestClassesThatAreRefused(t *testing.T) {
	_, rt, _ := simple(t, platform.Ideal())
	construct := func(*State) (Object, error) { return nil, nil }
	for _, c := range []Class{{New: construct}, {Name: "X"}} {
		_, err := rt.Namespace(c)
		require.EqualError(t, err, "a class needs a Name and a New function")
	}
	_, err := rt.Namespace(Class{Name: "Odd", New: construct})
	require.EqualError(t, err, "class Odd is declared already")
}

// TestStubOfAnotherCaller: only the code that a stub was made in calls by it. Looking at an object is open to all.
func TestStubOfAnotherCaller(t *testing.T) {
	w, rt, outer := simple(t, platform.Ideal())
	ns := rt.Lookup("Odd")
	inside := func(s *Stub, fn func(a, b *Stub)) {
		require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
			fn(st.Namespace("Odd").GetByName("b"), ns.GetByName("c").WithTimeout(time.Second))
			return nil
		}))
	}
	calls := func(s *Stub) map[string]func() {
		return map[string]func(){
			"a call": func() { _, _ = s.Call("Text") },
			"Fetch":  func() { _, _ = s.Fetch(NewRequest("http://x/")) },
		}
	}
	var a, b *Stub
	inside(outer, func(x, y *Stub) {
		a, b = x, y
		for _, s := range []*Stub{a, b} {
			_, err := s.Call("Text")
			require.NoError(t, err)
		}
		for op, call := range calls(outer) {
			require.PanicsWithValue(t, "durable: Odd/a#1: "+op+" by a stub that code outside objects has made: Namespace.Get "+
				"in the object's own code gives one", call)
		}
		require.Equal(t, "Odd/a", outer.Label())
	})
	for _, s := range []*Stub{a, b} {
		for op, call := range calls(s) {
			refused := func() { require.PanicsWithValue(t, "durable: Odd/a#1: "+op+" outside a turn of the object", call) }
			refused()
			inside(ns.GetByName("other"), func(_, _ *Stub) { refused() })
			w.Go("process", refused)
			require.NoError(t, w.Settle())
		}
		_, err := rt.Look(s)
		require.NoError(t, err)
	}
}

// TestOutsideGoesThroughTheDriver: what looks at objects, or operates them, from outside the world is a visit.
func TestOutsideGoesThroughTheDriver(t *testing.T) {
	w, rt, s := simple(t, platform.Ideal())
	visits := 0
	w.Poll(func() { visits++ })
	for name, op := range map[string]func() error{
		"Look":       func() error { _, err := rt.Look(s); return err },
		"Query":      func() error { _, err := rt.Query(s, "SELECT 1"); return err },
		"Value":      func() error { _, err := rt.Value(s, "k"); return err },
		"Entries":    func() error { _, err := rt.Entries(s, "", 1); return err },
		"ReadSQL":    func() error { _, err := rt.ReadSQL(s, Bounds{Steps: 1000}, "SELECT 1"); return err },
		"ReadKV":     func() error { _, _, err := rt.ReadKV(s, Bounds{}, "", ""); return err },
		"Inspect":    func() error { _, err := rt.Inspect(s); return err },
		"InspectAll": func() error { _, err := rt.InspectAll(); return err },
		"Glance":     func() error { _, err := rt.Glance(s); return err },
		"Contents":   func() error { _, err := rt.Contents(s); return err },
		"Meter":      func() error { _, err := rt.Meter(); return err },
		"Usage":      func() error { _, err := rt.Usage(s); return err },
		"Gauges":     func() error { rt.Gauges(); return nil },
		"Select":     func() error { rt.Select(func(Gauges) bool { return false }); return nil },
		"NextAlarm":  func() error { rt.NextAlarm(); return nil },
		"FireAlarm":  func() error { _, err := rt.FireAlarm(s); return err },
		"Restart":    rt.RestartAlarms,
		"SetFaults":  func() error { return rt.SetFaults(nil) },
		"Crash":      func() error { return rt.Crash(s) },
		"Deploy":     func() error { return rt.Deploy(s) },
		"Clear":      func() error { return rt.Clear(s) },
	} {
		_, err := s.ns.GetByName("a").Call("Text")
		require.NoError(t, err)
		before := visits
		if err := op(); !errors.Is(err, ErrNoKey) {
			require.NoError(t, err, name)
		}
		require.Equal(t, before+1, visits, name)
	}
}

// TestResultOfAnotherType: a result, a value or an attachment that does not fit what it is read into is an error that
// says which it is.
func TestResultOfAnotherType(t *testing.T) {
	_, rt, s := simple(t, platform.Ideal())
	_, err := Call[int](s, "Text")
	require.ErrorContains(t, err, "result of Text: ")
	text, err := Call[string](s, "Text")
	require.NoError(t, err)
	require.Equal(t, "text", text)
	_, err = s.Call("Add", "a", "b")
	require.Error(t, err)
	require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
		kv := st.Storage.KV()
		require.NoError(t, kv.Put("k", "text"))
		require.NoError(t, kv.Put("l", "other"))
		_, err := Get[int](kv, "k")
		require.ErrorContains(t, err, `value of key "k": `)
		for e, err := range kv.List(ListOptions{}) {
			require.NoError(t, err)
			require.ErrorContains(t, e.Read(new(int)), `value of key "k": `)
			var v any
			require.NoError(t, e.Read(&v))
			require.Equal(t, "text", v)
			break // A list may be left early.
		}
		client, server := NewWebSocketPair()
		require.NoError(t, server.SerializeAttachment("text"))
		require.ErrorContains(t, server.DeserializeAttachment(new(int)), "attachment of a websocket: ")
		require.ErrorIs(t, client.DeserializeAttachment(new(int)), ErrNoAttachment)
		return nil
	}))
	require.Error(t, Entry{Key: "k", data: []byte{0}}.Read(new(any)))
}

// TestScan: a row is read into what fits it, and an error says what does not.
func TestScan(t *testing.T) {
	_, rt, s := simple(t, platform.Ideal())
	require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
		c, err := st.Storage.SQL().Exec("SELECT 1 AS a, 2 AS b, 3 AS c, 1.5 AS d, 'text' AS e, x'00ff' AS f, 7 AS g")
		require.NoError(t, err)
		require.ErrorContains(t, c.Scan(new(int)), "there is no row: call Next first")
		require.True(t, c.Next())
		var n int
		var n64 int64
		var whole, f float64
		var text string
		var blob []byte
		var v any
		require.NoError(t, c.Scan(&n, &n64, &whole, &f, &text, &blob, &v))
		require.Equal(t, []any{1, int64(2), 3.0, 1.5, "text", []byte{0, 255}, int64(7)}, []any{n, n64, whole, f, text, blob, v})
		require.EqualError(t, c.Scan(&n), "scan: 7 columns into 1 values")
		require.ErrorContains(t, c.Scan(&text, &n64, &whole, &f, &text, &blob, &v), `scan column "a": INTEGER 1 into string`)
		require.ErrorContains(t, c.Scan(&n, &n64, &whole, &f, &n, &blob, &v), `scan column "e": TEXT "text" into int`)
		require.False(t, c.Next())
		require.Error(t, c.Scan(&n))

		c, err = st.Storage.SQL().Exec("SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, 'y' UNION ALL SELECT 3, 'z'")
		require.NoError(t, err)
		var rows []map[string]any
		for row, err := range c.Rows() {
			require.NoError(t, err)
			if rows = append(rows, row); len(rows) == 2 {
				break
			}
		}
		require.Equal(t, []map[string]any{{"a": int64(1), "b": "x"}, {"a": int64(2), "b": "y"}}, rows)
		return nil
	}))
}

// TestFetchThatCannotBe: a body that cannot be read, and an object that takes no requests.
func TestFetchThatCannotBe(t *testing.T) {
	_, _, s := simple(t, platform.Ideal())
	r, err := http.NewRequest(http.MethodPost, "https://lab/", io.MultiReader(strings.NewReader("x"), broken{}))
	require.NoError(t, err)
	_, err = s.Fetch(r)
	require.EqualError(t, err, "read request body: broken")
	_, err = s.Fetch(NewRequest("https://lab/"))
	require.EqualError(t, err, platform.TextNoFetch)
	_, err = s.Dial(&http.Request{URL: NewRequest("https://lab/").URL})
	require.ErrorContains(t, err, platform.TextNoFetch)
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("broken") }

// TestNothingToDo: no CPU, no memory and less are nothing, and leave no trace.
func TestNothingToDo(t *testing.T) {
	w, rt, s := simple(t, platform.Ideal())
	require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
		before := w.Hash()
		st.UseCPU(0)
		st.UseCPU(-time.Second)
		st.Allocate(0)
		st.Allocate(-1)
		st.Free(0)
		st.Free(1) // Nothing is allocated.
		require.Equal(t, before, w.Hash())
		st.Allocate(3)
		require.NotEqual(t, before, w.Hash())
		require.Equal(t, int64(3), st.inst.heap.code)
		st.Free(2)
		st.Free(5)
		require.Zero(t, st.inst.heap.code)
		return nil
	}))
}

// TestTooManyTasks: coroutines of one object have a bound.
func TestTooManyTasks(t *testing.T) {
	_, rt, s := stored(t)
	require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
		st.inst.tasks = append(st.inst.tasks, make([]*task, tasksMax)...)
		defer func() { st.inst.tasks = st.inst.tasks[:1] }()
		defer func() { require.ErrorIs(t, recover().(error), ErrTooManyTasks) }()
		st.Go(func() {})
		return nil
	}))
}

// TestWaitUntil: it is Go.
func TestWaitUntil(t *testing.T) {
	w, rt, s := simple(t, platform.Ideal())
	var ran time.Duration
	require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
		st.WaitUntil(func() {
			st.Sleep(time.Second)
			ran = w.Elapsed()
		})
		return nil
	}))
	require.NoError(t, w.Settle())
	require.Equal(t, time.Second, ran)
}

// TestCrashFromInside: an object does not crash itself, and one that is not in memory cannot be crashed.
func TestCrashFromInside(t *testing.T) {
	_, rt, s := simple(t, platform.Ideal())
	require.ErrorIs(t, rt.Crash(s), ErrNotRunning)
	require.ErrorIs(t, rt.Evict(s), ErrNotRunning)
	require.NoError(t, rt.Inside(s, func(Object, *State) error {
		require.ErrorContains(t, rt.Crash(s), "use State.Abort")
		return nil
	}))
	require.NoError(t, rt.Crash(s))
	require.ErrorIs(t, rt.Crash(s), ErrNotRunning)
}

// TestBlocksOutOfOrder: a block that is asked for by code of a block that has ended is refused.
func TestBlocksOutOfOrder(t *testing.T) {
	w, rt, s := simple(t, platform.Ideal())
	var blocked, started error
	require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
		return st.BlockConcurrencyWhile(func() error {
			st.Go(func() {
				st.Sleep(time.Second)
				started = st.GoBlocking(func() error { return nil })
				blocked = st.BlockConcurrencyWhile(func() error { return nil })
			})
			return nil
		})
	}))
	require.NoError(t, w.Settle())
	require.Equal(t, blocked, started)
}

// TestListBounds: a limit may be as large as an int32.
func TestListBounds(t *testing.T) {
	_, rt, s := simple(t, platform.Ideal())
	require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
		for limit, good := range map[int]bool{0: true, 1: true, math.MaxInt32: true, math.MaxInt32 + 1: false, -1: false} {
			for _, err := range st.Storage.KV().List(ListOptions{Limit: limit}) {
				require.False(t, good, "limit %d: %v", limit, err)
			}
		}
		return nil
	}))
}

// TestSocketBounds: tags, attachments, automatic answers and close frames may be exactly as large as the documents say.
func TestSocketBounds(t *testing.T) {
	_, rt, s := simple(t, platform.Ideal())
	text := func(n int) string { return strings.Repeat("x", n) }
	require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
		accept := func(tags ...string) error {
			_, ws := NewWebSocketPair()
			return st.AcceptWebSocket(ws, tags...)
		}
		require.NoError(t, accept(text(256)))
		require.ErrorContains(t, accept(text(257)), "longer than the max tag length (256 characters)")
		require.NoError(t, st.SetWebSocketAutoResponse(text(2048), text(2048)))
		require.Error(t, st.SetWebSocketAutoResponse(text(2049), "x"))
		require.Error(t, st.SetWebSocketAutoResponse("x", text(2049)))
		_, ws := NewWebSocketPair()
		const header = 6 // Of a text of more than 128 bytes, and fewer than 16384, as V8 writes it.
		fits := attachmentBytesMax
		for ; fits > 0 && ws.SerializeAttachment(text(fits)) != nil; fits-- {
		}
		require.LessOrEqual(t, attachmentBytesMax-fits, header)
		require.Len(t, ws.attachment, attachmentBytesMax)
		require.ErrorContains(t, ws.SerializeAttachment(text(fits+1)), "cannot be larger than 16384 bytes")
		require.NoError(t, st.SetHibernatableWebSocketEventTimeout(7*24*time.Hour))
		require.Equal(t, 7*24*time.Hour, st.HibernatableWebSocketEventTimeout())
		require.Error(t, st.SetHibernatableWebSocketEventTimeout(7*24*time.Hour+time.Millisecond))
		return nil
	}))
	for code, good := range map[int]bool{
		999: false, 1000: true, 1003: true, 1004: false, 1005: false, 1006: false, 1007: true, 1015: false, 4999: true, 5000: false,
	} {
		_, err := newClose(code, text(123))
		require.Equal(t, good, err == nil, "%d: %v", code, err)
	}
	_, err := newClose(1000, text(124))
	require.Error(t, err)
	_, err = newClose(0, "alone")
	require.Error(t, err)
}

// TestCallSizes: arguments and results may have 32 MiB, and the wire's own bytes count.
func TestCallSizes(t *testing.T) {
	require.NoError(t, tooLarge(32<<20))
	require.ErrorContains(t, tooLarge(32<<20+1), "limited to 32MiB, but the size of this value was: 33554433 bytes.")
	packed := func(n int) [][]byte {
		list := make([][]byte, n)
		for i := range list {
			list[i] = []byte{0xff, 0x0f, 'I', 2}
		}
		return list
	}
	// The header, a tag with the length before and behind, and two bytes an element; a length of 128 takes two bytes.
	for n, want := range map[int]int{0: 7, 1: 9, 127: 7 + 254, 128: 9 + 256, 16384: 11 + 32768} {
		require.Equal(t, want, arraySize(packed(n)), n)
	}
}

// TestJointArguments: an object in Go takes the arguments that a script has joined, and their size is that of the array.
func TestJointArguments(t *testing.T) {
	array, err := clone.Marshal([]any{2, 3})
	require.NoError(t, err)
	joint := [][]byte{clone.Joint(array)}
	require.Equal(t, len(array), arraySize(joint))
	_, _, stub := simple(t, platform.Workerd())
	data, err := stub.CallBytes("Add", joint)
	require.NoError(t, err)
	var sum int
	require.NoError(t, clone.Unmarshal(data, &sum))
	require.Equal(t, 5, sum)
	_, err = stub.CallBytes("Add", [][]byte{clone.Joint(nil)})
	require.ErrorContains(t, err, "Add: ")
}

// TestRates: of no time there are no rates.
func TestRates(t *testing.T) {
	u := platform.Usage{Calls: 6, Alarms: 3, RowsRead: 30, RowsWritten: 15, Active: 15 * time.Minute}
	require.Equal(t, platform.Rates{}, u.Rates(0))
	require.Equal(t, platform.Rates{}, u.Rates(-time.Hour))
	require.Equal(t, platform.Rates{Requests: u.Requests() * 2, Alarms: 6, RowsRead: 60, RowsWritten: 30, Active: 0.5}, u.Rates(30*time.Minute))
}

// TestLoopsBegin: an alarm that has run twice is no loop yet; three times it is.
func TestLoopsBegin(t *testing.T) {
	m := Meter{Elapsed: 3 * time.Second, Objects: []ObjectUsage{
		{"twice", platform.Usage{Alarms: 2, AlarmsSet: 2, Chain: 9}},
		{"thrice", platform.Usage{Alarms: 3, AlarmsSet: 3, Chain: 9}},
		{"never set", platform.Usage{Alarms: 3, Chain: 9}},
	}}
	require.Equal(t, []Loop{{Who: "thrice", Chain: 9, Every: time.Second, Fast: true, Long: true}},
		m.Loops(LoopBounds{EveryMin: time.Second + 1, ChainMax: 8}))
	require.Empty(t, m.Loops(LoopBounds{EveryMin: time.Second, ChainMax: 9}))
	require.Empty(t, m.Loops(LoopBounds{}))
}

// TestFreePrices: what costs nothing, and what includes nothing, is a price; what costs less is none.
func TestFreePrices(t *testing.T) {
	for _, c := range []struct {
		price string
		good  bool
	}{
		{`"included":0,"per":1,"dollars":0`, true},
		{`"included":-1,"per":1,"dollars":0`, false},
		{`"included":0,"per":0,"dollars":0`, false},
		{`"included":0,"per":1,"dollars":-1`, false},
	} {
		var lines []string
		for _, item := range []string{platform.ItemRequests, platform.ItemDuration, platform.ItemRowsRead, platform.ItemRowsWritten, platform.ItemStorage} {
			lines = append(lines, `{"item":"`+item+`","unit":"u",`+c.price+`}`)
		}
		_, err := platform.ParsePrices([]byte(`{"base_dollars":0,"prices":[` + strings.Join(lines, ",") + `]}`))
		require.Equal(t, c.good, err == nil, "%s: %v", c.price, err)
	}
}

// TestFaultsThatCannotBeRead: a plan with a fault that is none is an error, and more faults go behind those there are.
func TestFaultsThatCannotBeRead(t *testing.T) {
	_, err := platform.NewPlan("commit crash", "nowhere crash")
	require.Error(t, err)
	_, ok := platform.FailureByName("L999")
	require.False(t, ok)
	first, err := platform.ParseFault("commit nth=7 crash")
	require.NoError(t, err)
	_, rt, s := simple(t, platform.Ideal(), WithMoreFaults(first))
	_, err = s.Call("Text")
	require.NoError(t, err)
	require.Len(t, rt.Faults(), 1)
	_, rt, _ = simple(t, platform.Ideal(), WithFaults(fault.NewPlan(first)), WithMoreFaults(first))
	require.Len(t, rt.Faults(), 2)
}

// TestProfileTexts: what Override cannot read it says, and what it reads it writes.
func TestProfileTexts(t *testing.T) {
	for _, bad := range []string{"TimersInLine=maybe", "AlarmLate=x:0s;1s", "AlarmLate=5s:x;1s", "AlarmLate=5s:0s;x"} {
		_, err := platform.Ideal().Override(bad)
		require.Error(t, err, bad)
	}
	_, err := platform.Ideal().Override("TimersInLine=maybe")
	require.ErrorContains(t, err, `"maybe" is not a boolean: want true or false`)
	p, err := platform.Profile{}.Override("TimersInLine=true", "AlarmLate=5s:1ms;10s:2ms;1m0s")
	require.NoError(t, err)
	require.True(t, p.TimersInLine)
	for d, want := range map[time.Duration]time.Duration{
		time.Second: time.Millisecond, 5 * time.Second: time.Millisecond, 5*time.Second + 1: 2 * time.Millisecond,
		10 * time.Second: 2 * time.Millisecond, 10*time.Second + 1: time.Minute, time.Hour: time.Minute,
	} {
		late := p.Late(d)
		require.Equal(t, want, late.Max(), d)
	}
	for _, f := range p.Fields() {
		if f.Name == "AlarmLate" {
			require.Equal(t, "5s:1ms;10s:2ms;1m0s", f.Value)
		}
	}
	require.Equal(t, fault.Dist{}, fault.Const(0))
}

// TestLateEviction: an object that is due to be evicted while a commit is on its way goes when that is durable.
func TestLateEviction(t *testing.T) {
	p := platform.Ideal()
	p.EvictAfter, p.Commit = fault.Const(10*time.Second), fault.Const(2500*time.Millisecond)
	w, rt, s := simple(t, p)
	require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
		st.Go(func() {
			st.Sleep(9 * time.Second)
			require.NoError(t, st.Storage.KV().Put("k", 1))
			st.Sleep(time.Hour)
		})
		return nil
	}))
	require.NoError(t, w.Advance(20*time.Second))
	require.Contains(t, strings.Join(w.Tail(), ""), `"t":11500,"ev":"evict"`)
}

// TestWhatIsLeftEarlyIsClosed: a list that is left early, and a cursor that is closed, hold nothing of the database.
func TestWhatIsLeftEarlyIsClosed(t *testing.T) {
	_, rt, s := stored(t)
	require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
		require.NoError(t, st.Storage.KV().Put("l", 2))
		for range 10_001 {
			for _, err := range st.Storage.KV().List(ListOptions{}) {
				require.NoError(t, err)
				break
			}
			c, err := st.Storage.SQL().Exec("SELECT n FROM t")
			require.NoError(t, err)
			c.Close()
			require.False(t, c.Next())
		}
		return nil
	}))
}

// TestReceiveLeavesNoTimer: a wait for a message that has come leaves no timer that keeps the world going.
func TestReceiveLeavesNoTimer(t *testing.T) {
	w := sim.New(sim.Options{})
	t.Cleanup(w.Close)
	rt := New(w.World, platform.Ideal())
	ns, err := rt.Namespace(Class{Name: "Echo", New: func(st *State) (Object, error) { return echoing{st}, nil }})
	require.NoError(t, err)
	sock, err := ns.GetByName("a").Dial(NewRequest("https://lab/"))
	require.NoError(t, err)
	require.NoError(t, sock.SendText("hello"))
	require.NoError(t, w.Do("client", func() {
		m, err := sock.ReceiveTimeout(time.Hour)
		require.NoError(t, err)
		require.Equal(t, "hello", m.String())
	}))
	require.NoError(t, w.Settle())
	require.Zero(t, w.Elapsed())
}

// echoing answers each message with itself.
type echoing struct{ st *State }

func (e echoing) Fetch(*http.Request) (*http.Response, error) {
	client, server := NewWebSocketPair()
	return Upgrade(client), e.st.AcceptWebSocket(server)
}

func (e echoing) WebSocketMessage(ws *WebSocket, m Message) error { return ws.Send(m) }

// TestPointedAt: a pointer binds as what it leads to, and the caller's arguments stay as they are.
func TestPointedAt(t *testing.T) {
	n, i, f, s, yes, at, b := 7, int64(8), 1.5, "s", true, time.UnixMilli(5), []byte("b")
	type level int
	l := level(3)
	pl := &l
	args := []any{1, &n, &i, &f, &s, &yes, &at, &b, &pl, (*int)(nil), (*level)(nil), &sql.NullString{}, nil}
	before := slices.Clone(args)
	require.Equal(t, []any{1, 7, int64(8), 1.5, "s", true, at, b, l, nil, nil, args[11], nil}, pointedAt(args))
	require.Equal(t, before, args)
	plain := []any{1, int64(2), 2.5, "s", b, nil, at, true}
	require.Zero(t, testing.AllocsPerRun(10, func() { plain = pointedAt(plain) }))
}
