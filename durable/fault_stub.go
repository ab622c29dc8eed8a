package durable

import (
	"net/http"
	"time"

	"dolab/actor"
)

// callFault asks for trouble on the way to an object or back. What a test does with an object's own hands is spared.
func (ev *event) callFault(where string, o *object) (actor.Fault, bool) {
	if ev.kind == kindInside || !o.rt.faulty[where] {
		return actor.Fault{}, false
	}
	return o.rt.fault(where, o.label, ev.is)
}

// send puts a call on its way. One that is lost is never answered; one that fails has not reached the object.
func (s *Stub) send(o *object, ev *event, hop time.Duration) {
	arrive := func() { o.deliver(ev) }
	f, struck := ev.callFault("stub.request", o)
	if struck {
		switch f.Do {
		case "drop":
			return
		case "delay":
			hop += f.Delay(o.rt.w)
		case "error":
			err := o.rt.failure(f)
			arrive = func() { ev.refuse(err) }
		case "twice":
			again := ev.copy()
			arrive = func() {
				o.deliver(ev)
				o.deliver(again)
			}
		case "flood":
			arrive = func() {
				s.flood(o, ev, f.Count)
				o.deliver(ev)
			}
		}
	}
	s.link.Deliver(hop, arrive)
}

// flood lets n further calls arrive just before one, as large as that one: they run nothing, their answers reach
// nobody, and they are refused where the one would be.
func (s *Stub) flood(o *object, ev *event, n int) {
	for range n {
		o.deliver(&event{
			kind: kindCall, what: "flood", peer: "flood", stub: s, size: ev.size,
			run:  func(*instance) (any, error) { return nil, nil },
			done: func(any, error) {},
		})
	}
}

// refuse answers an event that did not reach its object.
func (ev *event) refuse(err *Error) {
	ev.refused = true
	ev.answer(nil, err)
}

// copy is the event once more, whose answer nobody hears.
func (ev *event) copy() *event {
	again := *ev
	again.done = func(v any, _ error) { discard(v) }
	return &again
}

// answer is a call's result on its way back: what becomes of it, and how much later it comes.
func (s *Stub) reply(o *object, ev *event, r result) (_ result, late time.Duration, lost bool) {
	if ev.refused {
		return r, 0, false
	}
	f, struck := ev.callFault("stub.response", o)
	if !struck {
		return r, 0, false
	}
	switch f.Do {
	case "drop":
		discard(r.v)
		return r, 0, true
	case "error":
		discard(r.v)
		return result{err: o.rt.failure(f)}, 0, false
	}
	return r, f.Delay(o.rt.w), false
}

// discard closes what a result that reaches nobody holds: a WebSocket.
func discard(v any) {
	if r, ok := v.(*http.Response); ok && r.Body != nil {
		_ = r.Body.Close() // It is in memory, or an upgrade, and neither fails.
	}
}
