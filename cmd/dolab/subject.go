package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"dolab/durable/platform"
	"dolab/experiments"
	"dolab/experiments/all"
	"dolab/experiments/search"
	"dolab/experiments/search/scripts"
	"dolab/experiments/specimens"
)

// subject is which scenario a command is about: that of a file, or the one that a seed stands for. What a flag says
// counts, also where the file says something else.
type subject struct {
	program string // as the user calls it
	name    string // of the command

	flags   *pflag.FlagSet
	mux     []string // multiplexers, and designs of experiments
	profile string
	set     []string
	seed    uint64
	faults  []string // nil: not given

	registry search.Registry   // of the subjects, made once: a hunt asks for each seed
	script   scripts.Options   // of projects
	projects *scripts.Projects // that were opened

	file string // "": drawn from the seed
	base search.Scenario
}

// subjectFlags are the flags of a subject.
var subjectFlags = []string{"mux", "profile", "set", "seed", "faults"}

// projectFlags are the flags of a subject that is the Worker of a wrangler project.
var projectFlags = []string{"route", "due", "env", "test", "next"}

// noFaults is what --faults takes instead of a fault.
const noFaults = "none"

func (s *subject) define(set *pflag.FlagSet) {
	s.flags = set
	set.SortFlags = false
	set.Var(&list[string]{to: &s.mux, parse: word, form: "names, such as a,b", kind: "names"},
		"mux", "multiplexers or designs to test (dolab list multiplexers, dolab list subjects)")
	set.Var(&one[string]{to: &s.profile, parse: word, form: "a name", kind: "name"},
		"profile", "latencies and limits: ideal, workerd, production, hostile; by default the file's, or drawn from the seed")
	defineSet(set, &s.set)
	s.seed = 1
	set.Var(&one[uint64]{to: &s.seed, parse: seed, form: seedForm, kind: "number"},
		"seed", "number that fixes everything random; by default the file's, or 1")
	set.Var(&texts{to: &s.faults, check: faultyOrNone, kind: "FAULT"}, "faults",
		"a fault, such as \"commit nth=2 crash\", or none; repeat it for more; by default the file's, or drawn from the seed")
	s.defineProject(set)
}

// defineProject defines the flags for projects.
func (s *subject) defineProject(set *pflag.FlagSet) {
	set.Var(&texts{to: &s.script.Routes, check: scripts.CheckRoute, kind: "ROUTE"}, "route",
		"of a project: a request that clients make, such as \"POST /order/{n}\"; repeat it for more")
	set.Var(&texts{to: &s.script.Due, check: scripts.CheckDue, kind: "COLUMN"}, "due",
		"of a project: a column with times of stored work, such as jobs.run_at; repeat it for more")
	set.Var(&one[string]{to: &s.script.Env, parse: word, form: "a name", kind: "name"}, "env",
		"of a project: the environment of its configuration file")
	set.Var(&one[string]{to: &s.script.Test, parse: inputFile, form: "the name of a file", kind: "FILE"}, "test",
		"of a project: its module of tests, by default its dolab.test.ts")
	set.Var(&one[string]{to: &s.script.Next, parse: word, form: "the name of a directory", kind: "DIRECTORY"}, "next",
		"of a project: the version that deploys bring, by default the same again")
}

func faultyOrNone(text string) error {
	if text == noFaults {
		return nil
	}
	return faulty(text)
}

// take holds flags and arguments against what there is, and reads the file. Args is empty or holds a file or the name
// of a multiplexer, of a design of an experiment, or of an experiment, for all its designs. Then mux is all in
// question.
func (s *subject) take(args []string) error {
	s.projects = scripts.NewProjects(s.script)
	s.registry = append(all.Registry(), s.projects.Family())
	if s.profile != "" {
		if _, err := platform.ProfileByName(s.profile); err != nil {
			return usage("--profile: %w", err)
		}
	}
	if slices.Contains(s.faults, noFaults) {
		if len(s.faults) > 1 {
			return usage("--faults none goes with no other --faults")
		}
		s.faults = []string{}
	}
	if len(args) == 1 && isScenario(args[0]) {
		var err error
		if s.base, err = readScenario(args[0], s.registry); err != nil {
			return err
		}
		s.file = args[0]
		if len(s.mux) == 0 {
			s.mux = []string{s.base.Name()}
			return s.checkFaults()
		}
	} else {
		s.mux = append(args[:len(args):len(args)], s.mux...)
	}
	if err := s.checkFaults(); err != nil {
		return err
	}
	var names []string
	for n, name := range s.mux {
		if scripts.IsProject(name) {
			if _, err := s.projects.Open(name); err != nil {
				return &usageError{err}
			}
			names = append(names, name)
			continue
		}
		list, err := named(name)
		if err != nil && (n >= len(args) || s.file != "") {
			return usage("--mux: %w", err)
		}
		if err != nil {
			return err
		}
		names = append(names, list...)
	}
	s.mux = names
	return nil
}

// checkFaults refuses a fault of --faults that could have no effect under the profile, or under one that a seed draws.
func (s *subject) checkFaults() error {
	profiles := platform.Profiles()
	if name := cmp.Or(s.profile, s.base.Profile); name != "" {
		p, err := platform.ProfileByName(name)
		if err != nil {
			return usage("--profile: %w", err)
		}
		profiles = []platform.Profile{p}
	}
	for _, p := range profiles {
		p, err := p.Override(append(slices.Clone(s.base.Set), s.set...)...)
		if err != nil {
			return usage("--set: %w", err)
		}
		if err := checkFaults(p, s.faults); err != nil {
			return err
		}
	}
	return nil
}

