package durable

import (
	"time"

	"dolab/actor"
)

// troubled is what faults leave behind in an incarnation.
type troubled struct {
	ran     *task         // whose code has run in this turn
	doom    *actor.Fault  // how it goes as soon as it is quiet
	ghost   *ghost        // another incarnation has the object
	trouble *actor.Fault  // what befalls the next commit on its way to the disk
	skew    time.Duration // how far its clock is ahead
	// slowness is what makes all turns in its isolate take longer.
	slowness *actor.Fault
}

// constructor returns what makes the next incarnation.
func (o *object) constructor() func(*State) (Object, error) {
	if o.deployed && o.ns.class.Next != nil {
		return o.ns.class.Next
	}
	return o.ns.class.New
}

// befallen asks for trouble at one of the points of a turn and reports whether the incarnation does not go on there.
func (i *instance) befallen(name string) bool {
	switch name {
	case PointTurn:
		return i.turnStruck()
	case PointCommit:
		return i.commitStruck()
	case PointArm:
		return i.armedStruck()
	default:
		return i.durableStruck()
	}
}

// activation asks for trouble before an incarnation starts for an event: how much later it does, or why not. A stub
// that hears of a reset is broken.
func (o *object) activation(ev *event) (late time.Duration, _ *Error) {
	if ev.kind == kindInside || !o.rt.faulty["object.activate"] {
		return 0, nil
	}
	f, struck := o.fault("object.activate", ev.is)
	switch {
	case !struck:
		return 0, nil
	case f.Do == "delay":
		return f.Delay(o.rt.w), nil
	}
	err := o.rt.failure(f)
	if err.DurableObjectReset && ev.stub != nil {
		ev.stub.broken = err
	}
	return 0, err
}

// constructionStruck asks for trouble before the constructor and reports whether the incarnation is gone.
func (i *instance) constructionStruck() bool {
	f, struck := i.obj.fault("object.construct", nil)
	return struck && i.fall(f)
}

// turnStruck asks for trouble at the end of a turn and reports whether the incarnation's commit is off.
func (i *instance) turnStruck() bool {
	t := i.ran
	if t == nil || i.cur != nil { // DeleteAll commits within a turn.
		return false
	}
	i.ran = nil
	f, struck := i.obj.fault("object.turn", func(condition string) bool {
		switch condition {
		case "await":
			return !t.over
		case "end":
			return t.over
		case "construct":
			return t.name == "constructor"
		case "write":
			return i.commits.writing
		}
		return t.ev.is(condition)
	})
	return struck && i.fall(f)
}

// fall is what an incarnation suffers: it reports whether it does not go on there.
func (i *instance) fall(f actor.Fault) bool {
	switch f.Do {
	case "crash":
		i.crash()
	case "reset":
		i.resetBy(f)
	case "evict", "hibernate":
		i.doom = &f
		return false
	case "cpu":
		i.compute(f.Delay(i.w), i.endTurn)
	case "memory":
		return i.allocate(int64(f.Count) << 20)
	case "deploy", "double":
		i.outlive(f)
	}
	return true
}

// resetBy resets the incarnation, and where its memory is to blame all that share its isolate.
func (i *instance) resetBy(f actor.Fault) {
	err := i.rt.failure(f)
	mates := []*instance{i}
	switch row, _ := FailureByName(f.Name); row.Code {
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
	i.fade()
	if i.doom == nil || !i.free() {
		return
	}
	i.w.After(0, func() {
		if i.free() {
			i.depart(i.doom.Do, "fault", i.doom.Name == "close")
		}
	})
}

// free reports whether an incarnation that is to go can: it is quiet, and for hibernation has no connection that only
// memory holds [B28].
func (i *instance) free() bool {
	if i.dead || len(i.events) > 0 || i.pending() {
		return false
	}
	return i.doom.Do != "hibernate" || !i.connected()
}
