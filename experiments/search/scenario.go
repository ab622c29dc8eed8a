package search

import (
	"errors"
	"fmt"
	"time"

	"dolab/actor/fault"
	"dolab/durable/platform"
)

// Scenario is a world as data: what is done in it, what goes wrong, and for how long. With the same scenario and the same
// subject the same happens. Subject.Scenario draws one, Parse reads one, and About gives one a subject.
type Scenario struct {
	Profile string        `yaml:"profile"`         // the platform's numbers (platform.ProfileByName)
	Set     []string      `yaml:"set,omitempty"`   // … and those that are others (platform.Profile.Override)
	Seed    uint64        `yaml:"seed"`            // what all chance in it comes from
	Begin   time.Duration `yaml:"begin,omitempty"` // how far into a second it begins
	Skew    time.Duration `yaml:"skew,omitempty"`  // how far the alarm manager's clock is ahead

	Load time.Duration `yaml:"load,omitempty"` // how long each turn takes, on a host with much to do

	Operations []Operation `yaml:"operations"`
	Faults     []string    `yaml:"faults,omitempty"` // in the text form of fault.Fault
	// Phases are spans in which more goes wrong, one after another.
	Phases []Phase `yaml:"phases,omitempty"`

	// Storm, then heal: from this age on nothing goes wrong any more.
	Heal time.Duration `yaml:"heal"`
	// Settle is how long everything has after that to come right.
	Settle time.Duration `yaml:"settle"`

	// Fails is the signature of what goes wrong in it, for a scenario that is kept for that.
	Fails string `yaml:"fails,omitempty"`
	// Expect is what is expected of it, for a scenario that is kept as a test.
	Expect *Expect `yaml:"expect,omitempty"`

	subject *Subject
	given   []string // faults that were not drawn
}

// About returns the scenario with another subject.
func (s Scenario) About(subject *Subject) Scenario {
	s.subject = subject
	return s
}

// Name is that of the scenario's subject.
func (s *Scenario) Name() string {
	if s.subject == nil {
		return ""
	}
	return s.subject.Name
}

// end is when the last operation begins.
func (s *Scenario) end() time.Duration {
	var end time.Duration
	for _, o := range s.Operations {
		end = max(end, o.At)
	}
	return end
}

// blocks reports whether an operation's deed blocks objects for long.
func (s *Scenario) blocks() bool {
	for _, o := range s.Operations {
		if d, err := s.subject.deed(o.Do); err == nil && d.Blocks {
			return true
		}
	}
	return false
}

// unasked reports whether no client asks for an operation: objects do it by themselves.
func (s *Scenario) unasked(o Operation) bool {
	d, err := s.subject.deed(o.Do)
	return err == nil && d.Unasked != nil && d.Unasked(o)
}

// heldUp is how long operations may hold up what is behind them, all together.
func (s *Scenario) heldUp() time.Duration {
	if s.subject.HeldUp == nil {
		return 0
	}
	return s.subject.HeldUp(*s)
}

// The bounds of a scenario.
const (
	operationsMax = 10_000
	nMax          = 10_000
	skewMax       = 10 * time.Minute
	spanMax       = fault.SpanMax
	clientMax     = 100
)

// Check holds a scenario to what can be run.
func (s *Scenario) Check() error {
	if s.subject == nil {
		return errors.New("the scenario has no subject: give it one with About")
	}
	if _, err := s.numbers(); err != nil {
		return err
	}
	if err := s.checkPhases(); err != nil {
		return err
	}
	if _, err := s.plan(); err != nil {
		return fmt.Errorf("faults: %w", err)
	}
	if err := s.Expect.check(); err != nil {
		return err
	}
	for _, x := range []bounded[time.Duration]{
		{"begin", s.Begin}, {"load", s.Load}, {"heal", s.Heal}, {"settle", s.Settle},
	} {
		if err := x.within(0, spanMax); err != nil {
			return err
		}
	}
	if err := (bounded[time.Duration]{"skew", s.Skew}).within(-skewMax, skewMax); err != nil {
		return err
	}
	if err := s.subject.check(); err != nil {
		return err
	}
	return s.checkOperations()
}

// checkOperations holds the operations to what can be done.
func (s *Scenario) checkOperations() error {
	if len(s.Operations) > operationsMax {
		return fmt.Errorf("%d operations are too many: want at most %d", len(s.Operations), operationsMax)
	}
	for n, o := range s.Operations {
		if err := o.check(s.subject); err != nil {
			return fmt.Errorf("operation %d: %w", n+1, err)
		}
		if end := s.Heal + s.Settle; o.At > end {
			return fmt.Errorf("operation %d is at %v, after the end of the scenario (heal + settle) at %v", n+1, o.At, end)
		}
		if n > 0 && o.At < s.Operations[n-1].At {
			return fmt.Errorf("operation %d is at %v, before the operation above it: sort operations by at", n+1, o.At)
		}
	}
	if s.subject.Check == nil {
		return nil
	}
	return s.subject.Check(*s)
}

// numbers are those of the platform.
func (s *Scenario) numbers() (platform.Profile, error) {
	p, err := platform.ProfileByName(s.Profile)
	if err != nil {
		return p, fmt.Errorf("profile: %w", err)
	}
	if len(s.Set) == 0 {
		return p, nil
	}
	if p, err = p.Override(s.Set...); err != nil {
		return p, fmt.Errorf("set: %w", err)
	}
	return p, nil
}
