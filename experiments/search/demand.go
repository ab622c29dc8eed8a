package search

import (
	"errors"
	"fmt"
	"strings"
)

// Tester is what Demand needs of a test: *testing.T is one.
type Tester interface {
	Helper()
	Fatalf(format string, args ...any)
}

// Demand hunts in a test, and fails it with all that is found, the first of it shrunk, and last of all a command that
// shows it again.
func Demand(t Tester, q Quarry) *Bag {
	t.Helper()
	bag, err := Hunt(q)
	var seed *SeedError
	switch {
	case errors.As(err, &seed):
		t.Fatalf("%v\n%s", err, q.command(seed.Seed))
	case err != nil:
		t.Fatalf("%v", err)
	case len(bag.Groups) > 0:
		t.Fatalf("%s", bag.complaint(q))
	}
	return bag
}

// complaint says what a hunt has found. Code that leaves by Goexit has said what is wrong each time that it did: it is
// not run again and again to make its scenario smaller.
func (b *Bag) complaint(q Quarry) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%d of %d seeds fail:\n", b.Failing, b.Seeds)
	for _, g := range b.Groups {
		fmt.Fprintf(&text, "  seed %d and %d more: %v\n", g.First, g.Seeds-1, g.Note)
	}
	g := b.Groups[0]
	s := q.Scenario(g.First)
	shown := s
	if exits(g.Signature) {
		fmt.Fprintf(&text, "seed %d, a scenario to keep in a file:\n\n%s\n", g.First, s)
	} else if small, err := Shrink(s, g.Signature, q.Options); err == nil {
		fmt.Fprintf(&text, "seed %d, shrunk, a scenario to keep in a file:\n\n%s\n", g.First, small.Scenario)
		shown = small.Scenario
	}
	if q.Shown != nil {
		q.Shown(shown)
	}
	return text.String() + q.command(g.First)
}

// command is the command that runs a seed again.
func (q *Quarry) command(seed uint64) string {
	if q.Command != nil {
		return q.Command(seed)
	}
	s, err := q.scenario(seed)
	if err != nil {
		return fmt.Sprint("with seed ", seed)
	}
	return s.command()
}

// command is the command that runs the seed of a drawn scenario again.
func (s Scenario) command() string {
	text := fmt.Sprintf("go run ./cmd/dolab replay %s --profile %s", s.Name(), s.Profile)
	for _, set := range s.Set {
		text += fmt.Sprintf(" --set %q", set)
	}
	for _, fault := range s.given {
		text += fmt.Sprintf(" --faults %q", fault)
	}
	return fmt.Sprintf("%s --seed %d", text, s.Seed)
}
