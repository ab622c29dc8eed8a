package durable_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// dying is an object that says something on a socket and dies: on one that it has accepted, or on one that it has
// dialed to another object.
type dying struct {
	st  *durable.State
	out interface {
		Send(durable.Message) error
		Close(code int, reason string) error
	}
	cursor *durable.Cursor
}

func newDying(st *durable.State) (durable.Object, error) {
	_, err := st.Storage.SQL().Exec("CREATE TABLE IF NOT EXISTS p(id INTEGER PRIMARY KEY);" +
		"CREATE TABLE IF NOT EXISTS c(p REFERENCES p(id) DEFERRABLE INITIALLY DEFERRED);" +
		"CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY, v);" +
		"INSERT OR IGNORE INTO t VALUES(1,'a'),(2,'b'),(3,'c')")
	return &dying{st: st}, err
}

func (o *dying) Fetch(*http.Request) (*http.Response, error) {
	client, server := durable.NewWebSocketPair()
	o.out = server
	return durable.Upgrade(client), o.st.AcceptWebSocket(server)
}

func (o *dying) Dial(peer string) error {
	s, err := o.st.Namespace("Listener").GetByName(peer).Dial(durable.NewRequest("http://x/"))
	o.out = s
	return err
}

func (o *dying) Run(script string) error {
	for _, verb := range strings.Fields(script) {
		if err := o.do(verb); err != nil {
			return err
		}
	}
	return nil
}

func (o *dying) Alarm(durable.AlarmInfo) error {
	if o.st.Incarnation() > 1 {
		return nil
	}
	script, err := durable.Get[string](o.st.Storage.KV(), "alarm")
	return errors.Join(err, o.Run(script))
}

func (o *dying) WebSocketMessage(ws *durable.WebSocket, m durable.Message) error {
	o.out = ws
	return o.Run(m.Text)
}

func (o *dying) do(verb string) (err error) {
	st, kv := o.st, o.st.Storage.KV()
	fail := func() error { return errors.New("block failed") }
	switch verb {
	case "text":
		return o.out.Send(durable.TextMessage("text"))
	case "binary":
		return o.out.Send(durable.BinaryMessage([]byte{1}))
	case "close":
		return o.out.Close(4001, "bye")
	case "put":
		return kv.Put("k", 1)
	case "put-unconfirmed":
		return kv.Put("u", 1, durable.AllowUnconfirmed)
	case "deleteall":
		return st.Storage.DeleteAll()
	case "read":
		_, _ = durable.Get[int](kv, "k")
		return nil
	case "sleep":
		st.Sleep(time.Millisecond)
	case "sync":
		return st.Storage.Sync()
	case "transaction":
		return st.Storage.TransactionSync(func() error { return kv.Put("t", 1) })
	case "cpu":
		st.UseCPU(40 * time.Second)
	case "abort":
		st.Abort("aborted")
	case "throw":
		return errors.New("thrown")
	case "block":
		return st.BlockConcurrencyWhile(fail)
	case "block-later":
		return st.GoBlocking(fail)
	case "block-slowly":
		return st.GoBlocking(func() error {
			st.Sleep(time.Millisecond)
			return fail()
		})
	case "block-text":
		return st.BlockConcurrencyWhile(func() error { return errors.Join(o.do("text"), fail()) })
	case "block-text-sleep":
		return st.BlockConcurrencyWhile(func() error {
			return errors.Join(o.do("text"), o.do("sleep"), o.do("text"), fail())
		})
	case "constraint":
		_, err = st.Storage.SQL().Exec("INSERT INTO c VALUES(99)")
	case "open-cursor":
		o.cursor, err = st.Storage.SQL().Exec("UPDATE t SET v = 'w' RETURNING id")
	default:
		err = fmt.Errorf("unknown command %q", verb)
	}
	return err
}

// listener writes down what it hears on its socket.
type listener struct {
	st    *durable.State
	heard *[]string
}

func (o *listener) Fetch(*http.Request) (*http.Response, error) {
	client, server := durable.NewWebSocketPair()
	return durable.Upgrade(client), o.st.AcceptWebSocket(server)
}

func (o *listener) WebSocketMessage(_ *durable.WebSocket, m durable.Message) error {
	*o.heard = append(*o.heard, message(m))
	return nil
}

func (o *listener) WebSocketClose(_ *durable.WebSocket, code int, _ string, _ bool) error {
	*o.heard = append(*o.heard, fmt.Sprint(code))
	return nil
}

func message(m durable.Message) string {
	if m.Binary {
		return "binary"
	}
	return m.Text
}

// turnsThatDie are what an object does and what the other end of its socket hears of it, the same for sockets that it
// has accepted and for those it has dialed. Recorded on the reference runtime for clients behind TCP (semantics I18).
var turnsThatDie = []struct{ script, heard string }{
	{"text abort", "1006"},
	{"text put abort", "1006"},
	{"put text abort", "1006"},
	{"binary close abort", "1006"},
	{"close abort", "1006"},
	{"put close abort", "1006"},
	{"put-unconfirmed text abort", "1006"},
	{"text put-unconfirmed abort", "1006"},
	{"text transaction abort", "1006"},
	{"text deleteall text abort", "1006"},
	{"text sleep abort", "text 1006"},
	{"text sleep binary abort", "text 1006"},
	{"put text sleep text abort", "text 1006"},
	{"text sync abort", "text 1006"},
	{"close sleep abort", "4001"},
	{"put close sleep abort", "4001"},
	{"text cpu", "1006"},
	{"text sleep text cpu", "text 1006"},
	// A block begins in a later turn.
	{"text block", "text 1006"},
	{"put text block", "1006"},
	{"text put block", "text 1006"},
	{"close block", "4001"},
	{"text block-later text", "text text 1006"},
	{"put text block-later", "1006"},
	{"put text block-slowly", "text 1006"},
	{"block-text", "1006"},
	{"text block-text", "text 1006"},
	{"block-text-sleep", "text 1006"},
	// A commit that fails takes along what was said after the write.
	{"text constraint", "text 1006"},
	{"constraint text", "1006"},
	{"text constraint sleep text", "text 1006"},
	{"close constraint", "4001"},
	{"constraint close", "1006"},
	{"text open-cursor", "text 1006"},
	{"open-cursor text", "1006"},
	{"text constraint throw", "text 1006"},
	// An error is no death.
	{"text throw", "text"},
	{"close throw", "4001"},
}

