package main

import (
	"fmt"
	"go/types"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// session is one run of the command.
type session struct {
	options
	stdout, stderr io.Writer
	left           leftOut

	second  bool   // the second round is under way
	scratch string // a folder for what is compiled
	module  string // its path
	pkgs    []*packages.Package
	known   map[*packages.Package][]string // what is wrong with a package that uses cgo, to go/types
	std     map[string]*types.Package
	sites   []*site // all there are
	mutants []*mutant
	suites  []suite
}

func (s *session) run() int {
	code, err := s.steps()
	if err != nil {
		_, _ = fmt.Fprintf(s.stderr, "mutate: %v\n", err)
		return exitTrouble
	}
	return code
}

func (s *session) steps() (code int, err error) {
	if err := s.load(); err != nil {
		return 0, err
	}
	if s.module != s.left.module {
		s.left = leftOut{}
	}
	if s.sites, err = findSites(s.dir, s.pkgs); err != nil {
		return 0, err
	}
	table, err := s.equivalents()
	if err != nil {
		return 0, err
	}
	if err := s.drawMutants(); err != nil {
		return 0, err
	}
	if s.list {
		for _, m := range s.mutants {
			_, _ = fmt.Fprintln(s.stdout, m)
		}
		return exitReached, nil
	}
	if len(s.only) == 0 {
		table.mark(s.mutants)
	}
	if s.scratch, err = os.MkdirTemp("", "mutate"); err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(s.scratch) }()
	if err := os.Chmod(s.scratch, 0o711); err != nil { // For the notes of recordTest.
		return 0, err
	}
	if err := s.copyModule(); err != nil {
		return 0, err
	}
	s.say("%d sites, %d drawn with seed %d", len(s.sites), len(s.mutants), s.seed)
	if err := s.build(); err != nil {
		return 0, err
	}
	s.say("the tests of %d packages are compiled", len(s.suites))
	if err := s.record(); err != nil {
		return 0, err
	}
	s.say("what each test reaches is recorded")
	if s.reach {
		return s.unreached(), nil
	}
	s.tryAll()
	if s.slow {
		if err := s.askAgain(); err != nil {
			return 0, err
		}
	}
	return s.report()
}

func (s *session) say(format string, args ...any) {
	_, _ = fmt.Fprintf(s.stderr, "mutate: "+format+"\n", args...)
}

// drawMutants draws as many sites as are asked for; those that do not compile are replaced by others.
func (s *session) drawMutants() error {
	drawn, err := s.drawSites()
	if err != nil {
		return err
	}
	for i, site := range drawn {
		s.mutants = append(s.mutants, &mutant{site: site, number: i})
	}
	return nil
}

func (s *session) drawSites() (drawn []*site, err error) {
	rest := draw(s.sites, s.seed, s.kinds)
	want := s.options.sites
	if len(s.only) > 0 {
		rest = slices.DeleteFunc(rest, func(at *site) bool { return !slices.Contains(s.only, at.ID) })
		if len(rest) != len(s.only) {
			return nil, fmt.Errorf("flag -only: of %s only %d are there", strings.Join(s.only, ","), len(rest))
		}
	}
	if want == 0 || len(s.only) > 0 {
		want = len(rest)
	}
	for len(drawn) < want && len(rest) > 0 {
		taken := room{}
		for _, at := range drawn {
			taken.take(at)
		}
		for len(drawn) < want && len(rest) > 0 {
			if taken.take(rest[0]) {
				drawn = append(drawn, rest[0])
			}
			rest = rest[1:]
		}
		if drawn, err = s.compiles(drawn); err != nil {
			return nil, err
		}
	}
	return drawn, nil
}
