package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"dolab/durable"
	"dolab/experiments/search"
	"dolab/experiments/specimens"
)

// subject is the flags that say which scenario: that of a file, or the one that a seed stands for.
type subject struct {
	mux     []string
	profile string
	seed    uint64
	faults  []string
}

// noFaults is what --faults takes instead of a fault.
const noFaults = "none"

func (s *subject) define(set *pflag.FlagSet) {
	set.SortFlags = false
	set.Var(&list[string]{to: &s.mux, parse: word, form: "names, such as a,b", kind: "names"},
		"mux", "multiplexers (dolab list multiplexers)")
	set.Var(&one[string]{to: &s.profile, parse: word, form: "a name", kind: "name"},
		"profile", "the numbers of the platform (dolab list profiles); not given: drawn from the seed")
	s.seed = 1
	set.Var(&one[uint64]{to: &s.seed, text: "1", parse: seed, form: "a whole number from 0 on", kind: "number"},
		"seed", "what all chance comes from")
	set.StringArrayVar(&s.faults, "faults", nil,
		"a fault, such as \"commit nth=2 crash\", and again for more; none for none; not given: drawn from the seed")
}

// check holds the flags against what there is.
func (s *subject) check() error {
	for _, name := range s.mux {
		if _, err := specimens.ByName(name); err != nil {
			return err
		}
	}
	if s.profile != "" {
		if _, err := durable.ProfileByName(s.profile); err != nil {
			return &usageError{err}
		}
	}
	if len(s.faults) == 1 && s.faults[0] == noFaults {
		s.faults = []string{}
	}
	for _, text := range s.faults {
		if _, err := durable.ParseFault(text); err != nil {
			return &usageError{err}
		}
	}
	return nil
}

// scenario is the one scenario that a command is about. Args is empty or holds a file or the name of a multiplexer.
func (s *subject) scenario(args []string) (search.Scenario, error) {
	if err := s.check(); err != nil {
		return search.Scenario{}, err
	}
	if len(args) == 1 && isScenario(args[0]) {
		return readScenario(args[0])
	}
	names := append(args[:len(args):len(args)], s.mux...)
	if len(names) != 1 {
		return search.Scenario{}, usage("it takes a scenario FILE.yaml, or one multiplexer and --seed")
	}
	if _, err := specimens.ByName(names[0]); err != nil {
		return search.Scenario{}, err
	}
	return search.Draw(names[0], s.profile, s.faults, s.seed), nil
}

func isScenario(path string) bool {
	return strings.HasSuffix(path, ".yaml") || strings.HasSuffix(path, ".yml")
}

func readScenario(path string) (search.Scenario, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return search.Scenario{}, &usageError{err}
	}
	s, err := search.Parse(data)
	if err != nil {
		return s, usage("%s: %w", path, err)
	}
	return s, nil
}

// words are the flags as they have to be typed, without --mux and --seed.
func (s *subject) words() string {
	var words string
	if s.profile != "" {
		words += " --profile " + s.profile
	}
	if s.faults != nil && len(s.faults) == 0 {
		words += " --faults " + noFaults
	}
	for _, text := range s.faults {
		words += fmt.Sprintf(" --faults %q", text)
	}
	return words
}
