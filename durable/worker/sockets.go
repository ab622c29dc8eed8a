package worker

import (
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"

	"dolab/durable"
	"dolab/durable/platform"
	"dolab/durable/worker/engine"
)

// sockets are those that a scope's script knows, by the numbers it knows them by: from 1 on.
type sockets struct {
	known   map[int64]*socket
	numbers map[*durable.WebSocket]int64 // of the object's sockets
	last    int64
}

// socket is an end of a pair, an accepted socket of the object, or the client's end that a response carries.
type socket struct {
	ws   *durable.WebSocket
	pair int64 // the number of a pair's first end, 0 for none

	resp *http.Response
	sent bool            // the scope's own response carries it on
	sock *durable.Socket // once it is taken
	end  *durable.CloseError
	shut bool // Close has been called

	listening bool   // it was accept()ed
	dropped   bool   // a listener has thrown
	half      bool   // and the script answers the other side's close frame
	local     bool   // the scope has both ends
	lost      func() // tells of the loss of the connection, nil for nothing to tell
}

func (t *sockets) add(s *socket) int64 {
	if t.known == nil {
		t.known, t.numbers = map[int64]*socket{}, map[*durable.WebSocket]int64{}
	}
	t.last++
	t.known[t.last] = s
	if s.ws != nil {
		t.numbers[s.ws] = t.last
	}
	return t.last
}

func (t *sockets) at(n int64) *socket { return t.known[n] }

// forget forgets a socket that the script has no more.
func (t *sockets) forget(n int64) {
	if s := t.known[n]; s != nil {
		s.discard()
		delete(t.known, n)
		delete(t.numbers, s.ws)
	}
}

// discard ends the connections that the scope neither uses nor has sent on.
func (t *sockets) discard() {
	for _, n := range slices.Sorted(maps.Keys(t.known)) {
		t.known[n].discard()
	}
}

// asked reports whether a half-open socket has a close frame of the other side that the script has not answered.
func (s *socket) asked() bool {
	switch {
	case s.shut || !s.half:
		return false
	case s.ws != nil:
		return s.ws.ReadyState() == durable.ReadyStateClosing
	}
	return s.end != nil && s.end.WasClean
}

// discard ends the connection of a response that a fetch has brought, unless its client's end is in use.
func (s *socket) discard() {
	if s.resp != nil && s.sock == nil && !s.sent {
		durable.Discard(s.resp)
	}
}

// number returns the number of an object's socket.
func (t *sockets) number(ws *durable.WebSocket) int64 {
	if n, found := t.numbers[ws]; found {
		return n
	}
	return t.add(&socket{ws: ws})
}

// ends are those of the pair that a socket is of and that are known.
func (t *sockets) ends(s *socket) (list []*socket) {
	if s.pair == 0 {
		return []*socket{s}
	}
	for n := s.pair; n < s.pair+2; n++ {
		if x := t.known[n]; x != nil {
			list = append(list, x)
		}
	}
	return list
}

// upstream returns the number of the socket that a response carries.
func (t *sockets) upstream(resp *http.Response) int64 {
	return t.add(&socket{resp: resp})
}

// handOut is the body of the response that carries an end.
func (t *sockets) handOut(n int64) (io.ReadCloser, error) {
	s := t.at(n)
	switch {
	case s.resp != nil && s.sock == nil:
		s.sent = true
		return s.resp.Body, nil
	case s.ws != nil:
		return durable.Upgrade(s.ws).Body, nil
	}
	return nil, errors.New("this WebSocket cannot be returned in a Response")
}

// accept is accept() of an end. That of a pair whose other end is accepted already is the client's end of it.
func (s *scope) accept(c *engine.Call) {
	n := c.Int(0)
	k := s.sockets.at(n)
	k.half = c.Bool(1)
	var err error
	switch p, worker := s.where.(*request); {
	case k.resp != nil:
		err = s.take(n, k)
	case k.ws.Accepted():
		k.resp, k.local = durable.Upgrade(k.ws), true
		for _, end := range s.sockets.ends(k) {
			end.local = true
		}
		delete(s.sockets.numbers, k.ws)
		k.ws = nil
		err = s.take(n, k)
	case worker:
		err = s.iso.app.rt.Listen(p.p, k.ws, func(e durable.SocketEvent) { s.heard(n, k, e, ignored) })
		k.listening = true
	default:
		err = s.state.Listen(k.ws, func(r durable.Reply[durable.None], e durable.SocketEvent) { s.heard(n, k, e, result(r)) })
		k.listening = true
	}
	if err != nil {
		throw(c, err)
	}
}

