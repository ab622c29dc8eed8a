package robustness

import (
	"slices"
	"time"

	"dolab/experiments"
	"dolab/experiments/specimens"
)

// The patterns and triggers.
const (
	batch      = "batch"
	sequential = "sequential"
	byAlarm    = "native"
	byHand     = "manual"
)

// test is one setting of all factors but the multiplexer.
type test struct {
	n       int
	delay   time.Duration
	pattern string
	gap     time.Duration
	trigger string
	load    time.Duration // how long each turn occupies the object
	apart   bool          // each schedule on an object of its own, begun at a moment of its own
	mux     []string      // those whose cells tell the story, nil for all
}

// String is how the table calls the test.
func (t test) String() string {
	how := t.pattern
	switch {
	case t.apart:
		how = "apart"
	case t.pattern == sequential && t.gap > 0:
		how = "gap " + t.gap.String()
	case t.n == 1:
		how = "single"
	case t.pattern == sequential:
		how = "seq."
	}
	if t.load > 0 {
		how += ", load"
	}
	if t.trigger == byHand {
		how += ", hand"
	}
	return t.delay.String() + " " + how
}

// byChance reports whether what runs depends on where in a second the test begins. Times in whole seconds are rounded
// down: a second's delay may end in the next millisecond, before the row is stored.
func (t test) byChance() bool { return t.delay > 0 && t.delay <= time.Second && t.load == 0 }

// The isolation tests, in the order of the table.
var (
	broken = []string{specimens.Lumenize1114, specimens.Lumenize2026, specimens.Actors}
	cured  = append(slices.Clone(broken), specimens.Dolab)
	peers  = append(slices.Clone(broken), specimens.Agents, specimens.Dolab)

	single     = test{n: 1, pattern: sequential, trigger: byAlarm}
	rapid      = test{n: 100, pattern: batch, trigger: byAlarm}
	manual     = test{n: 100, pattern: batch, trigger: byHand, mux: cured}
	inSequence = test{n: 10, pattern: sequential, trigger: byAlarm, mux: cured}
	gapShort   = test{n: 10, pattern: sequential, gap: 100 * time.Millisecond, trigger: byAlarm, mux: cured}
	gapSecond  = test{n: 10, pattern: sequential, gap: time.Second, trigger: byAlarm, mux: cured}
	gapAsleep  = test{n: 4, pattern: sequential, gap: 11 * time.Second, trigger: byAlarm, mux: cured}
	half       = test{n: 24, delay: 500 * time.Millisecond, pattern: sequential, trigger: byAlarm, apart: true, mux: peers}
	// Loaded: storing a batch takes longer than what is left of the second, as on the host of the field report.
	loaded = test{n: 50, delay: time.Second, pattern: batch, trigger: byAlarm, load: 1100 * time.Millisecond, mux: peers}
	ahead  = test{n: 100, delay: 5 * time.Second, pattern: batch, trigger: byAlarm}
	chain  = test{
		n: 100, pattern: sequential, gap: 20 * time.Millisecond, trigger: byAlarm,
		mux: []string{specimens.Native},
	}
)

// plan returns the tests that the settings ask for, each with its multiplexers: the isolation tests, or, where a
// factor is given, every combination.
func plan(s experiments.Settings) ([]test, error) {
	for _, name := range s.Mux {
		if _, err := specimens.ByName(name); err != nil {
			return nil, err
		}
	}
	if len(s.N)+len(s.Delay)+len(s.Pattern)+len(s.Gap)+len(s.Trigger) > 0 {
		return product(s)
	}
	tests := []test{
		single, rapid, inSequence, gapShort, gapSecond, gapAsleep, manual, half, loaded, ahead, chain,
	}
	for i := range tests {
		if len(s.Mux) > 0 {
			tests[i].mux = s.Mux
		}
		if tests[i].mux == nil {
			tests[i].mux = specimens.Names()
		}
	}
	return tests, nil
}

// product combines the factors; one that is not given has one value.
func product(s experiments.Settings) ([]test, error) {
	s.Mux = orElse(s.Mux, specimens.Names()...)
	s.N = orElse(s.N, 10)
	s.Delay = orElse(s.Delay, 0)
	s.Gap = orElse(s.Gap, 0)
	s.Trigger = orElse(s.Trigger, byAlarm)
	if len(s.Pattern) == 0 {
		s.Pattern = []string{batch}
		if slices.Max(s.Gap) > 0 {
			s.Pattern = []string{sequential}
		}
	}
	if err := known("pattern", s.Pattern, batch, sequential); err != nil {
		return nil, err
	}
	if err := known("trigger", s.Trigger, byAlarm, byHand); err != nil {
		return nil, err
	}
	var tests []test
	for _, delay := range s.Delay {
		for _, n := range s.N {
			for _, pattern := range s.Pattern {
				for _, gap := range s.Gap {
					for _, trigger := range s.Trigger {
						tests = append(tests, test{
							n: n, delay: delay, pattern: pattern, gap: gap, trigger: trigger, mux: s.Mux,
						})
					}
				}
			}
		}
	}
	return tests, nil
}

func orElse[T any](given []T, otherwise ...T) []T {
	if len(given) > 0 {
		return given
	}
	return otherwise
}

// known holds given names against those there are.
func known(what string, given []string, names ...string) error {
	for _, name := range given {
		if !slices.Contains(names, name) {
			return &experiments.ErrUnknown{What: what, Name: name, Known: names}
		}
	}
	return nil
}
