package durable

import (
	"slices"

	"dolab/actor"
	"dolab/durable/platform"
)

// Listen makes ws a socket of the incarnation: accept() in JavaScript. Its events come to l, and it keeps the object in
// memory. It is not among WebSockets, has no tags, and ends with the incarnation, of whatever kind that end is
// (semantics I17).
func (st *State) Listen(ws *WebSocket, l Listener) error {
	i := st.inst
	i.use("Listen")
	switch {
	case ws.obj != nil && ws.listener == nil:
		return platform.TypeError(platform.TextHibernating)
	case ws.obj != nil:
		return nil
	case ws.wire.used || ws.Accepted():
		return plainError(platform.TextPairUsed)
	}
	ws.listener, ws.listening = l, i
	i.listening = append(i.listening, ws)
	i.accept(ws, "ws.listen")
	return nil
}

// accept makes ws a socket of the object, and traces how.
func (i *instance) accept(ws *WebSocket, how string) {
	o := i.obj
	o.accepted++
	ws.obj, ws.n, ws.by = o, o.accepted, i.n
	ws.wire.open(i.w)
	ws.wire.object = ws
	i.w.Trace(actor.Event{Kind: how, Who: o.label, N: ws.n})
}

// dropListening ends the connections that the incarnation has accepted for itself.
func (i *instance) dropListening() {
	for _, ws := range slices.Backward(slices.Clone(i.listening)) {
		ws.drop()
	}
}

// unlisten takes a socket out of the incarnation's list, which may go to rest now.
func (i *instance) unlisten(ws *WebSocket) {
	at := slices.Index(i.listening, ws)
	if at < 0 {
		return
	}
	i.listening = slices.Delete(i.listening, at, at+1)
	if !i.dead && len(i.listening) == 0 {
		i.rest()
		i.endReplaced()
	}
}
