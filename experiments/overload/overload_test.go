package overload

import (
	"testing"
	"time"

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

// TestDefault: retrying at once never ends, backing off does, and a limit makes the rest useful.
func TestDefault(t *testing.T) {
	r, cells := start(t, experiments.Settings{})
	require.Empty(t, r.Failures)
	naive := cells["naive"]
	require.Greater(t, naive.TroubleMS, int64(85_000), "until the end")
	require.Greater(t, naive.UselessPart, 0.5)
	require.Greater(t, naive.DeepestQ, 400)
	require.True(t, cells["backoff"].Recovered)
	limited := cells["naive-limited"]
	require.LessOrEqual(t, limited.DeepestQ, limited.QueueMax+2)
	require.Less(t, limited.UselessPart, 0.1)
	require.Greater(t, limited.Refused, 10*cells["backoff-limited"].Refused)
	require.Equal(t, "TRUE", r.Verdicts[0].Answer, r.Verdicts[0])
	require.Equal(t, "FALSE", r.Verdicts[1].Answer, r.Verdicts[1])
}

// TestSelected: clients that try again at once contradict the claim made of them, unless there are few.
func TestSelected(t *testing.T) {
	s := experiments.Settings{Design: []string{"naive"}}
	r, _ := start(t, s)
	require.Len(t, r.Failures, 1)
	s.N = []int{5}
	r, cells := start(t, s)
	require.Empty(t, r.Failures)
	require.Less(t, cells["naive"].TroubleMS, int64(5_000))
	s.N, s.Timeout = nil, []time.Duration{30 * time.Second}
	r, cells = start(t, s)
	require.Empty(t, r.Failures)
	require.Zero(t, cells["naive"].GivenUp, "who waits longer than the stall adds nothing to it")
}

// TestSet: a number of the platform that the user sets counts over the experiment's own.
func TestSet(t *testing.T) {
	_, cells := start(t, experiments.Settings{Design: []string{"naive"}, Set: []string{"QueueMax=3"}})
	require.Equal(t, 3, cells["naive"].QueueMax)
	require.Positive(t, cells["naive"].Refused)
}
