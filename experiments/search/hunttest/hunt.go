package hunttest

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"dolab/durable/durabletest"
	"dolab/experiments/search"
)

var (
	seedsFlag    = flag.Int("dolab.seeds", 0, "how many seeds hunts try; 0: as many as the test says")
	forFlag      = flag.Duration("dolab.for", 0, "for how long hunts go on, instead of a number of seeds")
	scenarioFlag = flag.String("dolab.scenario", "", "a `file` with a scenario: hunts run it and nothing else")
	stepFlag     = flag.Int64("dolab.step", -1, "of -dolab.scenario: show the world behind that step of its trace")
)

// Option changes what a hunt does. Options may stand in any order. What Faults and Corpus are given adds up; of Seeds
// and Profile the last one counts.
type Option func(*settings)

type settings struct {
	seeds   int
	profile string
	faults  []string
	corpus  []string
}

// Seeds says how many seeds are tried, 100 otherwise. Fewer than one fails the test: it would find nothing.
func Seeds(n int) Option { return func(s *settings) { s.seeds = n } }

// Profile sets the platform's numbers, which are drawn from the seed otherwise.
func Profile(name string) Option { return func(s *settings) { s.profile = name } }

// Faults says what goes wrong, which is drawn from the seed otherwise. Without any, nothing does.
func Faults(texts ...string) Option {
	return func(s *settings) { s.faults = slices.Concat([]string{}, s.faults, texts) }
}

// Corpus names a file of scenarios that are run first, each held against what it expects.
func Corpus(path string) Option {
	return func(s *settings) { s.corpus = append(s.corpus, path) }
}

// chosen are the settings that a test's options make.
func chosen(options []Option) settings {
	s := settings{seeds: 100}
	for _, option := range options {
		option(&s)
	}
	return s
}

// Hunt runs seeds, and fails the test with what it finds, the first of it shrunk, and last of all the command that
// shows it again.
func Hunt(t testing.TB, subject *search.Subject, options ...Option) *search.Bag {
	t.Helper()
	s := chosen(options)
	if subject == nil {
		t.Fatalf("hunttest: %v: it is nil", search.ErrSubject)
		return nil
	}
	if *scenarioFlag != "" {
		perform(t, subject, *scenarioFlag, *stepFlag)
		return nil
	}
	if s.seeds < 1 || *seedsFlag < 0 || *forFlag < 0 {
		t.Fatalf("a hunt of %d seeds, -dolab.seeds=%d -dolab.for=%v: want at least one", s.seeds, *seedsFlag, *forFlag)
	}
	for _, path := range s.corpus {
		rerun(t, subject, path)
	}
	q := search.Quarry{
		Scenario: func(seed uint64) search.Scenario { return subject.Scenario(s.profile, s.faults, seed) },
		First:    durabletest.GivenSeed(), Seeds: s.seeds,
		Command: func(seed uint64) string {
			return fmt.Sprintf("go test -run %s -dolab.seed=%d -dolab.seeds=1", durabletest.Pattern(t.Name()), seed)
		},
	}
	q.Shown = func(s search.Scenario) { draw(t, s) }
	if *seedsFlag > 0 {
		q.Seeds = *seedsFlag
	}
	if *forFlag > 0 {
		q.Seeds, q.For = 0, *forFlag
	}
	return search.Demand(t, q)
}

// CrashSweep runs the first seeds without trouble, and each again with the object's machine lost once at each point
// that it passes, in turn; it fails the test with what goes wrong, and the scenario in which it does.
func CrashSweep(t testing.TB, subject *search.Subject, seeds int) {
	t.Helper()
	first := durabletest.GivenSeed()
	for seed := first; seed < first+uint64(seeds); seed++ {
		s := subject.Scenario("", []string{}, seed)
		sweep, err := search.CrashSweep(s, search.Options{})
		if err != nil {
			t.Fatalf("seed %d: %v\ngo test -run %s -dolab.seed=%d", seed, err, durabletest.Pattern(t.Name()), seed)
		}
		for _, x := range sweep.Strikes {
			if len(x.Outcome.Violations) == 0 {
				continue
			}
			draw(t, s.Struck(x.Fault))
			s.Faults = []string{x.Fault}
			t.Fatalf("after a crash at %q: %v\na scenario to keep in a file:\n\n%s\ngo test -run %s -dolab.seed=%d",
				x.Fault, x.Outcome.Violations, s, durabletest.Pattern(t.Name()), seed)
		}
	}
}

// rerun runs the scenarios of a corpus.
func rerun(t testing.TB, subject *search.Subject, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	list, err := search.ParseAll(data, search.Registry{search.Listed(*subject)})
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	for n, s := range list {
		out, err := s.Run(search.Options{})
		if err != nil {
			t.Fatalf("%s, scenario %d: %v", path, n+1, err)
		}
		if unmet := s.Unmet(&out); len(unmet) > 0 {
			draw(t, s)
			t.Fatalf("%s, scenario %d: %s\n%s", path, n+1, strings.Join(unmet, "; "), s)
		}
	}
}

// perform runs one scenario and shows what happens in it.
func perform(t testing.TB, subject *search.Subject, path string, step int64) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := search.Parse(data, search.Registry{search.Listed(*subject)})
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	const tail = 40
	o := search.Options{TailMax: tail}
	if step >= 0 {
		page, _, err := s.Look(step, o)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		t.Logf("%s", page)
		return
	}
	out, err := s.Run(o)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	t.Logf("the end of the trace:\n%s", strings.Join(out.Tail, ""))
	t.Logf("hash %s, %d lines", out.Hash, out.Lines)
	if unmet := s.Unmet(&out); len(unmet) > 0 {
		draw(t, s)
		t.Fatalf("%s: %s\ngo test -run %s -dolab.scenario=%s", path, strings.Join(unmet, "; "),
			durabletest.Pattern(t.Name()), path)
	}
}
