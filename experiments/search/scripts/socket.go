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

// socket opens the WebSocket of a route, sends one message, waits a little for a message, and closes it.
func (p *play) socket(c *search.Client, o search.Operation, r route) error {
	return c.Await(func() error {
		q, err := p.asRequest(o, route{Method: http.MethodGet, Path: r.Path, Headers: r.Headers})
		if err != nil {
			return err
		}
		q.Header.Set("Upgrade", "websocket")
		resp, err := p.app.Fetch(q)
		if err != nil {
			return err
		}
		if resp.StatusCode != http.StatusSwitchingProtocols {
			if p.w.Calm() {
				p.w.Violate("call", o.Do+": it opens no WebSocket, though nothing had gone wrong", fmt.Sprint(resp.StatusCode))
			}
			return nil
		}
		s, err := p.w.Objects.Accept(resp)
		if err != nil {
			return err
		}
		if err := s.SendText(cmp.Or(filled(r.Body, o), messageUsual)); err == nil {
			_, err = s.ReceiveTimeout(replyMax)
			var end *durable.CloseError
			if errors.As(err, &end) {
				return nil // The other side has ended it.
			}
		}
		_ = s.Close(closeNormal, "bye") // One that has ended is closed.
		p.well(o)
		return nil
	})
}