// heard hands an event of a socket that was accept()ed to the script. The runtime answers a close frame of the other
// side before the script hears of it, unless it is half open, and then finds that the other side has gone where that
// is a script.
func (s *scope) heard(n int64, k *socket, e durable.SocketEvent, done func(any, error)) {
	if s.over {
		return
	}
	passive := e.Handler == durable.HandlerClose && e.WasClean && !k.shut && !k.half
	if passive {
		_ = k.ws.Close(sent(e.Code), e.Reason)
	}
	s.socketEvent(s.expect("socket", done), n, e)
	if e.Handler == durable.HandlerClose {
		k.end = &durable.CloseError{Code: e.Code, WasClean: e.WasClean}
	}
	switch {
	case passive && k.ws.ScriptClient():
		s.lose(n, k)
	case k.local && k.end != nil:
		s.tellLost(k)
	}
}

// lose tells the script of the loss of a connection whose close frame has been answered. Where the scope has both ends,
// the other one hears of the answer first.
func (s *scope) lose(n int64, k *socket) {
	tell := func() { s.socketEvent(s.expect("socket", ignored), n, lost) }
	switch {
	case s.where.ended() || s.over:
	case k.local:
		k.lost = tell
		s.tellLost(k)
	default:
		tell()
	}
}

// tellLost tells of the losses of a pair of which the scope has both ends, once both have heard a close frame.
func (s *scope) tellLost(k *socket) {
	list := s.sockets.ends(k)
	for _, x := range list {
		if x.end == nil {
			return
		}
	}
	for _, x := range list {
		if x.lost != nil {
			x.lost()
			x.lost = nil
		}
	}
}

// codeNone stands for a close frame without a code.
const codeNone = 1005

// sent is a code as Close takes it.
func sent(code int) int {
	if code == codeNone {
		return 0
	}
	return code
}

// lost is what the runtime tells of a connection whose other side has closed first.
var lost = durable.SocketEvent{
	Handler: durable.HandlerError,
	Err:     &platform.Error{Name: "Error", Message: platform.TextLost, Retryable: true},
}

// take accepts the client's end that a response carried, and hands on what comes.
func (s *scope) take(n int64, k *socket) error {
	sock, err := s.iso.app.rt.Accept(k.resp)
	if err != nil {
		return err
	}
	sock.Script, sock.HalfOpen = true, k.half
	k.sock = sock
	s.where.start(func() {
		for {
			m, err := sock.Receive()
			if s.over {
				return
			}
			ev := s.expect("socket", ignored)
			if err != nil {
				var end *durable.CloseError
				if !errors.As(err, &end) {
					return
				}
				if end.WasClean {
					k.end = end
				}
				s.socketEvent(ev, n, durable.SocketEvent{
					Handler: durable.HandlerClose, Code: end.Code, Reason: end.Reason, WasClean: end.WasClean,
				})
				k.end = end
				switch {
				case end.WasClean && k.half:
				case end.WasClean && !k.shut:
					s.lose(n, k)
				case k.local:
					s.tellLost(k)
				}
				return
			}
			s.socketEvent(ev, n, durable.SocketEvent{Handler: durable.HandlerMessage, Message: m})
		}
	})
	return nil
}

