package main

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"dolab/durable"
	"dolab/experiments/search"
	"dolab/experiments/specimens"
)

// subject is which scenario a command is about: that of a file, or the one that a seed stands for. What a flag says
// counts, also where the file says something else.
type subject struct {
	flags   *pflag.FlagSet
	mux     []string
	profile string
	seed    uint64
	faults  []string // nil: not given

	file string // "": drawn from the seed
	base search.Scenario
}

// subjectFlags are the flags of a subject.
var subjectFlags = []string{"mux", "profile", "seed", "faults"}

// noFaults is what --faults takes instead of a fault.
const noFaults = "none"

func (s *subject) define(set *pflag.FlagSet) {
	s.flags = set
	set.SortFlags = false
	set.Var(&list[string]{to: &s.mux, parse: word, form: "names, such as a,b", kind: "names"},
		"mux", "multiplexers (dolab list multiplexers)")
	set.Var(&one[string]{to: &s.profile, parse: word, form: "a name", kind: "name"},
		"profile", "the numbers of the platform (dolab list profiles); not given: the file's, or drawn from the seed")
	s.seed = 1
	set.Var(&one[uint64]{to: &s.seed, text: "1", parse: seed, form: "a whole number from 0 on", kind: "number"},
		"seed", "what all chance comes from; not given: the file's, or 1")
	set.Var(&texts{to: &s.faults, check: faultyOrNone, kind: "FAULT"}, "faults",
		"a fault, such as \"commit nth=2 crash\", again for more; none for none; not given: the file's, or drawn")
}

func faultyOrNone(text string) error {
	if text == noFaults {
		return nil
	}
	return faulty(text)
}

// take holds flags and arguments against what there is, and reads the file. Args is empty or holds a file or the name
// of a multiplexer. Then mux is all multiplexers in question.
func (s *subject) take(args []string) error {
	if s.profile != "" {
		if _, err := durable.ProfileByName(s.profile); err != nil {
			return &usageError{err}
		}
	}
	if slices.Contains(s.faults, noFaults) {
		if len(s.faults) > 1 {
			return usage("--faults none goes with no other fault")
		}
		s.faults = []string{}
	}
	if len(args) == 1 && isScenario(args[0]) {
		var err error
		if s.base, err = readScenario(args[0]); err != nil {
			return err
		}
		s.file = args[0]
		if len(s.mux) == 0 {
			s.mux = []string{s.base.Mux}
		}
	} else {
		s.mux = append(args[:len(args):len(args)], s.mux...)
	}
	for _, name := range s.mux {
		if err := multiplexer(name); err != nil {
			return err
		}
	}
	return nil
}

// at is the scenario of a multiplexer under a seed.
func (s *subject) at(mux string, seed uint64) search.Scenario {
	x := s.base
	switch {
	case s.file == "":
		x = search.Draw(mux, s.profile, s.faults, seed)
	case s.profile != "":
		x.Profile = s.profile
	}
	if s.faults != nil {
		x.Faults = s.faults
	}
	x.Mux, x.Seed = mux, seed
	return x
}

// scenario is the one scenario that a command is about.
func (s *subject) scenario(args []string) (search.Scenario, error) {
	if err := s.take(args); err != nil {
		return search.Scenario{}, err
	}
	if len(s.mux) != 1 {
		return search.Scenario{}, usage("it takes a scenario FILE.yaml, or one multiplexer and --seed")
	}
	if s.file != "" && !s.flags.Changed("seed") {
		s.seed = s.base.Seed
	}
	return s.at(s.mux[0], s.seed), nil
}

// words are the subject as typed, for some of its multiplexers and but for --seed.
func (s *subject) words(mux ...string) (words []string) {
	if s.file != "" {
		words = append(words, typed(s.file))
	}
	switch names := strings.Join(mux, ","); {
	case s.file == "" && len(mux) == 1:
		words = append(words, names)
	case s.file == "" && len(mux) > 1, s.file != "" && names != s.base.Mux && names != "":
		words = append(words, "--mux", names)
	}
	if s.profile != "" {
		words = append(words, "--profile", s.profile)
	}
	if s.faults != nil && len(s.faults) == 0 {
		words = append(words, "--faults", noFaults)
	}
	for _, text := range s.faults {
		words = append(words, "--faults", typed(text))
	}
	return words
}

// command is a command about the subject, followed by what else there is to say.
func (s *subject) command(name string, mux []string, more ...any) string {
	words := append([]string{program, name}, s.words(mux...)...)
	for _, x := range more {
		words = append(words, fmt.Sprint(x))
	}
	return strings.Join(words, " ")
}

// replay is the command that shows what goes wrong under a seed.
func (s *subject) replay(mux string, seed uint64) string {
	if s.file != "" && seed == s.base.Seed {
		return s.command("replay", []string{mux})
	}
	return s.command("replay", []string{mux}, "--seed", seed)
}

// multiplexer refuses a name that no multiplexer has. To the name of a file it says what a scenario's is like.
func multiplexer(name string) error {
	_, err := specimens.ByName(name)
	if _, missing := os.Stat(name); err != nil && missing == nil {
		return usage("%s is neither a multiplexer nor a scenario, whose file's name ends in .yaml", name)
	}
	return err
}

func isScenario(path string) bool {
	return strings.HasSuffix(path, ".yaml") || strings.HasSuffix(path, ".yml")
}

func readScenario(path string) (search.Scenario, error) {
	list, err := readScenarios(path)
	switch {
	case err != nil:
		return search.Scenario{}, err
	case len(list) == 0:
		return search.Scenario{}, usage("%s is empty: a scenario has mux, profile and operations", path)
	case len(list) > 1:
		return search.Scenario{}, usage("%s has %d scenarios: it is a corpus, for hunt --corpus", path, len(list))
	}
	return list[0], nil
}

// readScenarios reads a corpus.
func readScenarios(path string) ([]search.Scenario, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, &usageError{err}
	}
	list, err := search.ParseAll(data)
	if err != nil {
		text := unlike.ReplaceAllStringFunc(err.Error(), kindOf)
		return nil, usage("%s: %s", path, nextLine.ReplaceAllString(text, "$1; $2"))
	}
	return list, nil
}

// unlike is how YAML says that a value is of another kind than the field, in names of Go.
var unlike = regexp.MustCompile("cannot unmarshal !!(\\w+) (`.*?` )?into (\\S+)")

// nextLine is where one of several errors ends and the next begins.
var nextLine = regexp.MustCompile(`([^:]) (line \d+:)`)

// kinds are what fields of a scenario hold.
var kinds = map[string]string{
	"search.Scenario": "a scenario, which has mux, profile and operations", "[]search.Operation": "a list of operations",
	"search.Operation": "an operation, which has at and do", "time.Duration": "a span of time such as 300ms",
	"int": "a whole number", "uint64": "a whole number from 0 on", "[]string": "a list of texts", "bool": "true or false",
}

// kindOf says it in ours.
func kindOf(text string) string {
	part := unlike.FindStringSubmatch(text)
	kind := kinds[part[3]]
	if kind == "" {
		kind = "what belongs there"
	}
	if part[2] == "" {
		return strings.Replace(part[1], "seq", "list", 1) + " is not " + kind
	}
	return strings.TrimSpace(part[2]) + " is not " + kind
}
