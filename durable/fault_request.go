package durable

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dolab/actor/fault"
	"dolab/durable/platform"
)

// requestPoints are those that belong to one event, so that a fault there can strike the events of one request.
var requestPoints = []string{
	platform.AtStubRequest, platform.AtStubDeliver, platform.AtStubResponse, platform.AtObjectActivate,
	platform.AtObjectTurn, platform.AtStorageOp,
}

// RequestFaults reads faults for the events of one request, each in its text form. Only points at which an event passes
// are possible. The plan belongs to one world.
func RequestFaults(p platform.Profile, texts ...string) (*fault.Plan, error) {
	plan, err := platform.NewPlan(texts...)
	if err != nil {
		return nil, err
	}
	for _, f := range plan.Faults {
		if !slices.Contains(requestPoints, f.Where) {
			return nil, fmt.Errorf("%s: %s is not a point of a request: want one of %s", f, f.Where, strings.Join(requestPoints, ", "))
		}
		if err := p.CheckFault(f); err != nil {
			return nil, err
		}
	}
	return plan, nil
}

// requestFaultsKey is the key of a context.
type requestFaultsKey struct{}

// WithRequestFaults returns the context for a request whose calls to objects the faults strike, and the calls that those
// make for it. No other is struck. They strike before the faults of the runtime, and not in other worlds.
func WithRequestFaults(ctx context.Context, plan *fault.Plan) context.Context {
	return context.WithValue(ctx, requestFaultsKey{}, plan)
}

// faultsOf are the faults of a request with that context.
func faultsOf(ctx context.Context) *fault.Plan {
	plan, _ := ctx.Value(requestFaultsKey{}).(*fault.Plan)
	return plan
}

// For returns a stub whose calls are those of a request with that context: see WithRequestFaults.
func (s *Stub) For(ctx context.Context) *Stub {
	plan := faultsOf(ctx)
	if plan == nil {
		return s
	}
	return s.under(func(l *limits) { l.faults = plan })
}

// requestFaults are those of a call that the running code makes by the stub.
func (s *Stub) requestFaults() *fault.Plan {
	switch {
	case s.limits != nil && s.limits.faults != nil:
		return s.limits.faults
	case s.from != nil && s.from.cur.ev != nil:
		return s.from.cur.ev.faults
	}
	return nil
}
