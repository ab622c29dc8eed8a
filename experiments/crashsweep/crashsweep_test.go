package crashsweep

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/experiments"
	"dolab/experiments/specimens"
)

func start(t *testing.T, s experiments.Settings) (*experiments.Report, map[string]Cell) {
	t.Helper()
	r, err := experiments.Start(Experiment(), s, nil, nil)
	require.NoError(t, err)
	cells := map[string]Cell{}
	for _, c := range r.Cells {
		cells[c.(Cell).Mux] = c.(Cell)
	}
	return r, cells
}

// TestDefault: the module gets through each crash, the others do not, and the same seed gives the same report.
func TestDefault(t *testing.T) {
	r, cells := start(t, experiments.Settings{Seed: 1})
	require.Empty(t, r.Failures)
	ours := cells[specimens.Dolab]
	require.Greater(t, ours.Crashes, 40)
	require.NotZero(t, ours.Well)
	require.NotZero(t, ours.Again, "a run that is cut off comes again")
	require.Equal(t, ours.Crashes, ours.Well+ours.Again)
	require.NotZero(t, cells[specimens.Agents].Wrong)
	again, _ := start(t, experiments.Settings{Seed: 1})
	require.Equal(t, r.Hash, again.Hash)
}

// TestSelected: a multiplexer that gets some wrong contradicts the claim made of it; the module under other seeds and
// numbers does not.
func TestSelected(t *testing.T) {
	r, _ := start(t, experiments.Settings{Seed: 1, Mux: []string{specimens.Agents}})
	require.NotEmpty(t, r.Failures)
	for seed, profile := range []string{"ideal", "workerd", "hostile"} {
		r, _ := start(t, experiments.Settings{Seed: uint64(seed) + 2, Profile: profile, N: []int{3}, Mux: []string{specimens.Dolab}})
		require.Empty(t, r.Failures, profile)
	}
}
