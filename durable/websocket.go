package durable

import (
	"slices"
	"time"

	"dolab/durable/platform"
)

// The states of a WebSocket.
const (
	ReadyStateConnecting = 0
	ReadyStateOpen       = 1
	ReadyStateClosing    = 2
	ReadyStateClosed     = 3
)

// NewWebSocketPair returns the two ends of a new connection: the object accepts server and returns
// Upgrade(client) from its Fetch.
func NewWebSocketPair() (client, server *WebSocket) {
	c := &wire{}
	return &WebSocket{wire: c}, &WebSocket{wire: c}
}

// isAccepted reports whether an object or a process has accepted this end. Accepted asks of both ends.
func (ws *WebSocket) isAccepted() bool { return ws.wire.object == ws }

// Send sends a message, once all that the object has written before is durable; messages of one socket keep
// their order. What is sent to a client that is gone is discarded without an error (semantics I11).
func (ws *WebSocket) Send(m Message) error {
	ws.wire.check()
	if ws.closedOut {
		return platform.TypeError(platform.TextSendClosed)
	}
	if !ws.isAccepted() {
		return platform.TypeError(platform.TextNotAccepted)
	}
	m.Data = slices.Clone(m.Data)
	ws.say("Send", &frame{Message: m})
	return nil
}

// SendText sends a text message.
func (ws *WebSocket) SendText(text string) error { return ws.Send(TextMessage(text)) }

// Close sends a close frame, behind the messages sent before; code 0 stands for none, which the client sees as
// 1005. Where the client closed first this ends the handshake: nothing else answers its close frame (semantics
// I12). A second Close does nothing but check its arguments.
func (ws *WebSocket) Close(code int, reason string) error {
	ws.wire.check()
	end, err := newClose(code, reason)
	switch {
	case err != nil:
		return err
	case ws.closedOut:
		return nil
	case ws.aborted: // To a client that is gone nothing is said, but the socket is closed.
		ws.closedOut = true
		return nil
	case !ws.isAccepted():
		return platform.TypeError(platform.TextNotAccepted)
	}
	ws.say("Close", &frame{close: end})
	ws.closedOut = true
	if ws.closedIn && ws.listener != nil {
		ws.leave()
	}
	return nil
}

// say sends a frame for what has accepted the socket. To a client that is gone nothing is said.
func (ws *WebSocket) say(op string, f *frame) {
	if ws.process != nil {
		if !ws.aborted {
			ws.wire.answer(f)
		}
		return
	}
	if i := ws.use(op); !ws.aborted {
		ws.wire.say(i, f)
	}
}

// ReadyState returns ReadyStateOpen, ReadyStateClosing when one side has closed, or ReadyStateClosed when both have.
func (ws *WebSocket) ReadyState() int {
	ws.wire.check()
	switch {
	case ws.closedIn && ws.closedOut:
		return ReadyStateClosed
	case ws.closedIn || ws.closedOut:
		return ReadyStateClosing
	}
	return ReadyStateOpen
}

// ScriptClient reports whether a script of this process has taken the other end.
func (ws *WebSocket) ScriptClient() bool { return ws.wire.client != nil && ws.wire.client.Script }

// AutoResponseTimestamp returns when the socket last gave an auto-response, the zero time where it never did.
func (ws *WebSocket) AutoResponseTimestamp() time.Time { return ws.answeredAt }

// use guards what acts through a socket as State is guarded.
func (ws *WebSocket) use(op string) *instance {
	i := running(ws.obj.rt.w)
	if i == nil || i.obj != ws.obj {
		panic("durable: WebSocket." + op + " outside a turn of " + ws.obj.label)
	}
	i.use(op)
	return i
}

// drop ends the connection without a close frame: its client is told so, its object is not.
func (ws *WebSocket) drop() {
	ws.leave()
	if ws.aborted {
		return
	}
	ws.aborted, ws.deaf, ws.heard = true, true, nil
	ws.wire.trace("ws.drop", "", "by object")
	ws.wire.out(&frame{close: lostClose()})
}

// Drop ends the connection without a close frame, behind the messages sent before. The object hears nothing more of it.
func (ws *WebSocket) Drop() {
	ws.wire.check()
	if !ws.aborted && !ws.closedOut {
		ws.say("Drop", &frame{close: lostClose()})
	}
	ws.leave()
	ws.aborted, ws.deaf, ws.heard = true, true, nil
}

// leave takes the socket out of its object's list.
func (ws *WebSocket) leave() {
	if ws.process != nil {
		return
	}
	if ws.listening != nil {
		ws.listening.unlisten(ws)
	}
	if at := slices.Index(ws.obj.sockets, ws); at >= 0 {
		ws.obj.sockets = slices.Delete(ws.obj.sockets, at, at+1)
	}
}

// dropUnheld ends connections that the incarnation has accepted and whose client has not taken its end. The client's end
// goes with the incarnation where no response has carried it, or where another incarnation has replaced this one.
func (i *instance) dropUnheld() {
	for _, ws := range slices.Backward(slices.Clone(i.obj.sockets)) {
		if ws.by == i.n && ws.wire.client == nil && (i.ghost != nil || !ws.wire.used) {
			ws.drop()
		}
	}
}

// sockets are the connections of a runtime's objects.
type sockets struct{}

func (sockets) ended(i *instance, all bool) {
	if all {
		i.obj.dropSockets()
	}
	i.dropUnheld()
	i.dropListening()
	i.dropDialed()
}

func (sockets) replaced(i *instance) {
	i.obj.dropSockets()
	i.dropListening()
}

func (sockets) unheard(o *object) {
	for _, ws := range o.sockets {
		ws.wire.dropHeld()
	}
}

// dropSockets ends all of the object's connections, the newest first as in the reference runtime. The auto-response
// goes with them.
func (o *object) dropSockets() {
	for _, ws := range slices.Backward(slices.Clone(o.sockets)) {
		ws.drop()
	}
	o.auto, o.eventTimeout = nil, 0
}
