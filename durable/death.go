package durable

import (
	"dolab/actor"
	"dolab/durable/platform"
)

// die ends the incarnation as a reset: what its caller, its queued events and its bound stubs get is err; what
// the running turn wrote is undone, what was on its way to the disk arrives there. Fetches in flight see the error
// as coming out of the object (semantics B20). The next incarnation is one of a new record: see object.adopt.
func (i *instance) die(err *platform.Error) {
	if i.dead {
		return
	}
	i.w.Trace(actor.Event{Kind: "reset", Who: i.obj.label, N: int64(i.n), Note: err.Error()})
	i.obj.orphan = true
	i.obj.losses++
	i.finishLife(ending{err: err, gone: err, remoteFetch: !err.Internal, keepSent: true, closeSockets: true, breakStubs: true})
}

// crash ends the incarnation as the loss of its machine: exactly the confirmed commits survive, callers see the
// connection lost, stubs go on to the next incarnation.
func (i *instance) crash() {
	if i.dead {
		return
	}
	i.w.Trace(actor.Event{Kind: "crash", Who: i.obj.label, N: int64(i.n)})
	i.obj.orphan = true
	i.obj.losses++
	i.finishLife(ending{err: platform.ErrConnectionLost, gone: platform.ErrConnectionLost, closeSockets: true})
}

// evict ends a quiet incarnation: memory is lost, hibernatable sockets stay, no caller sees an error.
func (i *instance) evict(why string) { i.evictAs("evict", why, false) }

// evictAs is evict by another name, or one that closes the sockets as a crash does [B32].
func (i *instance) evictAs(kind, why string, closeSockets bool) {
	i.w.Trace(actor.Event{Kind: kind, Who: i.obj.label, N: int64(i.n), Note: why})
	i.finishLife(ending{err: platform.ErrConnectionLost, keepSent: true, closeSockets: closeSockets})
}

// ending says what becomes of whom when an incarnation ends.
type ending struct {
	err          *platform.Error
	gone         error // what the host is told
	remoteFetch  bool
	keepSent     bool // commits on their way to the disk become durable
	closeSockets bool
	breakStubs   bool // bound stubs give err for ever
}

func (i *instance) finishLife(how ending) {
	i.dead = true
	i.heap.leave(i)
	i.idle.check.Stop()
	i.timers.stop()
	for _, t := range i.limits {
		t.Stop()
	}
	if i.ghost == nil { // Otherwise the object is another's already.
		i.obj.inst = nil
		i.obj.used.rest(i.w.Elapsed())
		i.leaveDatabase(how.keepSent)
	}
	i.killTasks()
	i.self.Stop()
	i.gate.drain()
	i.out.held = nil
	if how.breakStubs {
		i.bond.broken = how.err
	}
	for _, ev := range i.events {
		err := *how.err
		if ev.kind == kindFetch && how.remoteFetch {
			err.Remote = true
		}
		ev.answer(nil, &err)
	}
	i.events = nil
	bodies := i.bodies
	i.bodies = nil
	for _, b := range bodies {
		b.broken(i)
	}
	i.rt.connections.ended(i, how.closeSockets && i.ghost == nil)
	if i.hosted != nil {
		i.hosted.Gone(how.gone)
	}
	i.obj.tellQuiet()
}

// leaveDatabase leaves the object's database at its last confirmed commit; kept, what is on its way to the disk has
// arrived.
func (i *instance) leaveDatabase(keepSent bool) {
	if keepSent {
		i.keep()
	}
	if err := i.obj.db.Crash(); err != nil {
		bug("%v: roll back at its end: %v", i, err)
	}
	i.auditEnd()
	i.obj.unremember()
	i.rt.rested(i.obj)
}

// killTasks unwinds the coroutines that are parked; the running one unwinds when it touches its State or blocks,
// at the latest when the function that killed it returns.
func (i *instance) killTasks() {
	tasks := i.tasks
	i.tasks = nil
	for _, t := range tasks {
		if t.co != nil {
			t.co.Kill()
		}
	}
	if c := i.w.Current(); c != nil && i.cur != nil && c.Host() == actor.Host(i.cur) {
		c.Kill()
	}
}
