package search_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/experiments/search"
	"dolab/experiments/specimens"
)

// BenchmarkWorlds is a world of ten schedules, from its making to its judgement; BenchmarkHunt is drawn ones, with
// faults, on all processors.
func BenchmarkWorlds(b *testing.B) {
	s := search.Scenario{
		Mux: specimens.Dolab, Profile: "ideal", Seed: 1, Heal: time.Second, Settle: time.Minute,
		Operations: []search.Operation{{Do: search.Schedule, Key: "s", In: time.Second, N: 10}},
	}
	for b.Loop() {
		out, err := s.Run(search.Options{})
		require.NoError(b, err)
		require.Equal(b, 10, out.Runs)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "worlds/s")
}

func BenchmarkHunt(b *testing.B) {
	seeds := 0
	for b.Loop() {
		bag, err := search.Hunt(search.Quarry{Scenario: search.Of(specimens.Dolab, ""), First: uint64(seeds), Seeds: 100})
		require.NoError(b, err)
		seeds += bag.Seeds
	}
	b.ReportMetric(float64(seeds)/b.Elapsed().Seconds(), "worlds/s")
}
