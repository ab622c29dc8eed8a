package durable

import (
	"slices"
	"strings"
	"time"

	"dolab/actor"
	"dolab/actor/fault"
	"dolab/durable/platform"
)

// peer is who is at the other end of a link of an object.
type peer uint8

const (
	peerClient  peer = iota // a process that calls
	peerObject              // another object, that calls or is called
	peerManager             // the alarm manager
	peerSocket              // the client of a socket
	peers
)

// passage is a message on its way between an object and a peer: in either direction, and where the peer is an object
// over a link of that one too.
type passage struct {
	object *object // nil where nothing travels: a call of an object by itself, or by a test's own hands
	other  *object
	peer   peer
	sent   time.Duration
}

// depart sends a message, and asks for faults of the links that it takes.
func (o *object) depart(k peer, other *object) passage {
	o.linkStruck(k)
	if other == o {
		other = nil
	}
	if other != nil {
		other.linkStruck(k)
	}
	return passage{o, other, k, o.rt.w.Elapsed()}
}

// departFor sends a message between the object and a caller of it, nil for a client.
func (o *object) departFor(caller *instance) passage {
	switch {
	case caller == nil:
		return o.depart(peerClient, nil)
	case caller.obj == o:
		return passage{}
	}
	return o.depart(peerObject, caller.obj)
}

// depart sends a call or its answer.
func (ev *event) depart() passage {
	if ev.kind == kindInside || ev.refused {
		return passage{}
	}
	return ev.caller.object.departFor(ev.stub.from)
}

// lost reports, where a message would arrive, that a partition has been in its way.
func (p passage) lost() bool {
	return p.object != nil && (p.sent < p.object.cut[p.peer] || p.other != nil && p.sent < p.other.cut[p.peer])
}

// deliver lets an event arrive that has passed.
func (p passage) deliver(ev *event) {
	o := p.object
	if o == nil {
		o = ev.caller.object
	}
	if p.lost() {
		ev.refuse(o.rt.lost())
		return
	}
	o.deliver(ev)
	if ev.stub != nil && ev.kind != kindInside {
		o.overtake()
	}
}

// lost is what the sender of a message that a partition has cut off sees.
func (rt *Runtime) lost() *platform.Error { return rt.failure("L1") }

// linkStruck asks for a fault of a link that a message is about to take.
func (o *object) linkStruck(k peer) {
	if !o.rt.faulty[platform.AtLink] || o.rt.w.Elapsed() < o.cut[k] {
		return
	}
	if f, struck := o.fault(platform.AtLink, k.is); struck {
		o.part(f)
	}
}

// is is the condition that the peer is of a kind.
func (k peer) is(c fault.Condition) bool { return platform.Peers[k] == string(c) }

// partition keeps an object from some kinds of peers for a while. Afterwards nothing is left of it but what was lost.
type partition struct {
	object  *object
	from    []peer
	noticed func() // both ends of its sockets notice now; nil where it does not cut them off
	timer   *actor.Timer
}

// part cuts the object off from those whom the fault's conditions name, or from all.
func (o *object) part(f fault.Effect) {
	d := f.Delay(o.rt.w)
	x := &partition{object: o}
	for k := range peers {
		if f.In(func(c fault.Condition) bool { return k.is(c) || o.state(c) }) {
			x.from = append(x.from, k)
			o.cut[k] = max(o.cut[k], o.rt.w.Elapsed()+d)
		}
	}
	x.trace("partition", d.String())
	if slices.Contains(x.from, peerSocket) {
		x.noticed = o.rt.connections.parted(o)
	}
	x.timer = o.rt.w.After(d, x.end)
	o.rt.partitions = append(o.rt.partitions, x)
}

// heal ends the partition before its time.
func (x *partition) heal() {
	x.timer.Stop()
	for _, k := range x.from {
		x.object.cut[k] = x.object.rt.w.Elapsed()
	}
	x.end()
}

// end is the partition's end: who has not noticed yet that a connection broke notices now.
func (x *partition) end() {
	rt := x.object.rt
	rt.partitions = slices.DeleteFunc(rt.partitions, func(y *partition) bool { return x == y })
	x.trace("partition.over", "")
	if x.noticed != nil {
		x.noticed()
	}
}

func (x *partition) trace(kind, note string) {
	names := make([]string, len(x.from))
	for n, k := range x.from {
		names[n] = platform.Peers[k]
	}
	x.object.rt.w.Trace(actor.Event{Kind: kind, Who: x.object.label, What: strings.Join(names, ","), Note: note})
}
