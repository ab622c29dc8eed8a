package serve

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"github.com/coder/websocket"

	"dolab/durable"
)

// SocketQueueMax is how many messages wait for a client that does not read before it is cut off.
const SocketQueueMax = 10_000

// messageMax is how many bytes a message of a client may have: one more, so that the object's own limit is what it meets.
const messageMax = 32<<20 + 1

// queue are the messages on their way to a client.
type queue struct {
	mu   sync.Mutex
	list []durable.Message
	end  *durable.CloseError
	more chan struct{} // has room for one: there is something new
}

// put adds a message, and reports whether there was room.
func (k *queue) put(m durable.Message) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.list) >= SocketQueueMax {
		return false
	}
	k.list = append(k.list, m)
	k.signal()
	return true
}

func (k *queue) close(end *durable.CloseError) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.end = end
	k.signal()
}

func (k *queue) signal() {
	select {
	case k.more <- struct{}{}:
	default:
	}
}

// take returns what there is, and how the connection ends behind it.
func (k *queue) take() ([]durable.Message, *durable.CloseError) {
	k.mu.Lock()
	defer k.mu.Unlock()
	list := k.list
	k.list = nil
	return list, k.end
}

// socket joins a client's WebSocket with the Worker's until one of them ends.
func (s *Server) socket(w http.ResponseWriter, q *http.Request, resp *http.Response, sock *durable.Socket) int {
	o := &websocket.AcceptOptions{
		OriginPatterns: []string{"*"}, // The Worker decides whom it answers.
	}
	if p := resp.Header.Get("Sec-Websocket-Protocol"); p != "" {
		o.Subprotocols = []string{p}
	}
	for name, list := range resp.Header {
		if name != "Sec-Websocket-Protocol" {
			w.Header()[name] = list
		}
	}
	conn, err := websocket.Accept(w, q, o)
	if err != nil {
		s.post(func() { sock.Drop() })
		return http.StatusBadRequest
	}
	conn.SetReadLimit(messageMax)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	out := &queue{more: make(chan struct{}, 1)}
	s.post(func() { s.world.Go("socket", func() { receive(sock, out) }) })
	done := make(chan struct{})
	go func() {
		defer close(done)
		send(ctx, conn, out)
	}()
	s.read(ctx, conn, sock)
	cancel()
	<-done
	return http.StatusSwitchingProtocols
}

// receive takes what the Worker says, in the world.
func receive(sock *durable.Socket, out *queue) {
	for {
		m, err := sock.Receive()
		var end *durable.CloseError
		switch {
		case errors.As(err, &end):
			out.close(end)
			return
		case err != nil:
			out.close(&durable.CloseError{Code: 1006})
			return
		case !out.put(m):
			sock.Drop()
		}
	}
}

// send writes to the client until the connection ends.
func send(ctx context.Context, conn *websocket.Conn, out *queue) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-out.more:
		}
		list, end := out.take()
		for _, m := range list {
			kind, data := websocket.MessageText, []byte(m.Text)
			if m.Binary {
				kind, data = websocket.MessageBinary, m.Data
			}
			if conn.Write(ctx, kind, data) != nil {
				return
			}
		}
		switch {
		case end == nil:
			continue
		case !end.WasClean:
			_ = conn.CloseNow()
		case end.Code == 1005:
			_ = conn.Close(websocket.StatusNormalClosure, "")
		default:
			_ = conn.Close(websocket.StatusCode(end.Code), end.Reason)
		}
		return
	}
}

// read hands what the client says to the Worker until the connection ends.
func (s *Server) read(ctx context.Context, conn *websocket.Conn, sock *durable.Socket) {
	for {
		kind, data, err := conn.Read(ctx)
		if err != nil {
			var end websocket.CloseError
			if errors.As(err, &end) {
				code := int(end.Code)
				if code == 1005 {
					code = 0
				}
				s.post(func() { _ = sock.Close(code, end.Reason) })
				return
			}
			s.post(func() { sock.Drop() })
			return
		}
		m := durable.TextMessage("")
		if kind == websocket.MessageBinary {
			m = durable.BinaryMessage(data)
		} else {
			m.Text = string(data)
		}
		s.post(func() {
			if sock.Send(m) != nil {
				sock.Drop()
			}
		})
	}
}
