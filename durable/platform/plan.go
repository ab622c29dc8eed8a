package platform

import (
	"fmt"

	"dolab/actor/fault"
)

// ParseFault reads the text form of a fault of this package: see fault.Fault and Points.
func ParseFault(text string) (fault.Fault, error) { return points.Parse(text) }

// points are those that texts are read by.
var points = Points()

// CheckFault refuses a fault that no text could ask for, such as an error that cannot happen at its point.
func CheckFault(f fault.Fault) error {
	_, err := points.Parse(f.String())
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
	case f.Do == DoFlood && f.Count > floodMax:
		return fmt.Errorf("%s: %d is out of bounds: want 1 to %d calls", f, f.Count, floodMax)
	case f.Do == DoMemory && f.Count > leakMax:
		return fmt.Errorf("%s: %d is out of bounds: want 1 to %d MiB", f, f.Count, leakMax)
	case f.Do == DoMemory && p.MemoryMax <= 0:
		return fmt.Errorf("%s: profile %s has no MemoryMax, so the fault could have no effect: set MemoryMax or take another profile", f, p.Name)
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
