package main

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// leftOut is what the first round does not run, to take less time. The second round, with -slow, runs it for survivors.
type leftOut struct {
	module string // in another module nothing is left out
	// arguments are what the tests of a package are run with: fewer seeds notice nearly as much. The key is the package's
	// path in the module.
	arguments map[string][]string
	// quick are the packages whose tests stand in for those of all others that depend on what is mutated.
	quick *regexp.Regexp
	// tests take long, and others stand in for them.
	tests map[string]*regexp.Regexp
}

func ours() leftOut {
	return leftOut{
		module: "dolab",
		arguments: map[string][]string{
			"durable":                      {"-faults.seeds=30", "-alarms.seeds=60"},
			"durable/sqlite":               {"-seeds=10"},
			"durable/clone":                {"-seeds=50"},
			"alarms":                       {"-seeds=30"},
			"experiments/search/schedules": {"-seeds=30"},
			"experiments/specimens":        {"-seeds=5"},
		},
		quick: regexp.MustCompile(
			`^((actor|durable|alarms)(/.*)?|experiments/(check|specimens|search(/schedules)?))$`),
		tests: map[string]*regexp.Regexp{
			"durable/sqlite": regexp.MustCompile(`^TestMarksMax$`),
			"experiments/search/schedules": regexp.MustCompile(
				`^Test(CrashSweep|BugTable|Finds|Shrinks|Cure|CureOfCalls|Same)$`),
			"experiments/specimens": regexp.MustCompile(
				`^Test(TruthHalf|Product|Repairs|Sweep(Catches|Repeats|Strikes))$`),
		},
	}
}

// isSlow reports whether the first round leaves out a test, or a package for the empty name.
func (s *session) isSlow(path, test string) bool {
	path = short(path)
	if quick := s.left.quick; quick != nil && !quick.MatchString(path) {
		return true
	}
	pattern := s.left.tests[path]
	return test != "" && pattern != nil && pattern.MatchString(test)
}

// isAsked reports whether a round runs a test. The second round runs what the first has left out, or run with fewer
// seeds.
func (s *session) isAsked(path, test string) bool {
	if s.second {
		return s.isSlow(path, test) || s.left.arguments[short(path)] != nil
	}
	return !s.isSlow(path, test)
}

// sized are the arguments for the tests of a package.
func (s *session) sized(path string) []string {
	if s.second {
		return nil
	}
	return s.left.arguments[short(path)]
}

// askAgain is the second round: it tries those that the first has not killed in what the first has left out.
func (s *session) askAgain() error {
	var ids []string
	for _, m := range s.mutants {
		if m.Status == survived {
			m.Status, m.tests = "", nil
			ids = append(ids, m.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	s.second = true
	s.say("%d survivors are asked again (to repeat this alone: -slow -only %s)", len(ids), strings.Join(ids, ","))
	if err := s.build(); err != nil {
		return err
	}
	if err := s.record(); err != nil {
		return err
	}
	s.tryAll()
	for _, m := range s.mutants {
		slices.Sort(m.Reach)
		m.Reach = slices.Compact(m.Reach)
	}
	return nil
}

// cheapMax is how much CPU time a test takes that runs before the others of its package.
const cheapMax = 100 * time.Millisecond
