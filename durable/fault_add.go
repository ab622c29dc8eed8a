package durable

import (
	"errors"

	"dolab/actor/fault"
)

// WithMoreFaults lets faults strike besides those of the plan of a WithFaults before it, which counts them too, behind
// its own.
func WithMoreFaults(faults ...fault.Fault) Option {
	return func(rt *Runtime) {
		plan := rt.faults
		if plan == nil {
			plan = fault.NewPlan()
		}
		plan.Add(faults...)
		rt.refusal = errors.Join(rt.refusal, rt.SetFaults(plan))
	}
}

// Faults returns what has come of each fault of the plan, in its order.
func (rt *Runtime) Faults() []fault.Standing { return rt.faults.Standings() }
