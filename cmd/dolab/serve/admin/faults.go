package admin

import (
	"context"
	"net/http"
	"slices"

	"dolab/actor/fault"
	"dolab/durable"
	"dolab/durable/platform"
)

// faults are the texts of faults, and whether they are on.
type faults struct {
	texts []string
	on    bool
}

// set makes them the plan of a runtime.
func (f *faults) set(rt *durable.Runtime) error {
	var plan *fault.Plan
	if f.on && len(f.texts) > 0 {
		var err error
		if plan, err = platform.NewPlan(f.texts...); err != nil {
			return err
		}
	}
	return rt.SetFaults(plan)
}

// FaultList is all faults, and whether they are on.
type FaultList struct {
	On     bool    `json:"on"`
	Faults []Fault `json:"faults"`
}

// Fault is a fault and its counts since the faults were last changed. While faults are off, the counts are 0.
type Fault struct {
	Text   string `json:"fault"`
	Passed int    `json:"passed"` // its occasions so far
	Struck int    `json:"struck"`
}

// Faults lists the faults.
func (a *Admin) Faults(ctx context.Context) (FaultList, error) { return a.changeFaults(ctx, nil) }

// SwitchFaults turns the faults on or off. Nil toggles them.
func (a *Admin) SwitchFaults(ctx context.Context, on *bool) (FaultList, error) {
	return a.changeFaults(ctx, func(f *faults) error {
		f.on = on != nil && *on || on == nil && !f.on
		return nil
	})
}

// AddFault adds a fault by its text. It can strike at once where faults are on.
func (a *Admin) AddFault(ctx context.Context, text string) (FaultList, error) {
	return a.changeFaults(ctx, func(f *faults) error {
		if _, err := platform.ParseFault(text); err != nil {
			return wrong("add", "%v", err)
		}
		if len(f.texts) >= faultsMax {
			return wrong("add", "there are %d faults already", faultsMax)
		}
		f.texts = append(f.texts, text)
		return nil
	})
}

// faultsMax is how many faults there may be.
const faultsMax = 1000

// RemoveFault removes a fault by its text.
func (a *Admin) RemoveFault(ctx context.Context, text string) (FaultList, error) {
	return a.changeFaults(ctx, func(f *faults) error {
		at := slices.Index(f.texts, text)
		if at < 0 {
			return &Error{http.StatusNotFound, "remove", "there is no such fault: " + text}
		}
		f.texts = slices.Delete(f.texts, at, at+1)
		return nil
	})
}

// changeFaults changes the faults, unless change is nil, and lists them. A change that a runtime refuses has no effect.
func (a *Admin) changeFaults(ctx context.Context, change func(f *faults) error) (FaultList, error) {
	a.changing.Lock()
	defer a.changing.Unlock()
	a.lock.Lock()
	old := a.faults
	a.lock.Unlock()
	f := faults{texts: slices.Clone(old.texts), on: old.on}
	if change != nil {
		if err := change(&f); err != nil {
			return FaultList{}, err
		}
	}
	all, err := askAll(ctx, a, func(rt *durable.Runtime) ([]fault.Standing, error) {
		if change != nil {
			if err := f.set(rt); err != nil {
				return nil, wrong("add", "%v", err)
			}
		}
		return rt.Faults(), nil
	})
	if err != nil {
		return FaultList{}, err
	}
	a.lock.Lock()
	a.faults = f
	a.lock.Unlock()
	list := FaultList{On: f.on, Faults: []Fault{}}
	for n, text := range f.texts {
		x := Fault{Text: text}
		for _, standings := range all {
			if f.on && n < len(standings) {
				x.Passed += standings[n].Passed
				x.Struck += standings[n].Struck
			}
		}
		list.Faults = append(list.Faults, x)
	}
	return list, nil
}
