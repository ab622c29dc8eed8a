package search

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dolab/experiments/check"
)

// Quarry says what to hunt for, and for how long.
type Quarry struct {
	// Scenario makes the scenario of a seed: see Subject.Of.
	Scenario func(seed uint64) Scenario
	Options  Options
	First    uint64        // the first seed
	Seeds    int           // how many; 0: until For is over
	For      time.Duration // 0: until Seeds are done
	Workers  int           // how many seeds are run at the same time; 0: as many as there are processors
	Twice    bool          // run each seed twice, and hold the two against each other
	// Enough ends the hunt once that many signatures are found; 0: never.
	Enough int
	// Command says how a seed is run again; nil: by the command dolab hunt.
	Command func(seed uint64) string
	// Progress, if set, is told how many seeds are done, by one goroutine at a time.
	Progress func(done int)
	// Shown, if set, is given the scenario that Demand fails the test with, to draw it.
	Shown func(Scenario)
}

// Group is the seeds in which the same thing goes wrong.
type Group struct {
	Signature string
	First     uint64          // the first seed
	Seeds     int             // how many
	Note      check.Violation // of the first seed
}

// Bag is what a hunt has found.
type Bag struct {
	Groups  []Group // those found by the lowest seeds first
	Seeds   int     // seeds that were run
	Failing int     // of those
	Crashes int
	Runs    int
	Stopped bool           // by Options.Stop, before all seeds were run
	Notes   []string       // of all seeds, each once: see Noter
	Seen    map[string]int // by its name, in how many worlds what is promised for sometimes was seen
}

// merge takes the outcome of a seed.
func (b *Bag) merge(seed uint64, o Outcome) {
	b.Seeds++
	b.Crashes += o.Crashes
	b.Runs += o.Runs
	for _, name := range o.Seen {
		b.Seen[name]++
	}
	for _, name := range o.Unseen {
		b.Seen[name] += 0
	}
	b.note(o.Notes)
	if len(o.Violations) > 0 {
		b.Failing++
	}
	for _, signature := range check.Signatures(o.Violations) {
		i := slices.IndexFunc(o.Violations, func(v check.Violation) bool { return v.Signature() == signature })
		b.put(Group{Signature: signature, First: seed, Seeds: 1, Note: o.Violations[i]})
	}
}

// note adds notes, each once.
func (b *Bag) note(list []string) {
	b.Notes = slices.Compact(slices.Sorted(slices.Values(slices.Concat(b.Notes, list))))
}

func (b *Bag) put(g Group) {
	i := slices.IndexFunc(b.Groups, func(x Group) bool { return x.Signature == g.Signature })
	if i < 0 {
		b.Groups = append(b.Groups, g)
		return
	}
	old := &b.Groups[i]
	if g.First < old.First {
		old.First, old.Note = g.First, g.Note
	}
	old.Seeds += g.Seeds
}

// add takes what another worker has found.
func (b *Bag) add(o *Bag) {
	b.Seeds += o.Seeds
	b.Failing += o.Failing
	b.Crashes += o.Crashes
	b.Runs += o.Runs
	b.Stopped = b.Stopped || o.Stopped
	for name, n := range o.Seen {
		b.Seen[name] += n
	}
	b.note(o.Notes)
	for _, g := range o.Groups {
		b.put(g)
	}
}

// sort puts the groups into the order of their first seeds.
func (b *Bag) sort() {
	slices.SortFunc(b.Groups, func(x, y Group) int {
		if x.First != y.First {
			if x.First < y.First {
				return -1
			}
			return 1
		}
		return strings.Compare(x.Signature, y.Signature)
	})
}

// The faults of a Quarry.
var (
	// ErrNoSeeds: a hunt has neither Seeds nor For and would find nothing.
	ErrNoSeeds = errors.New("a hunt over no seeds: set Seeds or For")
	// ErrNoScenario: a hunt does not say what to run.
	ErrNoScenario = errors.New("a hunt without scenarios: set Scenario")
)

// SeedError is a seed that cannot be run.
type SeedError struct {
	Seed uint64
	Err  error
}

func (e *SeedError) Error() string { return fmt.Sprintf("seed %d: %v", e.Seed, e.Err) }

func (e *SeedError) Unwrap() error { return e.Err }

// scenario makes the scenario of a seed. Code of a subject draws it.
func (q *Quarry) scenario(seed uint64) (s Scenario, err error) {
	if end := contain(func() { s = q.Scenario(seed) }); end != nil {
		return s, fmt.Errorf("draw its scenario: %w\n%s", end, end.stack)
	}
	return s, nil
}

// one runs one seed.
func (q *Quarry) one(seed uint64) (Outcome, error) {
	s, err := q.scenario(seed)
	if err != nil {
		return Outcome{}, err
	}
	o, err := s.Run(q.Options)
	if err != nil || !q.Twice {
		return o, err
	}
	again, err := s.Run(q.Options)
	if err == nil && again.Hash != o.Hash {
		note := fmt.Sprintf("hash %s, then %s, of %d and %d lines", o.Hash, again.Hash, o.Lines, again.Lines)
		o.Violations = append(o.Violations, check.Violation{Oracle: "determinism", Detail: "two runs of a seed differ", Note: note})
	}
	return o, err
}
