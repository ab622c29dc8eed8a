package durable

import "dolab/durable/platform"

// hear takes a frame that has arrived from the client.
func (ws *WebSocket) hear(f *frame) {
	if ws.deaf {
		ws.wire.upward--
		return
	}
	kind, note := "ws.in", ""
	if n := f.size(); n > messageBytesMax {
		f = tooLong(n)
	}
	if f.err != nil {
		ws.aborted, ws.deaf = true, true // Before the client's answer to the close frame comes.
		ws.wire.answer(&frame{close: f.close})
	}
	if f.close != nil {
		ws.deaf = true
		kind, note = "ws.close", "by client"
	}
	if f.close != nil && !f.close.WasClean {
		ws.aborted = true
		kind = "ws.drop"
	}
	ws.wire.trace(kind, f.String(), note)
	ws.heard = append(ws.heard, f)
	ws.read()
}

// read dispatches frames one at a time: the next one when the handler of the one before has first given its turn
// away (workerd: HibernationManagerImpl::readLoop).
func (ws *WebSocket) read() {
	for !ws.reading && len(ws.heard) > 0 {
		f := shift(&ws.heard)
		ws.wire.upward--
		switch {
		case ws.process != nil:
			ws.process.tell(ws, f)
		case !ws.respond(f):
			ws.dispatch(f)
		}
	}
}

// respond gives the auto-response where f asks for it: without waking the object, and past its output gate,
// but behind what it has said to this client before [I13, D2].
func (ws *WebSocket) respond(f *frame) bool {
	auto := ws.obj.auto
	if auto == nil || ws.listener != nil || f.close != nil || f.Binary || f.Text != auto.request {
		return false
	}
	ws.answeredAt = ws.wire.w.Now()
	if !ws.closedOut {
		ws.wire.answer(&frame{Message: TextMessage(auto.response)})
	}
	return true
}

// dispatch makes an event of a frame. Where it does not reach a handler, the connection is dropped [I9].
func (ws *WebSocket) dispatch(f *frame) {
	ws.reading = true
	reached := false
	ev := &event{kind: kindSocket, what: f.what(), peer: ws.wire.client.name}
	ev.run = func(i *instance, end func(any, error)) {
		reached = true
		ws.handle(i, f, end)
	}
	ev.began = func() {
		ws.reading = false
		if f.close != nil && (ws.listener == nil || ws.closedOut || ws.aborted) { // Otherwise Close does that.
			ws.leave()
		}
		ws.read()
	}
	ev.done = func(any, error) {
		if !reached {
			ws.drop()
		}
	}
	if by := ws.listening; by != nil && by.ghost != nil {
		ws.obj.used.came(ev)
		by.receive(ev) // Another incarnation has replaced it, and knows nothing of the socket.
		return
	}
	ws.obj.deliver(ev)
}

// eventTimedOut is the end of an object whose handler took longer than SetHibernatableWebSocketEventTimeout allows,
// with the flags that the reference runtime gives its callers [I14, L40].
func eventTimedOut() *platform.Error {
	return &platform.Error{
		Name: "Error", Message: platform.TextTimeout, Retryable: true, Remote: true, DurableObjectReset: true,
	}
}

// event is what a frame is to the code that has accepted its socket, whose state it changes.
func (f *frame) event(ws *WebSocket) SocketEvent {
	if f.close != nil {
		ws.closedIn = true
	}
	switch {
	case f.err != nil:
		return SocketEvent{Handler: HandlerError, Err: f.err}
	case f.close != nil:
		return SocketEvent{Handler: HandlerClose, Code: f.close.Code, Reason: f.close.Reason, WasClean: f.close.WasClean}
	}
	return SocketEvent{Handler: HandlerMessage, Message: f.Message}
}

// handle lets the object's host handle f, if the object has a handler for it.
func (ws *WebSocket) handle(i *instance, f *frame, end func(any, error)) {
	if d := ws.obj.eventTimeout; d > 0 && ws.listener == nil {
		stop, over := i.limitTo(d, func() { i.die(eventTimedOut()) }), end
		end = func(v any, err error) {
			stop()
			over(v, err)
		}
	}
	e := f.event(ws)
	if ws.listener != nil {
		ws.listener(Reply[None]{i, end}, e)
		return
	}
	if !i.hosted.Has(e.Handler) {
		end(nil, nil)
		return
	}
	i.hosted.Socket(Reply[None]{i, end}, ws, e)
}
