package durable

import (
	"fmt"

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

// SetFaults lets the faults of a plan strike from now on, in place of those before: nil heals. A fault that is not
// possible is an error, and nothing changes.
func (rt *Runtime) SetFaults(p *actor.Plan) error {
	if p == nil {
		rt.faults, rt.faulty = nil, nil
		return nil
	}
	faulty := map[string]bool{}
	for _, f := range p.Faults {
		if err := CheckFault(f); err != nil {
			return fmt.Errorf("faults: %w", err)
		}
		faulty[f.Where] = true
	}
	rt.faults, rt.faulty = p, faulty
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

// fault asks whether trouble strikes whom at a point; holds says which of the point's conditions are true.
func (rt *Runtime) fault(where, whom string, holds func(string) bool) (actor.Fault, bool) {
	if !rt.faulty[where] {
		return actor.Fault{}, false
	}
	return rt.faults.Ask(rt.w, where, whom, holds)
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
