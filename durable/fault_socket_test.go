package durable_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// stutterer answers each message twice.
type stutterer struct{ st *durable.State }

func (s *stutterer) Fetch(*http.Request) (*http.Response, error) {
	client, server := durable.NewWebSocketPair()
	return durable.Upgrade(client), s.st.AcceptWebSocket(server)
}

func (s *stutterer) WebSocketMessage(ws *durable.WebSocket, m durable.Message) error {
	if err := ws.SendText(m.Text); err != nil {
		return err
	}
	return ws.SendText(m.Text)
}

// TestNothingTravelsBehindABreak: a connection that breaks has no gap: what is sent before its other side knows does
// not arrive either.
func TestNothingTravelsBehindABreak(t *testing.T) {
	for faults, want := range map[string]int{"": 4, "socket nth=4 break=server": 1} { // The first two are the messages.
		var texts []string
		if faults != "" {
			texts = append(texts, faults)
		}
		plan, err := platform.NewPlan(texts...)
		require.NoError(t, err)
		p := platform.Ideal()
		p.ClientHop = fault.Const(10 * time.Millisecond)
		w := durabletest.New(t, durabletest.Profile(p), durabletest.Objects(durable.WithFaults(plan)))
		ns := durabletest.Class(w, "Echo", func(st *durable.State) *stutterer { return &stutterer{st} })
		got := 0
		w.Do(func() {
			sock, err := ns.GetByName("a").Dial(durable.NewRequest("https://x/"))
			require.NoError(t, err)
			require.NoError(t, sock.SendText("one"))
			_ = sock.SendText("two")
			for {
				if _, err := sock.ReceiveTimeout(time.Minute); err != nil {
					return
				}
				got++
			}
		})
		require.Equal(t, want, got, faults)
	}
}
