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

// receptionist accepts sockets for its incarnation and answers what they say.
type receptionist struct {
	st    *durable.State
	heard []string
	ws    *durable.WebSocket
}

func (o *receptionist) Fetch(*http.Request) (*http.Response, error) {
	client, server := durable.NewWebSocketPair()
	o.ws = server
	err := o.st.Listen(server, func(r durable.Reply[durable.None], e durable.SocketEvent) {
		o.heard = append(o.heard, string(e.Handler)+" "+e.Message.Text)
		if e.Handler == durable.HandlerMessage {
			_ = server.SendText("echo " + e.Message.Text)
		} else {
			_ = server.Close(e.Code, e.Reason)
		}
		r.Return(durable.None{})
	})
	if err != nil {
		return nil, err
	}
	return durable.Upgrade(client), nil
}

func (o *receptionist) Heard() []string   { return o.heard }
func (o *receptionist) Abort()            { o.st.Abort("enough") }
func (o *receptionist) Listed() int       { return len(o.st.WebSockets()) }
func (o *receptionist) Again() error      { return o.st.AcceptWebSocket(o.ws) }
func (o *receptionist) AutoAnswer() error { return o.st.SetWebSocketAutoResponse("a", "automatic") }

// TestListen: a socket that an incarnation accepts for itself keeps it in memory, and ends with it.
func TestListen(t *testing.T) {
	p := platform.Workerd()
	w := durabletest.New(t, durabletest.Profile(p))
	ns := durabletest.Class(w, "R", func(st *durable.State) *receptionist { return &receptionist{st: st} })
	stub := ns.GetByName("a")
	_, err := stub.Call("AutoAnswer")
	require.NoError(t, err)
	sock, err := stub.Dial(durable.NewRequest("https://x/"))
	require.NoError(t, err)
	require.NoError(t, sock.SendText("a"))
	m, err := sock.Receive()
	require.NoError(t, err)
	require.Equal(t, "echo a", m.Text, "auto-responses are for hibernatable sockets")
	listed, err := durable.Call[int](stub, "Listed")
	require.NoError(t, err)
	require.Zero(t, listed)
	_, err = stub.Call("Again")
	require.ErrorContains(t, err, platform.TextAccepted)

	w.Advance(time.Hour)
	heard, err := durable.Call[[]string](stub, "Heard")
	require.NoError(t, err)
	require.Equal(t, []string{"webSocketMessage a"}, heard, "it was not evicted")

	require.NoError(t, sock.Close(4001, "bye"))
	_, err = sock.Receive()
	require.Equal(t, &durable.CloseError{Code: 4001, Reason: "bye", WasClean: true}, err)
	w.Advance(time.Hour)
	heard, err = durable.Call[[]string](stub, "Heard")
	require.NoError(t, err)
	require.Empty(t, heard, "without a socket it is evicted as any other")

	sock, err = stub.Dial(durable.NewRequest("https://x/"))
	require.NoError(t, err)
	_, err = stub.Call("Abort")
	require.ErrorContains(t, err, "enough")
	_, err = sock.Receive()
	var end *durable.CloseError
	require.ErrorAs(t, err, &end)
	require.Equal(t, 1006, end.Code)
}

// TestListenOfAReplacedIncarnation: a socket that an incarnation has accepted for itself stays with it when the object has
// moved. It hears what its client says, and the next incarnation does not. The connection ends with it.
func TestListenOfAReplacedIncarnation(t *testing.T) {
	for _, within := range []bool{true, false} {
		plan, err := platform.NewPlan("object.turn R/a nth=2 double=10s")
		require.NoError(t, err)
		w := durabletest.New(t, durabletest.Objects(durable.WithFaults(plan)))
		ns := durabletest.Class(w, "R", func(st *durable.State) *receptionist { return &receptionist{st: st} })
		stub := ns.GetByName("a")
		sock, err := stub.Dial(durable.NewRequest("https://x/"))
		require.NoError(t, err)
		require.NoError(t, sock.SendText("a"))
		m, err := sock.Receive()
		require.NoError(t, err)
		require.Equal(t, "echo a", m.Text)
		heard, err := durable.Call[[]string](stub, "Heard")
		require.NoError(t, err)
		require.Empty(t, heard, "the next incarnation")
		var end *durable.CloseError
		if !within {
			w.Advance(time.Minute)
			_, err = sock.Receive()
			require.ErrorAs(t, err, &end)
			require.Equal(t, 1006, end.Code)
			continue
		}
		require.NoError(t, sock.SendText("b"))
		m, err = sock.Receive()
		require.NoError(t, err)
		require.Equal(t, "echo b", m.Text)
		require.NoError(t, sock.Close(4001, "bye"))
		_, err = sock.Receive()
		require.ErrorAs(t, err, &end)
		require.Equal(t, 4001, end.Code)
	}
}
