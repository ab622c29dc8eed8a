package race

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/experiments"
)

func start(t *testing.T, s experiments.Settings) (*experiments.Report, map[string]Cell) {
	t.Helper()
	if s.Seed == 0 {
		s.Seed = 1
	}
	r, err := experiments.Start(Experiment(), s, nil, nil)
	require.NoError(t, err)
	cells := map[string]Cell{}
	for _, c := range r.Cells {
		cells[c.(Cell).Design] = c.(Cell)
	}
	return r, cells
}

// TestDefault: three designs lose nothing in any world, two lose in all of them.
func TestDefault(t *testing.T) {
	r, cells := start(t, experiments.Settings{})
	require.Empty(t, r.Failures)
	for _, name := range []string{"gate", "blocked", "transaction"} {
		require.Zero(t, cells[name].Lost, name)
		require.Equal(t, 500, cells[name].Asked)
	}
	require.Equal(t, 50, cells["await"].Losing)
	require.Greater(t, cells["memory"].Lost, 80)
	require.Equal(t, []string{"TRUE", "FALSE"}, []string{r.Verdicts[0].Answer, r.Verdicts[1].Answer}, r.Verdicts)
}

// TestSelected: a design that loses contradicts the claim made of it.
func TestSelected(t *testing.T) {
	r, _ := start(t, experiments.Settings{Design: []string{"await", "gate"}, Trials: 5})
	require.Len(t, r.Failures, 1)
	require.Equal(t, claimSelected, r.Claim)
}

// TestAlone: one client loses nothing, wherever the await is, and that is no contradiction.
func TestAlone(t *testing.T) {
	r, cells := start(t, experiments.Settings{N: []int{1}, Trials: 3})
	require.Empty(t, r.Failures)
	for name, c := range cells {
		require.Zero(t, c.Lost, name)
	}
}

// TestSeeds: worlds of one run differ, and so do runs.
func TestSeeds(t *testing.T) {
	a, cells := start(t, experiments.Settings{Trials: 20})
	b, _ := start(t, experiments.Settings{Trials: 20})
	other, _ := start(t, experiments.Settings{Trials: 20, Seed: 2})
	require.Equal(t, a.Hash, b.Hash)
	require.NotEqual(t, a.Hash, other.Hash)
	require.Less(t, cells["await"].Lost, 20*cells["await"].WorstLost, "not the same in all")
}
