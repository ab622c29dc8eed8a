package durable_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"dolab/durable"
)

// subject is what faults are tried on: a scripted object that also takes sockets, and that has a method which the next
// version of its code, renewed, no longer has.
type subject struct{ scripted }

func newSubject(st *durable.State) (durable.Object, error) {
	s := &subject{scripted{st: st}}
	return s, s.begin()
}

// Legacy says which version this is.
func (s *subject) Legacy(string) string { return "old" }

// renewed is the next version.
type renewed struct{ scripted }

func newRenewed(st *durable.State) (durable.Object, error) {
	s := &renewed{scripted{st: st}}
	return s, s.begin()
}

// begin runs the script that was left for the constructor.
func (s *scripted) begin() error {
	script, err := durable.Get[string](s.st.Storage.KV(), "on-start")
	if errors.Is(err, durable.ErrNoKey) {
		return nil
	}
	return errors.Join(err, s.script(script))
}

// Fetch accepts a socket whose handlers may take 10 s.
func (s *scripted) Fetch(*http.Request) (*http.Response, error) {
	client, server := durable.NewWebSocketPair()
	if err := s.st.SetHibernatableWebSocketEventTimeout(10 * time.Second); err != nil {
		return nil, err
	}
	return durable.Upgrade(client), s.st.AcceptWebSocket(server)
}

// WebSocketMessage runs a script and answers with what it said, and with the incarnation's number.
func (s *scripted) WebSocketMessage(ws *durable.WebSocket, m durable.Message) error {
	s.out = nil
	if err := s.script(m.Text); err != nil {
		return err
	}
	return ws.SendText(fmt.Sprintf("%d: %s", s.st.Incarnation(), strings.Join(s.out, " ")))
}

func (s *scripted) WebSocketClose(ws *durable.WebSocket, code int, reason string, wasClean bool) error {
	s.st.Log("socket closed: %d %s %t", code, reason, wasClean)
	return ws.Close(code, "")
}
