package durable

import (
	"errors"

	"dolab/actor"
)

// Stub is how to call an object. Calls made on one stub arrive in the order they were made. Once the incarnation
// it reached has been reset, a stub gives that error for ever: make a new one (semantics B14, C9).
//
// A stub is used by one coroutine at a time; code outside the world may call it too, and the world then runs
// until the call returns.
type Stub struct {
	ns     *Namespace
	id     ID
	link   actor.Link
	inst   *instance // the incarnation it last reached
	broken *Error
}

// ID returns the object's ID.
func (s *Stub) ID() ID { return s.id }

// result is what a caller is woken with.
type result struct {
	v   any
	err error
}

// request sends an event to the object and parks the caller until it is answered. From inside an object it
// waits for the output gate first: the request rests on what the object has written. Size is what travels, in bytes.
func (s *Stub) request(k kind, what string, size int, run func(*instance) (any, error)) (any, error) {
	w := s.ns.rt.w
	if w.Current() == nil {
		return s.outside(k, what, size, run)
	}
	from := running(w)
	hop, peer := s.hop(from), "client"
	if from != nil {
		from.use("call")
		peer = from.obj.label
	} else {
		peer = w.Current().Name()
	}
	waker := w.Current().Waker()
	o := s.ns.object(s.id)
	ev := &event{kind: k, what: what, peer: peer, stub: s, run: run, size: size}
	if from != nil {
		if err := from.deeper(ev); err != nil {
			return nil, err
		}
	}
	ev.done = func(v any, err error) {
		r, late, lost := s.reply(o, ev, result{v, err})
		back := s.hop(from).draw(w, "hop") + late
		switch {
		case lost:
		case back == 0:
			waker.Wake(r)
		default:
			later := r // R itself stays off the heap where it can.
			w.After(back, func() { waker.Wake(later) }).For("reply")
		}
	}
	w.Trace(actor.Event{Kind: "call", Who: o.label, What: ev.name(), Peer: peer})
	send := func() { s.send(o, ev, hop.draw(w, "hop")) }
	if from != nil {
		from.say(send)
	} else {
		send()
	}
	r := w.Current().Park("the reply of "+o.label, ev.name()).(result)
	return r.v, r.err
}

func (s *Stub) hop(from *instance) Dist {
	if from != nil {
		return s.ns.rt.profile.ObjectHop
	}
	return s.ns.rt.profile.ClientHop
}

// outside makes the request on behalf of code that is not in the world, and runs the world meanwhile.
func (s *Stub) outside(k kind, what string, size int, run func(*instance) (any, error)) (v any, err error) {
	if failed := s.ns.rt.w.Do("driver", func() { v, err = s.request(k, what, size, run) }); failed != nil {
		return nil, errors.Join(failed, err)
	}
	return v, err
}
