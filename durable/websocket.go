package durable

import (
	"slices"
	"time"

	"dolab/durable/platform"
)

// WebSocket is one end of a WebSocketPair. The end that an object accepts with State.AcceptWebSocket belongs to
// the object and not to an incarnation: it survives hibernation with its tags, its attachment and its state, and
// ends with a reset, an abort or a crash (semantics I9, I15). It works in turns of its object only; used from
// elsewhere it panics, and used by code of an incarnation that has died it ends that code.
type WebSocket struct {
	wire *wire
	obj  *object // whose it is once it is accepted, nil before
	n    int64   // which of the object's sockets it is, from 1: for traces
	by   int     // the number of the incarnation that accepted it
	tags []string

	listener Listener // of one that an incarnation has accepted for itself
	process  *process // that has accepted it, nil for none

	attachment []byte
	answeredAt time.Time // when it last gave an auto-response

	closedIn  bool // its handler has been told of the end of what the client says
	closedOut bool // Close has been called
	aborted   bool // nobody listens any more: what is sent is discarded

	heard   []*frame // frames that have arrived and are not yet dispatched
	reading bool     // a frame is being dispatched; the next one waits for it
	deaf    bool     // what arrives no longer counts: a close frame has, or the connection is lost
}

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

// leave takes the socket out of its object's list.
func (ws *WebSocket) leave() {
	if ws.process != nil {
		return
	}
	if ws.listener != nil && ws.obj.inst != nil {
		ws.obj.inst.unlisten(ws)
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

// dropConnections ends the connections of an incarnation that has ended, and all those of its object where that is said.
func (i *instance) dropConnections(all bool) {
	if all {
		i.obj.dropSockets()
	}
	i.dropUnheld()
	i.dropListening()
	i.dropDialed()
}

// cutOff ends the connections that others have to the incarnation, which goes on without them.
func (i *instance) cutOff() {
	i.obj.dropSockets()
	i.dropListening()
}

// dropHeldFrames takes the frames that the output gate holds out of the lines, where it will never let them out.
func (o *object) dropHeldFrames() {
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
