package lostreply

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/experiments"
)

func start(t *testing.T, s experiments.Settings) (*experiments.Report, map[string]Cell) {
	t.Helper()
	s.Seed = 1
	r, err := experiments.Start(Experiment(), s, nil, nil)
	require.NoError(t, err)
	cells := map[string]Cell{}
	for _, c := range r.Cells {
		cells[c.(Cell).Design] = c.(Cell)
	}
	return r, cells
}

// TestDefault: only the key that is stored with the charge makes it exactly once.
func TestDefault(t *testing.T) {
	r, cells := start(t, experiments.Settings{})
	require.Empty(t, r.Failures)
	keyed := cells["keyed"]
	require.Equal(t, 400, keyed.Once)
	require.Equal(t, 400, keyed.Charges)
	require.Greater(t, keyed.Errors, 100, "there was trouble")
	require.Greater(t, keyed.Silent, 10)
	require.Zero(t, keyed.Unanswered)
	for _, name := range []string{"naive", "memory", "late"} {
		require.Positive(t, cells[name].Double, name)
		require.Zero(t, cells[name].Never, name)
	}
	require.Less(t, cells["memory"].Double, cells["naive"].Double)
	require.Positive(t, cells["once"].Never)
	require.Positive(t, cells["once"].Executed)
	require.Zero(t, cells["once"].Double)
	require.Equal(t, "FALSE", r.Verdicts[0].Answer)
}

// TestSelected: a design that charges twice contradicts the claim made of it.
func TestSelected(t *testing.T) {
	r, _ := start(t, experiments.Settings{Design: []string{"naive", "keyed"}, Trials: 3})
	require.Len(t, r.Failures, 1)
	require.Contains(t, r.Failures[0], "naive: ")
	require.Equal(t, claimSelected, r.Claim)
}

// TestCount: what clients heard and what was charged are two things.
func TestCount(t *testing.T) {
	var c Cell
	c.count([]outcome{
		{order: "a", attempts: 2, errors: 1, answered: true},
		{order: "b", attempts: 1, silent: 1},
		{order: "c", attempts: 1, errors: 1},
		{order: "d", attempts: 1, answered: true},
	}, []string{"a", "a", "b", "d"})
	require.Equal(t, Cell{
		Orders: 4, Attempts: 5, Errors: 2, Silent: 1, Executed: 1, Unanswered: 2, Once: 2, Double: 1, Never: 1, Charges: 4,
	}, c)
	require.Equal(t, "2 of 4 orders charged once, 1 more than once: 4 charges in all, 1 never; of the 2 that heard no success 1 were charged",
		c.diagnose())
}
