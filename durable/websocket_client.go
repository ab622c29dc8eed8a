package durable

import (
	"slices"
	"time"

	"dolab/actor"
	"dolab/durable/platform"
)

// Send sends a message; from inside an object it waits for the output gate first. After Close it is an error,
// and after the connection's end it is that *CloseError.
func (s *Socket) Send(m Message) error {
	s.wire.check()
	switch {
	case s.end != nil:
		return s.end
	case s.closing:
		return platform.TypeError(platform.TextSendClosed)
	case s.wire.upward >= framesMax:
		return ErrTooManyFrames
	}
	m.Data = slices.Clone(m.Data)
	s.post(&frame{Message: m})
	return nil
}

// Ahead returns how many messages the object has not begun to handle. A client that sends more than it takes gets
// ErrTooManyFrames in the end.
func (s *Socket) Ahead() int { return s.wire.upward }

// SendText sends a text message.
func (s *Socket) SendText(text string) error { return s.Send(TextMessage(text)) }

// Close sends a close frame; code 0 stands for none. What the object still sends can be received; the connection
// has ended when the object has answered, which is a matter of its WebSocketClose.
func (s *Socket) Close(code int, reason string) error {
	s.wire.check()
	end, err := newClose(code, reason)
	if err != nil || s.closing || s.end != nil {
		return err
	}
	s.closing = true
	s.post(&frame{close: end})
	if s.asked != nil {
		s.finish(s.asked)
	}
	return nil
}

// Drop cuts the connection as a client does that dies or loses its network: no close frame, and what it has not
// received is gone.
func (s *Socket) Drop() {
	s.wire.check()
	s.drop()
}

// drop is Drop where the platform cuts the connection, too.
func (s *Socket) drop() {
	s.inbox = nil
	if s.end != nil {
		return
	}
	s.finish(lostClose())
	s.wire.in(&frame{close: lostClose()})
}

// Break ends the connection as a client does that breaks the protocol: it gets a close frame with the code and the
// reason, and the object an error (recorded on the reference runtime).
func (s *Socket) Break(code int, reason string) {
	s.wire.check()
	if s.closing || s.end != nil {
		return
	}
	s.closing = true
	s.post(brokenClose(code, reason))
}

// Receive returns the next message, waiting for it, and after the last one how the connection ended, a
// *CloseError. A half-open end gets that of the object's close frame, and goes on until Close.
func (s *Socket) Receive() (Message, error) { return s.receive(-1) }

// ReceiveTimeout is Receive for at most d of the world's time: ErrTimeout then.
func (s *Socket) ReceiveTimeout(d time.Duration) (Message, error) { return s.receive(max(0, d)) }

// receive waits for ever where d is negative.
func (s *Socket) receive(d time.Duration) (m Message, err error) {
	w := s.wire.w
	w.Check()
	if w.Current() == nil {
		if failed := w.Do("driver", func() { m, err = s.receive(d) }); failed != nil {
			return Message{}, failed
		}
		return m, err
	}
	if i := running(w); i != nil {
		i.mayWait("a WebSocket message")
	}
	if s.waiter.Waiting() {
		panic("durable: two Receives at once on the WebSocket of " + s.name)
	}
	var limit *actor.Deadline
	if len(s.inbox) == 0 && s.end == nil && s.asked == nil {
		s.waiter = w.Current().Waker()
		if d >= 0 {
			limit = s.waiter.Deadline(d)
			defer limit.Stop()
		}
		w.Current().Park("a WebSocket message", s.wire.object.label()) // Unaccepted, it would have ended at once.
	}
	switch {
	case len(s.inbox) > 0:
		return shift(&s.inbox), nil
	case s.end != nil:
		return Message{}, s.end
	case s.asked != nil:
		return Message{}, s.asked
	case !limit.Passed():
		bug("%s was woken without a message", s.name)
	}
	return Message{}, ErrTimeout
}

// arrive takes a frame of the object.
func (s *Socket) arrive(f *frame) {
	switch {
	case s.end != nil:
	case f.close == nil && len(s.inbox) >= framesMax:
		s.drop() // A client that does not read is cut off.
	case f.close == nil:
		s.inbox = append(s.inbox, f.Message)
		s.waiter.Wake(nil)
	case s.HalfOpen && f.close.WasClean && !s.closing:
		s.asked = f.close
		s.waiter.Wake(nil)
	default:
		if f.close.WasClean && !s.closing {
			s.closing = true
			s.wire.in(&frame{close: f.close})
		}
		s.finish(f.close)
	}
}

func (s *Socket) finish(end *CloseError) {
	s.end = end
	s.waiter.Wake(nil)
	if i := s.dialer; i != nil && !i.dead {
		i.disconnected()
	}
}

// post sends a frame: where an object's code runs, at the end of its turn.
func (s *Socket) post(f *frame) {
	if i := running(s.wire.w); i != nil {
		i.sayAtEnd(func() { s.wire.in(f) })
		return
	}
	s.wire.in(f)
}

// dropDialed cuts the sockets that the incarnation has dialed.
func (i *instance) dropDialed() {
	for _, s := range i.dialed {
		s.drop()
	}
}
