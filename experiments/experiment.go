package experiments

import (
	"fmt"
	"slices"
	"strings"
)

// Experiment is a claim, run under seeds.
type Experiment struct {
	Name  string
	Claim string // one sentence that a report bears out or contradicts
	About string // a paragraph for those who have not met it
	// Factors are the settings the experiment listens to, by the name of their flag. A setting that is given
	// but not listened to is a usage error.
	Factors []string
	// Defaults fills in the settings that were not given.
	Defaults func(*Settings)
	// Unclaimed are the profiles on which the claim need not hold, each with the reason.
	Unclaimed []Unclaimed
	// Run runs all cells and puts them into the run's report.
	Run func(*Run) error
}

// Unclaimed is a profile on which an experiment's claim need not hold. A run measures there all the same.
type Unclaimed struct{ Profile, Why string }

// whyUnclaimed returns why the claim need not hold on a profile, "" where it holds.
func (e *Experiment) whyUnclaimed(profile string) string {
	for _, u := range e.Unclaimed {
		if u.Profile == profile {
			return u.Why
		}
	}
	return ""
}

// ErrUnknown is a name that nothing has; its text names what there is.
type ErrUnknown struct {
	What  string   // "experiment", "multiplexer", …
	Name  string   // as given
	Known []string // what there is
}

// nameShown is how many bytes of an unknown name an error shows.
const nameShown = 80

func (e *ErrUnknown) Error() string {
	name := e.Name
	if len(name) > nameShown {
		name = name[:nameShown] + "…"
	}
	return fmt.Sprintf("unknown %s %q: want one of %s", e.What, name, strings.Join(e.Known, ", "))
}

// Find returns the experiment of that name from a list.
func Find(list []Experiment, name string) (Experiment, error) {
	i := slices.IndexFunc(list, func(e Experiment) bool { return e.Name == name })
	if i >= 0 {
		return list[i], nil
	}
	known := make([]string, len(list))
	for i, e := range list {
		known[i] = e.Name
	}
	return Experiment{}, &ErrUnknown{"experiment", name, known}
}
