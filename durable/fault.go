package durable

import (
	"fmt"
	"slices"

	"dolab/actor"
)

// ParseFault reads the text form of a fault of this package: see actor.Fault and Points.
func ParseFault(text string) (actor.Fault, error) { return Points().Parse(text) }

// CheckFault refuses a fault that no text could ask for, such as an error that cannot happen at its point.
func CheckFault(f actor.Fault) error {
	_, err := Points().Parse(f.String())
	return err
}

// WithFaults lets the faults of a plan strike. A plan belongs to one runtime, because it counts. With a fault that is
// not possible the runtime declares no class: Namespace returns the reason.
func WithFaults(p *actor.Plan) Option { return func(rt *Runtime) { rt.refusal = rt.SetFaults(p) } }

// SetFaults lets the faults of a plan strike from now on, in place of those before: nil heals. Partitions that last
// end, and disks that are full by a fault are no longer. A fault that is not possible is an error, and nothing
// changes.
func (rt *Runtime) SetFaults(p *actor.Plan) error {
	rt.w.Check()
	faulty := map[string]bool{}
	if p != nil {
		for _, f := range p.Faults {
			err := CheckFault(f)
			if err == nil {
				err = rt.profile.CheckFault(f)
			}
			if err != nil {
				return fmt.Errorf("faults: %w", err)
			}
			faulty[f.Where] = true
		}
	}
	rt.heal()
	rt.faults, rt.faulty = p, faulty
	for _, x := range slices.Clone(rt.partitions) {
		x.heal()
	}
	return nil
}

// What a fault may do at once.
const (
	floodMax = 10_000  // calls
	leakMax  = 1 << 20 // MiB
)

// CheckFault refuses a fault that does too much at once, and one that can have no effect under the profile.
func (p *Profile) CheckFault(f actor.Fault) error {
	switch {
	case f.Do == "flood" && f.Count > floodMax:
		return fmt.Errorf("%s: %d is out of bounds: want 1 to %d calls", f, f.Count, floodMax)
	case f.Do == "memory" && f.Count > leakMax:
		return fmt.Errorf("%s: %d is out of bounds: want 1 to %d MiB", f, f.Count, leakMax)
	case f.Do == "memory" && p.MemoryMax <= 0:
		return fmt.Errorf("%s: profile %s has no MemoryMax, so the fault could have no effect: set MemoryMax or take another profile", f, p.Name)
	}
	return nil
}

// NewPlan reads faults from their texts.
func NewPlan(texts ...string) (*actor.Plan, error) {
	faults := make([]actor.Fault, len(texts))
	for n, text := range texts {
		f, err := ParseFault(text)
		if err != nil {
			return nil, err
		}
		faults[n] = f
	}
	return actor.NewPlan(faults...), nil
}

// fault asks whether trouble strikes the object at a point; holds says which of the point's own conditions are true.
func (o *object) fault(where string, holds func(string) bool) (actor.Fault, bool) {
	if !o.rt.faulty[where] {
		return actor.Fault{}, false
	}
	return o.rt.faults.Ask(o.rt.w, where, o.label, func(condition string) bool {
		return holds != nil && holds(condition) || o.state(condition)
	})
}

// faultOf asks whether trouble strikes who is no object at a point.
func (rt *Runtime) faultOf(where, name string) (actor.Fault, bool) {
	if !rt.faulty[where] {
		return actor.Fault{}, false
	}
	return rt.faults.Ask(rt.w, where, "@"+name, nil)
}

// failure returns the error that a fault names.
func (rt *Runtime) failure(f actor.Fault) *Error {
	row, ok := FailureByName(f.Name)
	if !ok {
		bug("a fault names %q", f.Name)
	}
	return row.Err(rt.w)
}

// is is the condition that an event is of a kind.
func (ev *event) is(condition string) bool { return ev != nil && kindNames[ev.kind] == condition }