// checkFaults refuses faults that cannot strike on a profile.
func checkFaults(p platform.Profile, faults []string) error {
	for _, text := range faults {
		f, err := platform.ParseFault(text)
		if err == nil {
			err = p.CheckFault(f)
		}
		if err != nil {
			return usage("--faults: %w", err)
		}
	}
	return nil
}

// at is the scenario of a multiplexer under a seed.
func (s *subject) at(mux string, seed uint64) search.Scenario {
	x := s.base
	about, err := s.registry.Find(mux)
	switch {
	case s.file == "":
		x = about.Scenario(s.profile, s.faults, seed)
	case s.profile != "":
		x.Profile = s.profile
	}
	if s.faults != nil {
		x.Faults, x.Phases = s.faults, nil
	}
	x.Set = append(slices.Clone(x.Set), s.set...)
	x.Seed = seed
	if err == nil {
		x = x.About(about)
	}
	return x
}

// scenario is the one scenario that a command is about.
func (s *subject) scenario(args []string) (search.Scenario, error) {
	if err := s.take(args); err != nil {
		return search.Scenario{}, err
	}
	if len(s.mux) != 1 {
		return search.Scenario{}, usage("%s takes one scenario FILE.yaml, or one multiplexer or design with --seed: "+
			"dolab list multiplexers, dolab list subjects", s.name)
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
	case s.file == "" && len(mux) > 1, s.file != "" && names != s.base.Name() && names != "":
		words = append(words, "--mux", names)
	}
	for _, name := range projectFlags {
		if f := s.flags.Lookup(name); f != nil && f.Changed {
			words = append(words, flagWords(f)...)
		}
	}
	if s.profile != "" {
		words = append(words, "--profile", s.profile)
	}
	for _, text := range s.set {
		words = append(words, "--set", typed(text))
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
	words := append([]string{s.program, name}, s.words(mux...)...)
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

// robustness is the experiment that compares multiplexers.
const robustness = "alarms-robustness"

// named returns what a name stands for: a multiplexer, a design of an experiment, or all of an experiment. To the name
// of a file it says what a scenario's is like.
func named(name string) ([]string, error) {
	_, err := specimens.ByName(name)
	if err == nil {
		return []string{name}, nil
	}
	if scripts.IsProject(name) {
		return []string{name}, nil
	}
	if name == robustness {
		return specimens.Names(), nil
	}
	var list, known []string
	for _, s := range all.Subjects() {
		if family, _, design := strings.Cut(s.Name, "/"); s.Name == name || design && family == name {
			list = append(list, s.Name)
		}
		known = append(known, s.Name)
	}
	if len(list) > 0 {
		return list, nil
	}
	if _, missing := os.Stat(name); missing == nil || filepath.Ext(name) == ".json" {
		return nil, notScenario(name)
	}
	if slices.ContainsFunc(all.Experiments(), func(e experiments.Experiment) bool { return e.Name == name }) {
		return nil, usage("experiment %s has no subjects to hunt on: dolab list subjects shows those that have", name)
	}
	return nil, &experiments.ErrUnknown{What: "subject", Name: name, Known: known}
}

// isScenario reports whether a file is a scenario: by its name, or where that ends in .json by what is in it, for it
// can be a report too.
func isScenario(path string) bool {
	switch filepath.Ext(path) {
	case ".yaml", ".yml", ".jsonc":
		return true
	case ".json":
		data, err := readFile(path, reportBytesMax)
		return err == nil && bytes.Contains(data, []byte(`"operations"`)) && !bytes.Contains(data, []byte(`"experiment"`))
	}
	return false
}

// notScenario says why a file is not a scenario.
func notScenario(path string) error {
	if filepath.Ext(path) != ".json" {
		return usage("%s is neither a subject nor a scenario: the name of a scenario file ends in .yaml, .jsonc or .json", path)
	}
	data, err := readFile(path, reportBytesMax)
	switch {
	case err != nil:
		return usage("%w", err)
	case bytes.Contains(data, []byte(`"experiment"`)):
		return usage("%s is a report of run --json, not a scenario: dolab replay runs it again", path)
	}
	return usage("%s is not a scenario: it has no field \"operations\"", path)
}

func readScenario(path string, known search.Registry) (search.Scenario, error) {
	list, err := readScenarios(path, known)
	switch {
	case err != nil:
		return search.Scenario{}, err
	case len(list) == 0:
		return search.Scenario{}, usage("%s is empty: a scenario has mux or subject, profile and operations", path)
	case len(list) > 1:
		return search.Scenario{}, usage("%s has %d scenarios (YAML documents): this takes one; a file of several is a corpus, for hunt --corpus", path, len(list))
	}
	return list[0], nil
}

// readScenarios reads a corpus.
func readScenarios(path string, known search.Registry) ([]search.Scenario, error) {
	data, err := readFile(path, scenarioBytesMax)
	if err != nil {
		return nil, &usageError{err}
	}
	list, err := search.ParseAll(data, known)
	var unknown *experiments.ErrUnknown
	if errors.As(err, &unknown) && unknown.What == "subject" {
		return nil, usage("%s: %w. A subject of your own module is run by its test: "+
			"go test -run TEST -dolab.scenario=FILE", path, err)
	}
	if err != nil {
		return nil, usage("%s: %w", path, err)
	}
	return list, nil
}
