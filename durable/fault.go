package durable

import (
	"fmt"
	"slices"

	"dolab/actor/fault"
	"dolab/durable/platform"
)

// WithFaults lets the faults of a plan strike. A plan belongs to one runtime, because it counts. With a fault that is
// not possible the runtime declares no class: Namespace returns the reason.
func WithFaults(p *fault.Plan) Option { return func(rt *Runtime) { rt.refusal = rt.SetFaults(p) } }

// SetFaults lets the faults of a plan strike from now on, in place of those before: nil heals. Partitions that last
// end, and disks that are full by a fault are no longer. A fault that is not possible is an error, and nothing
// changes.
func (rt *Runtime) SetFaults(p *fault.Plan) error {
	rt.w.Check()
	faulty := map[string]bool{}
	if p != nil {
		for _, f := range p.Faults {
			err := platform.CheckFault(f)
			if err == nil {
				err = rt.profile.CheckFault(f)
			}
			if err != nil {
				return fmt.Errorf("faults: %w", err)
			}
			faulty[f.Where] = true
		}
	}
	rt.w.Visit(func() {
		rt.heal()
		rt.faults, rt.faulty = p, faulty
		for _, x := range slices.Clone(rt.partitions) {
			x.heal()
		}
	})
	return nil
}

// fault asks whether a fault strikes the object at a point; holds says which of the point's own conditions are true.
func (o *object) fault(where string, holds func(fault.Condition) bool) (fault.Effect, bool) {
	return o.faultIn(nil, where, holds)
}

// faultIn is fault for what happens in an event, which may be nil: the faults of its request come first.
func (o *object) faultIn(ev *event, where string, holds func(fault.Condition) bool) (fault.Effect, bool) {
	if ev != nil && ev.faults != nil && ev.kind != kindInside {
		if e, struck := o.ask(ev.faults, where, holds); struck {
			return e, true
		}
	}
	if !o.rt.faulty[where] {
		return fault.Effect{}, false
	}
	return o.ask(o.rt.faults, where, holds)
}

// ask asks a plan whether one of its faults strikes the object at a point.
func (o *object) ask(p *fault.Plan, where string, holds func(fault.Condition) bool) (fault.Effect, bool) {
	return p.Ask(o.rt.w, where, o.label, func(c fault.Condition) bool {
		return holds != nil && holds(c) || o.state(c)
	})
}

// faultOf asks whether a fault strikes an actor that is not an object at a point.
func (rt *Runtime) faultOf(where, name string) (fault.Effect, bool) {
	if !rt.faulty[where] {
		return fault.Effect{}, false
	}
	return rt.faults.Ask(rt.w, where, "@"+name, nil)
}

// failure returns the error of a row of the catalogue, which a fault or the kernel names.
func (rt *Runtime) failure(name string) *platform.Error {
	row, found := platform.FailureByName(name)
	if !found {
		bug("the catalogue has no row %q", name)
	}
	return row.Err(rt.w)
}

// is is the condition that an event is of a kind.
func (ev *event) is(c fault.Condition) bool { return ev != nil && kindNames[ev.kind] == string(c) }
