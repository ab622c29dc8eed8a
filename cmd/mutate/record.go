package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// aloneMax is how much CPU time a test may take without a mutant.
const aloneMax = 5 * time.Minute

// test is a test of a suite and what it costs.
type test struct {
	suite *suite
	name  string
	cpu   time.Duration
}

// record runs each test once, by itself and with no mutant awake, and notes which mutants it reaches. A mutant that
// no test reaches survives. The tests must pass.
func (s *session) record() error {
	var tests []*test
	for i := range s.suites {
		names, err := s.suites[i].tests()
		if err != nil {
			return err
		}
		for _, name := range names {
			if s.isAsked(s.suites[i].path, name) {
				tests = append(tests, &test{suite: &s.suites[i], name: name})
			}
		}
	}
	reached := make([][]int, len(tests))
	errs := make([]error, len(tests))
	parallel(s.workers, len(tests), func(i int) {
		reached[i], errs[i] = s.recordTest(tests[i], filepath.Join(s.scratch, fmt.Sprintf("reached%d", i)))
	})
	for i, t := range tests {
		if errs[i] != nil {
			return errs[i]
		}
		for _, n := range reached[i] {
			if m := s.mutants[n]; m.Status == "" {
				m.tests = append(m.tests, t)
			}
		}
	}
	return nil
}

// recordTest runs a test alone. Its notes can be written by children of the test that have given up root's rights.
func (s *session) recordTest(t *test, notes string) (reached []int, err error) {
	if err := errors.Join(os.WriteFile(notes, nil, 0o600), os.Chmod(notes, 0o666)); err != nil {
		return nil, err
	}
	out := s.test(t.suite, "^"+t.name+"$", aloneMax, "MUTATE_REACHED="+notes)
	if !out.passed {
		return nil, fmt.Errorf("%s of %s fails without a mutant:\n%s", t.name, t.suite.path, out.output)
	}
	t.cpu = out.cpu
	text, err := os.ReadFile(notes)
	if err != nil {
		return nil, err
	}
	for _, line := range strings.Fields(string(text)) {
		n, err := strconv.Atoi(line)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", notes, err)
		}
		reached = append(reached, n)
	}
	slices.Sort(reached)
	return slices.Compact(reached), nil
}

var testName = regexp.MustCompile(`^(Test|Example|Fuzz)\w*$`)

// tests lists the tests of a suite.
func (at *suite) tests() (names []string, err error) {
	cmd := exec.Command(at.bin, "-test.list", ".")
	cmd.Dir = at.dir
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("list the tests of %s: %w", at.path, err)
	}
	for _, line := range strings.Split(string(out), "\n") {
		if testName.MatchString(line) {
			names = append(names, line)
		}
	}
	return names, nil
}