func TestWhatATurnThatDiesHasSent(t *testing.T) {
	for _, c := range turnsThatDie {
		for _, by := range []string{"message", "call", "alarm"} {
			t.Run(c.script+" by "+by, func(t *testing.T) {
				require.Equal(t, c.heard, heardOfDying(t, by, c.script))
			})
		}
		t.Run(c.script+" dialed", func(t *testing.T) {
			heard := strings.Replace(heardDialed(t, c.script), "4001 1006", "4001", 1)
			require.Equal(t, c.heard, heard)
		})
	}
}

// A crash at any point of a turn before its end takes along all that the turn has sent; one behind its commit does not
// take along what was sent before the write.
func TestWhatATurnThatCrashesHasSent(t *testing.T) {
	for _, c := range []struct{ fault, script, heard string }{
		{"storage.op Dying/a if=read error=L9", "text read text", "1006"},
		{"storage.op Dying/a if=write error=L9", "text close put", "1006"},
		{"object.turn Dying/a if=call,end crash", "text", "1006"},
		{"object.turn Dying/a if=call,end crash", "text put text", "1006"},
		{"object.turn Dying/a if=call,end crash", "text sleep text", "text 1006"},
		{"object.turn Dying/a if=call,end reset=L3", "close", "1006"},
		{"commit Dying/a nth=1 crash", "text put text", "text 1006"},
		{"commit.durable Dying/a nth=1 crash", "close put", "4001"},
		{"commit.durable Dying/a nth=1 crash", "put close", "1006"},
	} {
		t.Run(c.fault+" "+c.script, func(t *testing.T) {
			require.Equal(t, c.heard, heardOfDying(t, "call", c.script, c.fault))
		})
	}
}

// An incarnation that another replaces takes its unsaved frames along, and they do not hold up those of the other.
func TestFramesOfAReplacedIncarnation(t *testing.T) {
	w := dyingWorld(t, nil)
	s := w.Objects.Lookup("Dying").GetByName("a")
	sock, err := s.Dial(durable.NewRequest("http://x/"))
	require.NoError(t, err)
	plan, err := platform.NewPlan("object.turn Dying/a nth=1 if=call,end double=1s")
	require.NoError(t, err)
	require.NoError(t, w.Objects.SetFaults(plan))
	w.Go("client", func() { _, _ = s.Call("Run", "binary put text") })
	w.Advance(time.Second)
	require.NoError(t, sock.SendText("text"))
	for _, want := range []string{"binary", "text"} {
		m, err := sock.ReceiveTimeout(time.Second)
		require.NoError(t, err)
		require.Equal(t, want, message(m))
	}
	_, err = sock.ReceiveTimeout(time.Second)
	require.ErrorIs(t, err, durable.ErrTimeout)
}

func dyingWorld(t *testing.T, heard *[]string) *durabletest.World {
	p := platform.Workerd()
	p.CPUMax = 30 * time.Second
	w := durabletest.New(t, durabletest.Profile(p))
	w.Namespace(durable.Class{Name: "Dying", New: newDying})
	w.Namespace(durable.Class{Name: "Listener", New: func(st *durable.State) (durable.Object, error) {
		return &listener{st, heard}, nil
	}})
	return w
}

// heardOfDying lets an object do a script in a message, a call or an alarm, and returns what the client of its socket
// gets.
func heardOfDying(t *testing.T, by, script string, faults ...string) string {
	w := dyingWorld(t, nil)
	s := w.Objects.Lookup("Dying").GetByName("a")
	sock, err := s.Dial(durable.NewRequest("http://x/"))
	require.NoError(t, err)
	plan, err := platform.NewPlan(faults...)
	require.NoError(t, err)
	require.NoError(t, w.Objects.SetFaults(plan))
	switch by {
	case "message":
		require.NoError(t, sock.SendText(script))
	case "call":
		_, _ = s.Call("Run", script)
	case "alarm":
		require.NoError(t, w.Objects.Inside(s, func(_ durable.Object, st *durable.State) error {
			return errors.Join(st.Storage.KV().Put("alarm", script), st.Storage.SetAlarm(st.Now()))
		}))
	}
	w.Advance(time.Second)
	if strings.Contains(script, "cpu") {
		w.Advance(time.Minute)
	}
	var heard []string
	for {
		m, err := sock.ReceiveTimeout(0)
		if end := (*durable.CloseError)(nil); errors.As(err, &end) {
			return strings.Join(append(heard, fmt.Sprint(end.Code)), " ")
		} else if err != nil {
			return strings.Join(heard, " ")
		}
		heard = append(heard, message(m))
	}
}

// heardDialed is heardOfDying for a socket that the object has dialed to another.
func heardDialed(t *testing.T, script string) string {
	var heard []string
	w := dyingWorld(t, &heard)
	s := w.Objects.Lookup("Dying").GetByName("a")
	_, err := s.Call("Dial", "b")
	require.NoError(t, err)
	_, _ = s.Call("Run", script)
	w.Advance(time.Second)
	return strings.Join(heard, " ")
}
