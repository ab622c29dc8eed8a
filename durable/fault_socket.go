package durable

import (
	"time"

	"dolab/actor/fault"
	"dolab/durable/platform"
)

// is is the condition that a frame is of a kind.
func (f *frame) is(c fault.Condition) bool {
	switch c {
	case platform.IfClose:
		return f.close != nil
	case platform.IfBinary:
		return f.close == nil && f.Binary
	}
	return c == platform.IfText && f.close == nil && !f.Binary
}

// frameFault asks for a fault of a frame: whether it is lost, or how much later it comes. Behind a connection that is
// broken all are lost, also while only one side has noticed.
func (c *wire) frameFault(where string, f *frame) (late time.Duration, lost bool) {
	o := c.object.obj
	if c.cut = c.cut || c.breaks(o, f); c.cut {
		return 0, true
	}
	x, struck := o.fault(where, f.is)
	switch {
	case !struck:
		return 0, false
	case x.Do == platform.DoDrop:
		return 0, true
	}
	return x.Delay(c.w), false
}

// breaks asks whether the connection breaks before a frame, and who notices.
func (c *wire) breaks(o *object, about *frame) bool {
	if c.client == nil || c.client.end != nil {
		return false
	}
	f, struck := o.fault(platform.AtSocket, about.is)
	if !struck {
		return false
	}
	if f.Name == "neither" {
		c.dead = true
		return true
	}
	end := lostClose()
	if f.Do == platform.DoError {
		end.Reason = o.rt.failure(f.Name).Message
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

// depart sends a frame; the link of an object that has dialed is in its way, too.
func (c *wire) depart() passage {
	var dialer *object
	if i := c.dialer(); i != nil {
		dialer = i.obj
	}
	return c.object.obj.depart(peerSocket, dialer)
}

// loses reports, where a frame would arrive, that it does not: a partition was in its way. Where the connection was
// made after that had begun it breaks now.
func (c *wire) loses(p passage, f *frame) bool {
	if f.lost() || !p.lost() {
		return false
	}
	if !c.dead {
		c.dead = true
		c.noticedByBoth()
	}
	return true
}

func (sockets) parted(o *object) (noticed func()) {
	all := o.wires()
	for _, c := range all {
		c.dead = true
	}
	return func() {
		for _, c := range all {
			c.noticedByBoth()
		}
	}
}

// wires are the connections of an object: those it has accepted and those it has dialed. One whose client has not got
// its end yet is a call's answer.
func (o *object) wires() (list []*wire) {
	for _, ws := range o.sockets {
		if ws.wire.client != nil {
			list = append(list, ws.wire)
		}
	}
	if o.inst != nil {
		for _, s := range o.inst.dialed {
			list = append(list, s.wire)
		}
	}
	return list
}

// noticedByBoth lets both ends of a dead connection know that it is.
func (c *wire) noticedByBoth() {
	c.noticedByClient()
	c.noticedByObject()
}

func (c *wire) noticedByClient() {
	if client := c.client; client != nil {
		c.w.After(0, func() { client.breakOff(lostClose()) })
	}
}

func (c *wire) noticedByObject() {
	if c.object == nil {
		return
	}
	c.upward++
	c.w.After(0, func() { c.object.hear(&frame{close: lostClose()}) })
}

// breakOff is the client noticing that its connection is lost; its object is not told.
func (s *Socket) breakOff(end *CloseError) {
	if s.end == nil {
		s.finish(end)
	}
}
