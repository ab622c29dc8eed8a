package durable

import (
	"time"

	"dolab/actor/fault"
	"dolab/durable/platform"
)

// faultState is what faults leave behind in an incarnation.
type faultState struct {
	ran      *task         // whose code has run in this turn
	eviction *fault.Effect // how it goes as soon as it is quiet
	ghost    *ghost        // another incarnation has the object
	onDisk   *fault.Effect // that strikes the next commit on its way to the disk
	skew     time.Duration // how far its clock is ahead
	// slowness is what makes all turns in its isolate take longer.
	slowness *fault.Effect
}

// activation asks for a fault before an incarnation starts for an event: how much later it starts, or why it does not.
// A stub that gets a reset is broken.
func (o *object) activation(ev *event) (late time.Duration, _ *platform.Error) {
	if ev.kind == kindInside {
		return 0, nil
	}
	f, struck := o.faultIn(ev, platform.AtObjectActivate, ev.is)
	switch {
	case !struck:
		return 0, nil
	case f.Do == platform.DoDelay:
		return f.Delay(o.rt.w), nil
	}
	err := o.rt.failure(f.Name)
	if err.DurableObjectReset && ev.stub != nil {
		ev.stub.broken = err
	}
	return 0, err
}

// strikes asks for a fault of the incarnation at a point, obeys it, and reports whether the incarnation stops there. No
// fault strikes one that another has replaced.
func (i *instance) strikes(where string, holds func(fault.Condition) bool) bool {
	return i.strikesIn(nil, where, holds)
}

// strikesIn is strikes for what happens in an event, which may be nil.
func (i *instance) strikesIn(ev *event, where string, holds func(fault.Condition) bool) bool {
	if i.dead || i.ghost != nil {
		return i.dead
	}
	e, struck := i.obj.faultIn(ev, where, holds)
	return struck && i.obey(e)
}

// waits reports whether the code of a task goes on later. Code of a script has left its frames when it awaits: there it
// goes on as long as its event does.
func (t *task) waits() bool {
	if !t.over {
		return true
	}
	if _, inGo := t.inst.hosted.(*goObject); inGo {
		return false
	}
	return t.ev != nil && t.ev.started && !t.ev.ended
}

// turnStrikes is strikes at the end of a turn in which code of the object has run.
func (i *instance) turnStrikes() bool {
	t := i.ran
	if i.dead || t == nil || i.cur != nil { // DeleteAll commits within a turn.
		return i.dead
	}
	i.ran = nil
	return i.strikesIn(t.ev, platform.AtObjectTurn, func(c fault.Condition) bool {
		switch c {
		case platform.IfAwait:
			return t.waits()
		case platform.IfEnd:
			return !t.waits()
		case platform.IfConstruct:
			return t.name == "constructor"
		case platform.IfWrite:
			return i.commits.writing
		}
		return t.ev.is(c)
	})
}

// obey applies an effect to the incarnation and reports whether the incarnation stops where it is.
func (i *instance) obey(e fault.Effect) bool {
	switch e.Do {
	case platform.DoCrash:
		i.crash()
	case platform.DoReset:
		i.resetBy(e.Name)
	case platform.DoCPU:
		i.compute(e.Delay(i.w), i.endTurn)
	case platform.DoMemory:
		return i.allocate(int64(e.Count) << 20)
	case platform.DoDeploy, platform.DoDouble:
		i.outlive(e.Do, e.Delay(i.w))
	case platform.DoEvict, platform.DoHibernate: // As soon as it is quiet.
		i.eviction = &e
		return false
	case platform.DoSlow:
		i.slowness = &e
		i.heap.isolate.slow = append(i.heap.isolate.slow, i)
		return false
	case platform.DoError, platform.DoDelay, platform.DoStuck: // The disk obeys when the commit is sent.
		if i.onDisk == nil {
			i.onDisk = &e
		}
		return false
	}
	return true
}

// resetBy resets the incarnation by a row of the catalogue, and where its memory is to blame all that share its isolate.
func (i *instance) resetBy(name string) {
	err := i.rt.failure(name)
	mates := []*instance{i}
	switch row, _ := platform.FailureByName(name); row.Code {
	case "L3":
		i.obj.deployed = true
	case "L12", "L12b":
		mates = i.mates()
	}
	for _, mate := range mates {
		e := *err
		mate.die(&e)
	}
}

// leave ends an incarnation that is to go, or that has been replaced, once it is quiet.
func (i *instance) leave() {
	i.endReplaced()
	if i.eviction == nil || !i.free() {
		return
	}
	i.after(0, leaves{})
}

// free reports whether an incarnation that is to go can: it is quiet, and for hibernation has no connection that only
// memory holds [B28].
func (i *instance) free() bool {
	if i.dead || len(i.events) > 0 || i.pending() {
		return false
	}
	return i.eviction.Do != platform.DoHibernate || !i.connected()
}
