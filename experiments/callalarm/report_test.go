package callalarm

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/experiments"
	"dolab/experiments/specimens"
)

// answer returns the answer of the verdict whose question contains a word.
func answer(t *testing.T, r *experiments.Report, question string) experiments.Verdict {
	t.Helper()
	for _, v := range r.Verdicts {
		if v.Question == question {
			return v
		}
	}
	require.Fail(t, "no verdict on "+question)
	return experiments.Verdict{}
}

const (
	onDeferral = "Deferring a call by schedule(0, …) is what loses it."
	onHonesty  = "What the uncorrelated client reports as completed has completed."
)

// TestClaim: without multiplexers named the claim is dolab's; with them it is of each.
func TestClaim(t *testing.T) {
	r := start(t, experiments.Settings{Seed: 1})
	require.Empty(t, r.Failures)
	require.Equal(t, claimDefault, r.Claim)
	require.Len(t, r.Cells, 12)
	require.Len(t, r.Notes, 3, "lumenize twice, actors once")
	require.Equal(t, "FALSE", answer(t, r, onDeferral).Answer)
	require.Equal(t, "FALSE", answer(t, r, onHonesty).Answer)
	require.Contains(t, answer(t, r, onHonesty).Evidence, "misattributes")

	r = start(t, experiments.Settings{Seed: 1, Mux: []string{specimens.Lumenize1114, specimens.Dolab}})
	require.Len(t, r.Failures, 1)
	require.Equal(t, claimSelected, r.Claim)
	require.Equal(t, "FALSE", answer(t, r, onDeferral).Answer)

	r = start(t, experiments.Settings{Seed: 1, Mux: []string{specimens.Lumenize1114}})
	require.Len(t, r.Failures, 1)
	require.Equal(t, "OPEN", answer(t, r, onDeferral).Answer)

	r = start(t, experiments.Settings{Seed: 1, Mux: []string{specimens.Dolab}})
	require.Empty(t, r.Failures)
	require.Equal(t, "TRUE", answer(t, r, onHonesty).Answer)
}

// TestUnknown: a name that nothing has is an error that lists those there are.
func TestUnknown(t *testing.T) {
	for _, s := range []experiments.Settings{
		{Mux: []string{"none"}},
		{Mode: []string{"none"}},
		{Client: []string{"none"}},
	} {
		_, err := experiments.Start(Experiment(), s, nil, nil)
		var unknown *experiments.ErrUnknown
		require.ErrorAs(t, err, &unknown)
		require.NotEmpty(t, unknown.Known)
	}
}

// TestTable: what is the same in all cells is said above the table, and modes are compared with the first.
func TestTable(t *testing.T) {
	s := experiments.Settings{Seed: 1, Mux: []string{specimens.Lumenize1114}, N: []int{10, 50}, Profile: "ideal"}
	s.Mode = []string{modeAlarm, modeDirect}
	r := start(t, s)
	require.Equal(t, "client sequential-uncorrelated   timeout 15 s", r.Table.Title)
	require.Equal(t, []string{
		"multiplexer", "n", "mode", "completed", "own", "late", "timed out", "total", "per op", "vs alarm",
	}, r.Table.Header)
	require.Equal(t, []string{
		"lumenize-2025-11-14", "50", "alarm", "41/50", "0", "41", "0,2,5,9,14 +4", "135.00 s", "2.70 s", "–",
	}, r.Table.Rows[2])
	require.Equal(t, "0.0×", r.Table.Rows[3][9])
}

// TestRatio writes ratios in three ways.
func TestRatio(t *testing.T) {
	require.Equal(t, []string{"0.0×", "1/5000", "0.5×", "2.0×", "5441×"},
		[]string{ratio(0), ratio(0.0002), ratio(0.5), ratio(2), ratio(5441)})
}

// TestKept: a completion with another's result is not kept.
func TestKept(t *testing.T) {
	c := Cell{N: 3, Completed: 3}
	require.True(t, c.kept())
	c.Misattributed = 1
	require.False(t, c.kept())
	require.Equal(t, "3 of 3 completed, 1 of them with the result of an earlier operation", c.diagnose())
}
