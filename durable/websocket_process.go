package durable

import (
	"net/http"

	"dolab/actor"
	"dolab/durable/platform"
)

// tell hands a frame to the process, in the order of arrival.
func (p *process) tell(ws *WebSocket, f *frame) { p.p.Go(func() { p.fn(f.event(ws)) }) }

// Listen makes ws a socket of a process, whose events come to fn, each on a coroutine of the process. No fault strikes
// it, and nothing that it sends waits for a gate.
func (rt *Runtime) Listen(p *actor.Process, ws *WebSocket, fn func(SocketEvent)) error {
	switch {
	case ws.process != nil:
		return nil
	case ws.wire.used || ws.Accepted():
		return plainError(platform.TextPairUsed)
	}
	ws.process = &process{p, fn}
	ws.wire.open(rt.w)
	ws.wire.object = ws
	ws.wire.trace("ws.listen", "", "")
	return nil
}

// AnswerWebSocket returns the response of a server outside the world's objects that accepts a WebSocket, and its end of
// the socket: fn takes what the client sends, as code of a process of that name, and answers by ws. It is what a
// worker.WithOutside answers a request with that has the header Upgrade.
func (rt *Runtime) AnswerWebSocket(name string, fn func(ws *WebSocket, e SocketEvent)) (*http.Response, *WebSocket) {
	client, server := NewWebSocketPair()
	p := rt.w.NewProcess(name)
	if err := rt.Listen(p, server, func(e SocketEvent) { fn(server, e) }); err != nil {
		bug("a new pair: %v", err)
	}
	client.wire.used = true
	resp := Upgrade(client)
	resp.Body.(*upgrade).sealed = true
	return resp, server
}

// Accepted reports whether an end of the socket's pair has been accepted.
func (ws *WebSocket) Accepted() bool { return ws.wire.object != nil }

// label names the end that is accepted, in traces and reports.
func (ws *WebSocket) label() string {
	if ws.process != nil {
		return ws.process.p.Name()
	}
	return ws.obj.label
}
