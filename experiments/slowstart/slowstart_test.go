package slowstart

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable/platform"
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

// TestDefault: who blocks fails all, who calls in a circle fails for ever, who has a timeout answers all.
func TestDefault(t *testing.T) {
	r, cells := start(t, experiments.Settings{})
	require.Empty(t, r.Failures)
	block := cells["block"]
	require.Equal(t, platform.ErrBlockTimeout.Error(), block.Error)
	require.Equal(t, block.Failed, block.Timeouts)
	require.Equal(t, block.WhileDown, block.DownFailed)
	require.Positive(t, block.FailedPings)
	require.Zero(t, block.AfterFailed)
	require.InDelta(t, 30_000, block.SlowestMS, 2_000)
	require.Equal(t, cells["callback"].Calls, cells["callback"].Failed)
	for _, name := range []string{"lazy-timeout", "block-timeout"} {
		require.Zero(t, cells[name].Failed+cells[name].Slow, name)
		require.Positive(t, cells[name].Old, name)
		require.Less(t, cells[name].SlowestMS, 5000.0, name)
	}
	require.Zero(t, cells["lazy"].Failed)
	require.Positive(t, cells["lazy"].Slow)
	require.Zero(t, cells["lazy"].FailedPings)
	var answers []string
	for _, v := range r.Verdicts {
		answers = append(answers, v.Answer)
	}
	require.Equal(t, []string{"TRUE", "FALSE", "FALSE"}, answers)
}

// TestUp: with config up from the start only the deadlock is left.
func TestUp(t *testing.T) {
	r, cells := start(t, experiments.Settings{Delay: []time.Duration{0}, Design: []string{"block", "lazy", "callback"}})
	require.Zero(t, cells["block"].Failed+cells["lazy"].Failed+cells["lazy"].Slow)
	require.Len(t, r.Failures, 1)
	require.Contains(t, r.Failures[0], "callback, down 0 s: 24 of 24 calls failed, 12 of them although")
}

// TestSelected: the claim of a design that is selected can be contradicted.
func TestSelected(t *testing.T) {
	r, _ := start(t, experiments.Settings{Design: []string{"lazy", "lazy-timeout"}})
	require.Len(t, r.Failures, 1)
	require.Equal(t, claimSelected, r.Claim)
}
