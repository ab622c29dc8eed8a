package scripts

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"time"

	"dolab/durable"
	"dolab/experiments/search"
)

// methodSocket is the method of a route that opens a WebSocket.
const methodSocket = "WS"

// What a client does with a WebSocket.
const (
	messageUsual = "hello"
	replyMax     = time.Second
	closeNormal  = 1000
)

// socket has the conversation of a route.
func (p *play) socket(c *search.Client, o search.Operation, r route) error {
	return c.Await(func() error {
		status, err := p.converse(o, r)
		switch {
		case err != nil:
			return err
		case status == http.StatusSwitchingProtocols:
			p.well(o)
		case status != 0 && p.w.Calm():
			p.w.Violate("call", o.Do+": it opens no WebSocket, though nothing had gone wrong", fmt.Sprint(status))
		}
		return nil
	})
}

// open opens the WebSocket of a route. It returns the status of the response, and no socket where that is another.
func (p *play) open(o search.Operation, r route) (s *durable.Socket, status int, err error) {
	q, err := p.asRequest(o, route{Method: http.MethodGet, Path: r.Path, Headers: r.Headers})
	if err != nil {
		return nil, 0, err
	}
	q.Header.Set("Upgrade", "websocket")
	resp, err := p.app.Fetch(q)
	if err != nil {
		return nil, 0, err
	}
	if resp.StatusCode == http.StatusSwitchingProtocols {
		s, err = p.w.Objects.Accept(resp)
	}
	return s, resp.StatusCode, err
}

// converse opens the WebSocket of a route, sends one message, waits a little for a message, and closes it. It returns the
// status of the response, 0 where the other side ends the conversation.
func (p *play) converse(o search.Operation, r route) (status int, err error) {
	s, status, err := p.open(o, r)
	if s == nil || err != nil {
		return status, err
	}
	if err := s.SendText(p.message(o, r)); err == nil {
		_, err = s.ReceiveTimeout(replyMax)
		var end *durable.CloseError
		if errors.As(err, &end) {
			return 0, nil
		}
	}
	_ = s.Close(closeNormal, "bye") // One that has ended is closed.
	return status, nil
}

// message is what a client says over the WebSocket of a route.
func (p *play) message(o search.Operation, r route) string {
	return cmp.Or(filledAt(r.Body, o, p.w.Now()), messageUsual)
}
