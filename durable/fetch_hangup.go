package durable

import (
	"context"

	"dolab/actor"
)

// Hangup lets the caller of a fetch tell the object's handler that it has gone. The caller gives it with WithHangup.
//
//	caller:  HangUp ─ link, with the profile's hop ─► the handler's Hear
//	         closes the body of the response ───────►
type Hangup struct {
	stub    *Stub
	link    actor.Link
	ev      *event    // nil where no handler has begun
	inst    *instance // of the event
	hear    func(r Reply[None])
	said    bool
	arrived bool
	told    bool
}

// hangupKey is the key of a context.
type hangupKey struct{}

// WithHangup returns the context for a request whose caller may hang up. The handler of the request finds the Hangup
// in its context by HangupOf. A Hangup is for one request.
func WithHangup(ctx context.Context, h *Hangup) context.Context {
	return context.WithValue(ctx, hangupKey{}, h)
}

// HangupOf returns the Hangup of a request with that context, nil for none.
func HangupOf(ctx context.Context) *Hangup {
	h, _ := ctx.Value(hangupKey{}).(*Hangup)
	return h
}

// HangUp lets the handler hear that the caller has gone, unless the response is on its way by then.
func (h *Hangup) HangUp() {
	if h.said || h.stub == nil {
		return
	}
	h.said = true
	p := h.stub.ns.object(h.stub.id).departFor(h.stub.from)
	h.link.Deliver(h.stub.hop().Draw(h.stub.ns.rt.w, "hangup.hop"), func() {
		if !p.lost() && (h.ev == nil || !h.ev.answered) {
			h.arrive()
		}
	})
}

// Hear lets run handle the hangup in a turn of the running incarnation.
func (h *Hangup) Hear(run func(r Reply[None])) {
	h.hear = run
	if h.arrived {
		h.tell()
	}
}

// sent notes the fetch that the hangup belongs to.
func (h *Hangup) sent(s *Stub) {
	h.stub, h.link = s, s.ns.rt.w.NewLink()
}

// begin notes the incarnation whose handler begins.
func (h *Hangup) begin(i *instance) {
	h.inst, h.ev = i, i.cur.ev
	h.ev.hangup = h
}

func (h *Hangup) arrive() {
	h.arrived = true
	if h.hear != nil {
		h.tell()
	}
}

// tell lets the incarnation handle the hangup, unless it has ended.
func (h *Hangup) tell() {
	i := h.inst
	if h.told || i.dead || i.obj.inst != i {
		return
	}
	h.told = true
	i.obj.deliver(&event{
		kind: kindCall, what: "hangup", peer: h.ev.peer, done: func(any, error) {},
		run: func(_ *instance, end func(any, error)) { h.hear(Reply[None]{i, end}) },
	})
}
