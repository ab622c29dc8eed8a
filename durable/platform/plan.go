package platform

import (
	"fmt"

	"dolab/actor/fault"
)

// ParseFault reads the text form of a fault of this package: see fault.Fault and Points.
func ParseFault(text string) (fault.Fault, error) { return Points().Parse(text) }

// CheckFault refuses a fault that no text could ask for, such as an error that cannot happen at its point.
func CheckFault(f fault.Fault) error {
	_, err := Points().Parse(f.String())
	return err
}

// What a fault may do at once.
const (
	floodMax = 10_000  // calls
	leakMax  = 1 << 20 // MiB
)

// CheckFault refuses a fault that does too much at once, and one that can have no effect under the profile.
func (p *Profile) CheckFault(f fault.Fault) error {
	switch {
	case f.Do == "flood" && f.Count > floodMax:
		return fmt.Errorf("%s: more than %d calls at once", f, floodMax)
	case f.Do == "memory" && f.Count > leakMax:
		return fmt.Errorf("%s: more than %d MiB at once", f, leakMax)
	case f.Do == "memory" && p.MemoryMax <= 0:
		return fmt.Errorf("%s: profile %s has no MemoryMax, so that memory is never too little", f, p.Name)
	}
	return nil
}

// NewPlan reads faults from their texts.
func NewPlan(texts ...string) (*fault.Plan, error) {
	faults := make([]fault.Fault, len(texts))
	for n, text := range texts {
		f, err := ParseFault(text)
		if err != nil {
			return nil, err
		}
		faults[n] = f
	}
	return fault.NewPlan(faults...), nil
}
