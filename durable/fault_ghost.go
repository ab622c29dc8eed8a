package durable

import (
	"slices"
	"time"

	"dolab/actor"
	"dolab/actor/fault"
	"dolab/durable/platform"
)

// ghost is the state of an incarnation that another has replaced: its code runs on for a while, without its storage.
type ghost struct {
	refusal *platform.Error // what a storage operation gives
	resets  bool            // … and whether that is its end
}

// touch is what becomes of a ghost that uses its storage.
func (g *ghost) touch(i *instance) error {
	if !g.resets {
		e := *g.refusal
		return &e
	}
	i.exit(func() { i.die(g.refusal) })
	return g.refusal
}

// outlive takes the object away from the incarnation, so that the next event starts another, and lets it run on until
// the end: after a deploy with an error for each storage operation, or as the double of an object that has moved, which
// ends at the first. What it wrote in this turn is undone; what is on its way to the disk arrives; what it said on
// other writes is never heard. Events that have not begun fail; those in flight end with it.
func (i *instance) outlive(kind fault.Kind, end time.Duration) {
	row := i.become(kind)
	i.w.Trace(actor.Event{Kind: string(kind), Who: i.obj.label, N: int64(i.n)})
	i.obj.inst, i.obj.orphan = nil, true
	i.heap.leave(i)
	i.obj.used.rest(i.w.Elapsed())
	i.handOver()
	if kind == platform.DoDeploy {
		err := i.rt.failure("L3")
		i.obj.deployed = true
		i.bond.broken = err
		i.bond = &bond{} // Its own end breaks no more.
		i.rt.connections.replaced(i)
	}
	i.fail(func(ev *event) bool { return !ev.started }, i.rt.failure("L3"))
	i.after(end, ghostOver{row})
	i.endReplaced()
}

// become makes a ghost and returns the row that its end is.
func (i *instance) become(kind fault.Kind) (end string) {
	if kind == platform.DoDeploy {
		i.ghost = &ghost{refusal: i.rt.failure("L3c")}
		return "L19"
	}
	i.ghost = &ghost{refusal: i.rt.failure("L11"), resets: true}
	return "L11"
}

// handOver leaves the database to the next incarnation. Where writes are undone with it, all that is said from now on
// rests on them and is never heard.
func (i *instance) handOver() {
	c := &i.commits
	rests := i.rests()
	i.leaveDatabase(true)
	c.durable = c.sent
	c.writing, c.confirm = false, false
	c.issued, c.strong = c.durable, max(rests, c.durable)
	i.out.endTurn(c.durable, false)
	i.out.held = nil
	i.rt.connections.unheard(i.obj)
}

// fail answers some of the events in flight with an error.
func (i *instance) fail(which func(*event) bool, err *platform.Error) {
	for _, ev := range slices.Clone(i.events) {
		if which(ev) {
			i.forget(ev)
			e := *err
			ev.answer(nil, &e)
		}
	}
}

// endReplaced ends a ghost that has nothing left to do.
func (i *instance) endReplaced() {
	if i.ghost == nil || i.dead || !i.finished() {
		return
	}
	const soon = time.Millisecond
	i.background(soon, ghostIdle{})
}

// finished reports whether no code of the incarnation runs, waits or will, and it has no sockets of its own.
func (i *instance) finished() bool {
	return len(i.events) == 0 && len(i.tasks) == 0 && len(i.timers.list) == 0 && len(i.listening) == 0
}
