package schedules_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/experiments/search"
	"dolab/experiments/search/schedules"
	"dolab/experiments/specimens"
)

// ten is a world of ten schedules, without trouble.
func ten(seed uint64) search.Scenario {
	return search.Scenario{
		Profile: "ideal", Seed: seed, Heal: time.Second, Settle: time.Minute,
		Operations: []search.Operation{order("s", schedules.In.Is(time.Second), schedules.N.Is(10))},
	}.About(mux(specimens.Dolab))
}

// BenchmarkWorlds is such worlds one after another, from their making to their judgement; BenchmarkWorldsAtOnce the
// same on all processors; BenchmarkHunt is drawn ones, with faults, on all processors.
func BenchmarkWorlds(b *testing.B) {
	for b.Loop() {
		out, err := ten(1).Run(search.Options{})
		require.NoError(b, err)
		require.Equal(b, 10, out.Runs)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "worlds/s")
}

func BenchmarkWorldsAtOnce(b *testing.B) {
	seeds := 0
	for b.Loop() {
		bag, err := search.Hunt(search.Quarry{Scenario: ten, First: uint64(seeds), Seeds: 200})
		require.NoError(b, err)
		require.Equal(b, 2000, bag.Runs)
		seeds += bag.Seeds
	}
	b.ReportMetric(float64(seeds)/b.Elapsed().Seconds(), "worlds/s")
}

func BenchmarkHunt(b *testing.B) {
	seeds := 0
	for b.Loop() {
		bag, err := search.Hunt(search.Quarry{Scenario: mux(specimens.Dolab).Of(""), First: uint64(seeds), Seeds: 100})
		require.NoError(b, err)
		seeds += bag.Seeds
	}
	b.ReportMetric(float64(seeds)/b.Elapsed().Seconds(), "worlds/s")
}