var socketNatives = []native{
	{"socketPair", func(s *scope, c *engine.Call) {
		client, server := durable.NewWebSocketPair()
		first := s.sockets.last + 1
		a := s.sockets.add(&socket{ws: client, pair: first})
		b := s.sockets.add(&socket{ws: server, pair: first})
		c.Return(engine.Array(engine.Int(a), engine.Int(b)))
	}},
	{"socketGone", func(s *scope, c *engine.Call) { s.sockets.forget(c.Int(0)) }},
	{"socketAccept", func(s *scope, c *engine.Call) { s.accept(c) }},
	{"socketHibernate", func(s *scope, c *engine.Call) {
		var tags []string
		for n := 1; n < c.Len(); n++ {
			tags = append(tags, c.String(n))
		}
		k := s.sockets.at(c.Int(0))
		if k.ws == nil {
			c.Throw("Error", "Cannot call `acceptWebSocket()` on this WebSocket because its pair has already been accepted or used in a Response.")
			return
		}
		if err := s.state.AcceptWebSocket(k.ws, tags...); err != nil {
			throw(c, err)
		}
	}},
	{"socketSend", func(s *scope, c *engine.Call) {
		k := s.sockets.at(c.Int(0))
		m := durable.TextMessage("")
		if c.Kind(1) == engine.KindBytes {
			m = durable.BinaryMessage(slices.Clone(c.Bytes(1)))
		} else {
			m.Text = c.String(1)
		}
		var err error
		switch {
		case k.ws != nil:
			err = k.ws.Send(m)
		case k.sock != nil && (k.end == nil || k.asked()):
			var end *durable.CloseError
			if err = k.sock.Send(m); errors.As(err, &end) { // The script has not heard of it yet.
				err = nil
			}
		}
		if err != nil {
			throw(c, err)
		}
	}},
	{"socketClose", func(s *scope, c *engine.Call) {
		k := s.sockets.at(c.Int(0))
		code, reason := int(c.Int(1)), c.String(2)
		var err error
		asked := k.asked()
		switch {
		case k.ws != nil:
			err = k.ws.Close(code, reason)
		case k.sock != nil:
			err = k.sock.Close(code, reason)
		}
		n := c.Int(0)
		if asked && err == nil && (k.sock != nil || k.ws.ScriptClient()) {
			s.then = append(s.then, func() { s.lose(n, k) })
		}
		if k.sock == nil || k.end == nil || k.end.WasClean { // Close changes nothing where the connection has been lost.
			k.shut = true
		}
		if err != nil {
			throw(c, err)
		}
	}},
	// A listener has thrown: the connection is dropped.
	{"socketDrop", func(s *scope, c *engine.Call) {
		if k := s.sockets.at(c.Int(0)); k != nil && k.ws != nil && k.listening && k.end == nil && !k.shut {
			k.ws.Drop()
			k.dropped = true
		}
	}},
	{"socketState", func(s *scope, c *engine.Call) {
		k := s.sockets.at(c.Int(0))
		state := durable.ReadyStateOpen
		switch {
		case k.dropped:
			state = durable.ReadyStateClosed
		case k.ws != nil && k.listening && k.end == nil && k.ws.ReadyState() == durable.ReadyStateClosing && !k.shut && !k.half:
			// It has just been lost.
		case k.ws != nil:
			state = k.ws.ReadyState()
		case k.end != nil && (!k.end.WasClean || k.half) && !k.shut: // The script has not closed its side.
			state = durable.ReadyStateClosing
		case k.end != nil:
			state = durable.ReadyStateClosed
		case k.shut:
			state = durable.ReadyStateClosing
		}
		c.Return(engine.Int(int64(state)))
	}},
	{"socketTags", func(s *scope, c *engine.Call) {
		k := s.sockets.at(c.Int(0))
		if k.ws == nil {
			c.Throw("Error", "you must call 'acceptWebSocket()' before attempting to access the tags of a WebSocket.")
			return
		}
		tags, err := s.state.Tags(k.ws)
		if err != nil {
			throw(c, err)
			return
		}
		list := make([]engine.Value, len(tags))
		for n, tag := range tags {
			list[n] = engine.String(tag)
		}
		c.Return(engine.Array(list...))
	}},
	{"sockets", func(s *scope, c *engine.Call) {
		var tag []string
		if c.Len() > 0 {
			tag = []string{c.String(0)}
		}
		var list []engine.Value
		for _, ws := range s.state.WebSockets(tag...) {
			list = append(list, engine.Int(s.sockets.number(ws)))
		}
		c.Return(engine.Array(list...))
	}},
	{"socketAttach", func(s *scope, c *engine.Call) {
		data, ok := c.Clone(1, engine.Storage)
		if !ok {
			return
		}
		if k := s.sockets.at(c.Int(0)); k.ws != nil {
			if err := k.ws.SetAttachmentBytes(data); err != nil {
				throw(c, err)
			}
		}
	}},
	{"socketAttachment", func(s *scope, c *engine.Call) {
		c.Return(engine.Null())
		if k := s.sockets.at(c.Int(0)); k.ws != nil {
			if data, ok := k.ws.AttachmentBytes(); ok {
				c.Return(engine.Clone(data))
			}
		}
	}},
	{"autoResponse", func(s *scope, c *engine.Call) {
		if c.Len() == 0 {
			s.state.UnsetWebSocketAutoResponse()
			return
		}
		if err := s.state.SetWebSocketAutoResponse(c.String(0), c.String(1)); err != nil {
			throw(c, err)
		}
	}},
	{"getAutoResponse", func(s *scope, c *engine.Call) {
		request, response, found := s.state.WebSocketAutoResponse()
		if !found {
			c.Return(engine.Null())
			return
		}
		c.Return(engine.Array(engine.String(request), engine.String(response)))
	}},
	{"autoResponseTime", func(s *scope, c *engine.Call) {
		c.Return(engine.Null())
		if k := s.sockets.at(c.Int(0)); k.ws != nil {
			if at := k.ws.AutoResponseTimestamp(); !at.IsZero() {
				c.Return(engine.Int(at.UnixMilli()))
			}
		}
	}},
	{"eventTimeout", func(s *scope, c *engine.Call) {
		if err := s.state.SetHibernatableWebSocketEventTimeout(millis(c.Float(0))); err != nil {
			throw(c, err)
		}
	}},
	{"getEventTimeout", func(s *scope, c *engine.Call) {
		if d := s.state.HibernatableWebSocketEventTimeout(); d > 0 {
			c.Return(engine.Int(d.Milliseconds()))
			return
		}
		c.Return(engine.Null())
	}},
}
