package hunttest

import (
	"fmt"
	"testing"

	"dolab/durable/durabletest"
	"dolab/experiments/search"
)

// Found is what Finds has found.
type Found struct {
	Seed uint64
	search.Shrunk
}

// String is the seed, what goes wrong in the shrunk scenario, and that scenario: it is the same in every run.
func (f Found) String() string {
	note := f.Outcome.Note(f.Scenario.Fails)
	return fmt.Sprintf("seed %d, shrunk in %d runs: %s\n%s", f.Seed, f.Tried, note, f.Scenario)
}

// Finds is the opposite of Hunt: it fails the test unless a seed goes wrong in the way that signature names, such as
// "lost: an order is gone that was acknowledged". It returns the first such seed and its shrunk scenario. A test that
// plants a bug with it shows that the hunt for the right version could find something. Corpus has no effect.
func Finds(t testing.TB, subject *search.Subject, signature string, options ...Option) Found {
	t.Helper()
	s := chosen(options)
	first := durabletest.GivenSeed()
	for seed := first; seed < first+uint64(max(0, s.seeds)); seed++ {
		x := subject.Scenario(s.profile, s.faults, seed)
		out, err := x.Run(search.Options{})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if !out.Has(signature) {
			continue
		}
		small, err := search.Shrink(x, signature, search.Options{})
		if err != nil {
			t.Fatalf("seed %d: shrink: %v", seed, err)
		}
		return Found{Seed: seed, Shrunk: small}
	}
	t.Fatalf("%q goes wrong with none of %d seeds from %d on", signature, s.seeds, first)
	return Found{}
}
