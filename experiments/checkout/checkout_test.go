package checkout

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
		cells[c.(Cell).Design+" "+c.(Cell).Client] = c.(Cell)
	}
	return r, cells
}

// TestDefault: each design has the trouble that the next one cures.
func TestDefault(t *testing.T) {
	r, cells := start(t, experiments.Settings{})
	require.Empty(t, r.Failures)
	for name, c := range cells {
		require.GreaterOrEqual(t, c.Strikes, 5, name)
		require.Equal(t, c.Strikes, c.Consistent+c.Double+c.Half+c.Unfinished, name)
	}
	require.Positive(t, cells["straight retrying"].Double)
	require.Positive(t, cells["straight leaving"].Half)
	require.Positive(t, cells["marks retrying"].Double)
	require.Equal(t, cells["keyed retrying"].Strikes, cells["keyed retrying"].Paid)
	require.Positive(t, cells["keyed leaving"].Half)
	require.Equal(t, cells["keyed-alarm retrying"].Strikes, cells["keyed-alarm retrying"].Paid)
	alone := cells["keyed-alarm leaving"]
	require.Equal(t, alone.Strikes, alone.Consistent)
	require.Less(t, alone.Paid, alone.Strikes, "struck before its first commit, nothing has begun")
	require.Greater(t, alone.Paid, alone.Strikes/2)
	require.Equal(t, []string{"FALSE", "TRUE", "FALSE"},
		[]string{r.Verdicts[0].Answer, r.Verdicts[1].Answer, r.Verdicts[2].Answer})
	require.NotEmpty(t, r.Data.Rows)
}

// TestSeeds: the cure holds under other seeds and on other profiles, where turns come in other orders.
func TestSeeds(t *testing.T) {
	for seed := range uint64(20) {
		for _, profile := range []string{"ideal", "workerd", "production"} {
			r, _ := start(t, experiments.Settings{Design: []string{"keyed-alarm"}, Seed: seed + 1, Profile: profile})
			require.Empty(t, r.Failures, "seed %d on %s", seed+1, profile)
		}
	}
}

// TestOutcome: consistent is all or nothing.
func TestOutcome(t *testing.T) {
	var c Cell
	for _, o := range []outcome{{"a", 0, 0, false}, {"b", 1, 1, true}, {"c", 1, 0, false}, {"d", 2, 1, true}, {"e", 1, 1, false}} {
		c.count(o)
	}
	require.Equal(t, []int{5, 2, 1, 1, 1, 1}, []int{c.Strikes, c.Consistent, c.Paid, c.Double, c.Half, c.Unfinished})
	require.Equal(t, "of 5 strikes 1 taken twice, 1 half done, 1 taken and not known of; the first: c: reserved 1, charged 0, open",
		c.diagnose())
}

// TestSelected: a design that is selected can contradict the claim.
func TestSelected(t *testing.T) {
	r, _ := start(t, experiments.Settings{Design: []string{"keyed"}})
	require.Len(t, r.Failures, 1)
	require.Contains(t, r.Failures[0], "keyed, leaving client")
}
