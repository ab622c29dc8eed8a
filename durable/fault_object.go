package durable

import (
	"slices"
	"time"

	"dolab/actor"
)

// troubled is what faults leave behind in an incarnation.
type troubled struct {
	ran     *task         // whose code has run in this turn
	doomed  bool          // to be evicted as soon as it is quiet
	ghost   *ghost        // another incarnation has the object
	trouble *actor.Fault  // what befalls the next commit on its way to the disk
	skew    time.Duration // how far its clock is ahead
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
	case PointDurable:
		return i.durableStruck()
	}
	return false
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

// fall is what an incarnation suffers: it reports whether it is gone.
func (i *instance) fall(f actor.Fault) bool {
	switch f.Do {
	case "crash":
		i.crash()
	case "reset":
		i.resetBy(f)
	case "evict":
		i.doomed = true
		return false
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
		mates = i.isolate()
	}
	for _, mate := range mates {
		e := *err
		mate.die(&e)
	}
}

// isolate lists the incarnations that share the memory of i, i first: those of classes with the same Class.Isolate.
func (i *instance) isolate() []*instance {
	all := []*instance{i}
	name := i.obj.ns.class.Isolate
	if name == "" {
		return all
	}
	for _, ns := range i.rt.order {
		if ns.class.Isolate != name {
			continue
		}
		for _, o := range ns.list {
			if o.inst != nil && !slices.Contains(all, o.inst) {
				all = append(all, o.inst)
			}
		}
	}
	return all
}

// leave ends an incarnation that is to go, or that has been replaced, once it is quiet.
func (i *instance) leave() {
	i.fade()
	if !i.doomed || i.dead || len(i.events) > 0 || i.pending() {
		return
	}
	i.w.After(0, func() {
		if !i.dead && len(i.events) == 0 && !i.pending() {
			i.evict("fault")
		}
	})
}
