package search

import (
	"fmt"
	"time"
)

// Phase is a span of a scenario in which some things go wrong, beside what goes wrong in all of it.
type Phase struct {
	Name  string        `yaml:"name,omitempty"` // for the reader
	Until time.Duration `yaml:"until"`          // its end; it begins with the end of the one before
	// Faults are in the text form of actor.Fault, without from= and until=, which the phase gives them.
	Faults []string `yaml:"faults,omitempty"`
}

// checkPhases holds phases to what can be run.
func (s *Scenario) checkPhases() error {
	var end time.Duration
	for n, p := range s.Phases {
		switch {
		case p.Until <= end:
			return fmt.Errorf("phases: phase %d has until %v, which is not after the end of the phase before it, %v", n+1, p.Until, end)
		case p.Until > s.Heal:
			return fmt.Errorf("phases: phase %d has until %v, which is after heal, %v: faults end with heal", n+1, p.Until, s.Heal)
		}
		for _, text := range p.Faults {
			f, err := points.Parse(text)
			if err != nil {
				return fmt.Errorf("phases: phase %d: faults: %w", n+1, err)
			}
			if f.From > 0 || f.Until > 0 {
				return fmt.Errorf("phases: phase %d: fault %q has from= or until=, which the phase gives it", n+1, text)
			}
		}
		end = p.Until
	}
	return nil
}

// flat are the faults of the phases as faults of the whole scenario: from and until count from the world's beginning.
func (s *Scenario) flat() []string {
	var list []string
	var from time.Duration
	for _, p := range s.Phases {
		for _, text := range p.Faults {
			if f, err := points.Parse(text); err == nil {
				f.From, f.Until = s.Begin+from, s.Begin+p.Until
				text = f.String()
			}
			list = append(list, text)
		}
		from = p.Until
	}
	return list
}
