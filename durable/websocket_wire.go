package durable

import (
	"slices"
	"time"

	"dolab/actor"
	"dolab/durable/platform"
)

// travel lets a frame arrive after its hop, in the object's line where the profile has one, and later by a delay that
// holds up only what follows on the same wire.
func (c *wire) travel(d *direction, f *frame, late time.Duration, arrive func()) {
	hop := c.hop.Draw(c.w, "ws.hop")
	o := c.object.obj // nil for a process
	if o == nil || !o.rt.profile.CallsInLine {
		d.link.Deliver(hop+late, arrive)
		return
	}
	lines, gap := &o.lines.in, o.rt.gap()
	if d == &c.down {
		lines, gap = &o.lines.out, 1
	}
	r, now := rankFrame, o.rt.moment()
	if d.frame == now || f.lost() {
		r = rankBehind
	}
	d.frame = now
	if o.rt.loop && (d == &c.down || r == rankBehind) {
		o.rt.frameInLoop(c, d, f, func() { d.link.Deliver(late, arrive) })
		return
	}
	d.last = o.rt.w.Now().Add(hop)
	lines[between(c.dialer())].deliver(o.rt, r, hop, gap, func() { d.link.Deliver(late, arrive) })
}

// dialer returns the incarnation at the client's end, nil for a process.
func (c *wire) dialer() *instance { return c.client.dialer }

// open places the wire in a world, at the first touch.
func (c *wire) open(w *actor.World) {
	if c.w == nil {
		c.w, c.up.link, c.down.link = w, w.NewLink(), w.NewLink()
	}
}

// check unwinds code that has been killed.
func (c *wire) check() {
	if c.w != nil {
		c.w.Check()
	}
}

// say lets an incarnation send a frame: it leaves at the end of the turn, once what it rests on is durable, and not
// before the frames ahead of it.
func (c *wire) say(i *instance, f *frame) {
	c.said = append(c.said, f)
	i.sayAtEnd(func() {
		f.free = true
		c.release()
	})
}

// answer sends a frame of the platform, which waits for no gate but keeps its place in the line.
func (c *wire) answer(f *frame) {
	f.free = true
	c.said = append(c.said, f)
	c.release()
}

// release lets go of the frames at the head of the line that nothing holds.
func (c *wire) release() {
	for len(c.said) > 0 && c.said[0].free {
		f := shift(&c.said)
		if f.close != nil {
			c.trace("ws.close", f.String(), "by object")
		} else {
			c.trace("ws.out", f.String(), "")
		}
		c.out(f)
	}
}

// dropHeld takes the frames that the output gate holds out of the line, where it will never let them out.
func (c *wire) dropHeld() {
	c.said = slices.DeleteFunc(c.said, func(f *frame) bool { return !f.free })
	c.release()
}

// out sends a frame towards the client. Before the client has its end, frames travel with the response.
func (c *wire) out(f *frame) {
	client := c.client
	if client == nil {
		c.early = append(c.early, f)
		return
	}
	p, late, sent := c.send(platform.AtSocketOut, f, c.noticedByObject)
	if !sent {
		return
	}
	c.travel(&c.down, f, late, func() {
		if !c.loses(p, f) {
			client.arrive(f)
		}
	})
}

// in sends a frame towards the object.
func (c *wire) in(f *frame) {
	p, late, sent := c.send(platform.AtSocketIn, f, c.noticedByClient)
	if !sent {
		return
	}
	c.upward++
	c.travel(&c.up, f, late, func() {
		if c.loses(p, f) {
			c.upward--
			return
		}
		c.object.hear(f)
	})
}

// send asks for a fault of a frame at a point, and reports whether the frame is on its way. A dead connection carries
// none, and its sender notices. The loss of a connection is not a frame: on a connection that is not dead it arrives.
func (c *wire) send(where string, f *frame, noticed func()) (p passage, late time.Duration, sent bool) {
	switch {
	case f.lost():
		return passage{}, 0, !c.dead
	case c.dead:
		noticed()
		return passage{}, 0, false
	}
	if c.object.process != nil {
		return passage{}, 0, true
	}
	p = c.depart()
	late, lost := c.frameFault(where, f)
	return p, late, !lost
}

func (c *wire) trace(kind, what, note string) {
	if c.object == nil {
		return
	}
	e := actor.Event{Kind: kind, Who: c.object.label(), What: what, N: c.object.n, Note: note}
	if c.client != nil {
		e.Peer = c.client.name
	}
	c.w.Trace(e)
}
