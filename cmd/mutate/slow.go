package main

import (
	"regexp"
	"time"
)

// arguments are what the tests of a package are run with, to take less time: fewer seeds notice nearly as much. The
// key is the package's path in the module.
var arguments = map[string][]string{
	"durable":               {"-faults.seeds=30", "-alarms.seeds=60"},
	"durable/sqlite":        {"-seeds=10"},
	"durable/clone":         {"-seeds=50"},
	"alarms":                {"-seeds=30"},
	"experiments/search":    {"-seeds=30"},
	"experiments/specimens": {"-seeds=5"},
}

// quickSuites are the packages whose tests stand in for those of all others that depend on what is mutated.
var quickSuites = regexp.MustCompile(`^(actor|durable(/.*)?|alarms|experiments/(check|specimens|search))$`)

// slowTests are tests that take long and that others stand in for.
var slowTests = map[string]*regexp.Regexp{
	"durable/sqlite":        regexp.MustCompile(`^TestMarksMax$`),
	"experiments/search":    regexp.MustCompile(`^Test(CrashSweep|BugTable|Finds|Shrinks|Cure|CureOfCalls|Same)$`),
	"experiments/specimens": regexp.MustCompile(`^Test(TruthHalf|Product|Repairs|Sweep(Catches|Repeats|Strikes))$`),
}

// isSlow reports whether a test, or a package for the empty name, is left out. The flag -slow leaves nothing out.
func (s *session) isSlow(path, test string) bool {
	if s.slow {
		return false
	}
	if test == "" {
		return s.module == "dolab" && !quickSuites.MatchString(short(path))
	}
	pattern := slowTests[short(path)]
	return pattern != nil && pattern.MatchString(test)
}

// sized are the arguments for the tests of a package.
func (s *session) sized(path string) []string {
	if s.slow {
		return nil
	}
	return arguments[short(path)]
}

// cheapMax is how much CPU time a test takes that runs before the others of its package.
const cheapMax = 100 * time.Millisecond
