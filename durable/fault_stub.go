package durable

import (
	"net/http"
	"time"

	"dolab/actor/fault"
	"dolab/durable/platform"
)

// callFault asks for a fault on the way to an object or back. No fault strikes what a test does by Inside.
func (ev *event) callFault(where string, o *object) (fault.Effect, bool) {
	if ev.kind == kindInside {
		return fault.Effect{}, false
	}
	return o.faultIn(ev, where, ev.is)
}

// send puts a call on its way. One that is lost is never answered; one that fails has not reached the object.
func (s *Stub) send(ev *event, r callRank, hop time.Duration) {
	var late time.Duration
	o, p := ev.caller.object, ev.depart()
	arrive := func() { p.deliver(ev) }
	f, struck := ev.callFault(platform.AtStubRequest, o)
	if struck {
		switch f.Do {
		case platform.DoDrop:
			return
		case platform.DoDelay:
			late = f.Delay(o.rt.w)
		case platform.DoError:
			err := o.rt.failure(f.Name)
			arrive = func() { ev.refuse(err) }
		case platform.DoTwice:
			again := ev.copy()
			again.twin = ev
			arrive = func() {
				p.deliver(ev)
				p.deliver(again)
			}
		case platform.DoReorder:
			d := f.Delay(o.rt.w)
			s.travel(ev, r, hop, 0, func() { s.stepAside(ev, d, arrive) })
			return
		case platform.DoFlood:
			arrive = func() {
				s.flood(o, ev, f.Count)
				o.deliver(ev)
			}
		}
	}
	s.travel(ev, r, hop, late, arrive)
}

// travel lets a call arrive after its hop, in the object's line where the profile has one, and later by a delay that
// holds up only what follows on the same stub.
func (s *Stub) travel(ev *event, r callRank, hop, late time.Duration, arrive func()) {
	o := ev.caller.object
	if !o.rt.profile.CallsInLine {
		s.link.Deliver(hop+late, func() { s.queue(arrive) })
		return
	}
	o.lines.in[between(s.from)].deliver(o.rt, r, hop, o.rt.gap(), func() {
		s.link.Deliver(late, func() { s.queue(arrive) })
	})
}

// queue lets a call of the stub go on, or stay behind one that has stepped aside.
func (s *Stub) queue(next func()) {
	if s.aside != nil {
		s.aside.behind = append(s.aside.behind, next)
		return
	}
	next()
}

// flood lets n further calls arrive just before one, as large as that one. They run nothing, their answers are dropped,
// and they are refused where that one would be.
func (s *Stub) flood(o *object, ev *event, n int) {
	for range n {
		o.deliver(&event{
			kind: kindCall, what: "flood", peer: "flood", stub: s, size: ev.size,
			run:  func(_ *instance, end func(any, error)) { end(nil, nil) },
			done: func(any, error) {},
		})
	}
}

// copy is the event once more. Of two calls the first answer is heard, of two others only that of the first.
func (ev *event) copy() *event {
	again := *ev
	if ev.done != nil {
		again.done = func(v any, _ error) { Discard(v) }
	}
	return &again
}

// beganStruck asks for a fault where a call's handler is about to run: the caller gets an error now, such as the loss of
// the connection, and never the handler's own answer. There is no drop here: a caller cannot tell it from a drop at
// stub.response.
func (i *instance) beganStruck(ev *event) {
	if ev.kind != kindCall && ev.kind != kindFetch {
		return
	}
	if f, struck := ev.callFault(platform.AtStubDeliver, i.obj); struck {
		ev.refuse(i.rt.failure(f.Name))
	}
}

// replyFault asks for a fault of a call's answer on its way back: what becomes of it, and how much later it comes.
func (ev *event) replyFault(r result) (_ result, late time.Duration, lost bool) {
	o := ev.caller.object
	if ev.refused {
		return r, 0, false
	}
	f, _ := ev.callFault(platform.AtStubResponse, o) // The zero effect delays by nothing.
	switch f.Do {
	case platform.DoDrop:
		Discard(r.v)
		return r, 0, true
	case platform.DoError:
		Discard(r.v)
		return result{err: o.rt.failure(f.Name)}, 0, false
	}
	return r, f.Delay(o.rt.w), false
}

// Discard closes the WebSocket or the streaming body of an answer, an *http.Response, that has no receiver. Other values
// hold nothing open. A Host calls it for an answer that it does not return.
func Discard(v any) {
	if r, ok := v.(*http.Response); ok && r.Body != nil {
		if s, streams := r.Body.(streamBody); streams {
			s.discard()
			return
		}
		_ = r.Body.Close() // It is in memory, or an upgrade, and neither fails.
	}
}
