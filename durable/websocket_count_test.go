package durable

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/actor/sim"
	"dolab/durable/platform"
)

// listener is an object that takes messages, and closes at "bye".
type listener struct{ st *State }

func (l *listener) Fetch(*http.Request) (*http.Response, error) {
	client, server := NewWebSocketPair()
	return Upgrade(client), l.st.AcceptWebSocket(server)
}

func (l *listener) WebSocketMessage(ws *WebSocket, m Message) error {
	if m.Text == "bye" {
		return ws.Close(1000, "bye")
	}
	return ws.SendText(m.Text)
}

// TestFramesUnderWayAreCounted: a client has as many frames on their way to its object as it sent and the object has
// not read, whatever became of the others. At the limit the next is refused.
func TestFramesUnderWayAreCounted(t *testing.T) {
	for _, faults := range [][]string{
		nil,
		{"socket nth=3 break=both"},
		{"socket nth=3 break=server"},
		{"socket nth=3 break=client"},
		{"socket nth=3 break=neither"},
		{"socket.in nth=2 drop"},
		{"socket.in nth=2 delay=1s"},
		{"socket.out nth=2 drop"},
		{"link nth=4 if=socket partition=1s"},
		{"link nth=5 if=socket partition=1s"},
	} {
		for _, end := range []string{"", "bye", "close", "drop"} {
			name := end
			if faults != nil {
				name += " " + faults[0]
			}
			t.Run(name, func(t *testing.T) { countFrames(t, faults, end) })
		}
	}
}

// dialListener makes a world with a listener, 10 ms away, and a client's socket to it.
func dialListener(t *testing.T, faults ...string) (*sim.World, *Socket) {
	t.Helper()
	w := sim.New(sim.Options{})
	t.Cleanup(w.Close)
	p := platform.Ideal()
	p.ClientHop = fault.Const(10 * time.Millisecond)
	plan, err := platform.NewPlan(faults...)
	require.NoError(t, err)
	rt := New(w.World, p, WithFaults(plan))
	ns, err := rt.Namespace(Class{Name: "Listener", New: func(st *State) (Object, error) { return &listener{st}, nil }})
	require.NoError(t, err)
	sock, err := ns.GetByName("a").Dial(NewRequest("https://x/"))
	require.NoError(t, err)
	return w, sock
}

func countFrames(t *testing.T, faults []string, end string) {
	w, sock := dialListener(t, faults...)
	sent := 0
	for n := range 5 {
		text := strconv.Itoa(n)
		if n == 2 && end == "bye" {
			text = end
		}
		if sock.SendText(text) == nil {
			sent++
		}
		if n < 2 {
			require.LessOrEqual(t, sock.wire.upward, sent)
		}
	}
	switch end {
	case "close":
		require.NoError(t, sock.Close(1000, ""))
	case "drop":
		sock.Drop()
	}
	if faults == nil && end == "" {
		require.Equal(t, 5, sock.wire.upward)
	}
	require.NoError(t, w.Advance(time.Minute))
	require.Zero(t, sock.wire.upward)
}

// TestTooManyFrames: the frame behind the limit is refused, and when the object has read there is room again.
func TestTooManyFrames(t *testing.T) {
	w, sock := dialListener(t)
	sock.wire.upward = framesMax - 1
	require.NoError(t, sock.SendText("the last"))
	require.ErrorIs(t, sock.SendText("one more"), ErrTooManyFrames)
	require.NoError(t, w.Advance(time.Second))
	require.NoError(t, sock.SendText("now"))
}
