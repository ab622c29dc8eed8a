package durable

import (
	"time"
)

// frameFault asks for trouble with a frame: whether it is lost, or how much later it comes. The loss of a connection is
// no frame and arrives.
func (c *wire) frameFault(where string, f *frame) (late time.Duration, lost bool) {
	if c.object == nil || c.object.obj == nil || f.close != nil && !f.close.WasClean {
		return 0, false
	}
	o := c.object.obj
	if c.breaks(o) {
		return 0, true
	}
	x, struck := o.fault(where, nil)
	switch {
	case !struck:
		return 0, false
	case x.Do == "drop":
		return 0, true
	}
	return x.Delay(c.w), false
}

// breaks asks whether the connection breaks before a frame, and who notices.
func (c *wire) breaks(o *object) bool {
	if c.client == nil || c.client.end != nil {
		return false
	}
	f, struck := o.fault("socket", nil)
	if !struck {
		return false
	}
	end := lostClose()
	if f.Do == "error" {
		end.Reason = o.rt.failure(f).Message
	}
	client := c.client
	if f.Name != "server" {
		c.w.After(0, func() { client.breakOff(end) })
	}
	if f.Name != "client" {
		c.in(&frame{close: lostClose()})
	}
	return true
}

// breakOff is the client noticing that its connection is lost; its object is not told.
func (s *Socket) breakOff(end *CloseError) {
	if s.end == nil {
		s.inbox = nil
		s.finish(end)
	}
}
