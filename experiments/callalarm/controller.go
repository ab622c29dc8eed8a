package callalarm

import (
	"fmt"
	"net/http"
	"slices"

	"dolab/durable"
	"dolab/experiments"
	"dolab/experiments/specimens"
)

// controller is the object that the client talks to: the origin of the calls.
type controller struct {
	st   *durable.State
	mux  specimens.Multiplexer
	sole bool // the multiplexer is the only user of the native alarm
}

// The names of the classes.
const (
	controllerClass = "Controller"
	remoteClass     = "Remote"
)

// newController returns the controller's constructor on top of a multiplexer.
func newController(s specimens.Specimen) func(*durable.State) (durable.Object, error) {
	return func(st *durable.State) (durable.Object, error) {
		c := &controller{st: st, sole: s.Name == specimens.Dolab}
		mux, err := s.New(specimens.Host{State: st, Run: c.run})
		c.mux = mux
		return c, err
	}
}

// Fetch accepts the client's WebSocket.
func (c *controller) Fetch(r *http.Request) (*http.Response, error) {
	if r.Header.Get("Upgrade") != "websocket" {
		return durable.Response(http.StatusUpgradeRequired, "expected a WebSocket"), nil
	}
	client, server := durable.NewWebSocketPair()
	if err := c.st.AcceptWebSocket(server); err != nil {
		return nil, err
	}
	return durable.Upgrade(client), nil
}

// WebSocketMessage does what the client asks for. An error goes back to it.
func (c *controller) WebSocketMessage(_ *durable.WebSocket, m durable.Message) error {
	r, err := decode[request](m.Text)
	if err != nil {
		return c.send(callError{typeError, r.ID, err.Error()})
	}
	if err := c.obey(r); err != nil {
		return c.send(callError{typeError, r.ID, err.Error()})
	}
	return nil
}

func (c *controller) obey(r request) error {
	if r.Action != actionCall && r.Action != actionBatch {
		return fmt.Errorf("unknown action %q: want one of %s, %s", r.Action, actionCall, actionBatch)
	}
	if !slices.Contains(modes, r.Mode) {
		return &experiments.ErrUnknown{What: "mode", Name: r.Mode, Known: modes}
	}
	if r.Action == actionCall {
		return c.call(operation{ID: r.ID, Mode: r.Mode})
	}
	if r.Count < 1 {
		return fmt.Errorf("a batch of %d calls", r.Count)
	}
	return c.batch(r.Mode, r.Count)
}

// Alarm is the native alarm, whoever set it.
func (c *controller) Alarm(a durable.AlarmInfo) error { return c.mux.Alarm(a) }

// send says something to all clients.
func (c *controller) send(v any) error {
	text, err := encode(v)
	if err != nil {
		return err
	}
	for _, ws := range c.st.WebSockets() {
		if err := ws.SendText(text); err != nil {
			return err
		}
	}
	return nil
}
