package robustness

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable/platform"
	"dolab/experiments"
	"dolab/experiments/specimens"
)

func start(t *testing.T, s experiments.Settings) *experiments.Report {
	t.Helper()
	r, err := experiments.Start(Experiment(), s, nil, nil)
	require.NoError(t, err)
	return r
}

// TestDefault: the default run bears the claim out, under each profile and several seeds, and answers on all four
// suspects.
func TestDefault(t *testing.T) {
	for _, p := range platform.Ordinary() {
		for seed := range uint64(3) {
			r := start(t, experiments.Settings{Seed: seed, Profile: p.Name})
			require.Empty(t, r.Failures, "%s, seed %d", p.Name, seed)
			require.Len(t, r.Table.Rows, len(r.Cells))
			var answers []string
			for _, v := range r.Verdicts {
				answers = append(answers, v.Question+": "+v.Answer)
			}
			require.Equal(t, []string{
				"Multiplexing under rapid scheduling: FALSE for 0 s",
				"Visibility of synchronous writes: FALSE",
				"Undocumented limits of the native alarm: FALSE",
				"schedule(0) itself: TRUE",
			}, answers)
			require.Contains(t, strings.Join(r.Notes, "\n"), "100 rows due, getAlarm() is null: never armed")
		}
	}
}

// TestGone: the platform may evict an object before the experiment does, which changes nothing.
func TestGone(t *testing.T) {
	for _, seed := range []uint64{34, 700015} {
		require.Empty(t, start(t, experiments.Settings{Seed: seed, Profile: "hostile"}).Failures)
	}
}

// TestRefused: an error that the platform gives the client is an outcome of the cell, and so is an object that was lost
// before anything in it was durable.
func TestRefused(t *testing.T) {
	for _, fault := range []string{"stub.request nth=1 error=L4", "commit nth=1 crash", "object.construct crash"} {
		r := start(t, experiments.Settings{Seed: 1, Mux: []string{specimens.Dolab}, N: []int{3}, Faults: []string{fault}})
		require.Len(t, r.Failures, 1, fault)
		require.Contains(t, r.Failures[0], "0 of 0 on time: Schedule: ", fault)
	}
}

// TestSelected: with multiplexers named, the claim is about each of them.
func TestSelected(t *testing.T) {
	for _, s := range specimens.All() {
		r := start(t, experiments.Settings{Seed: 1, Mux: []string{s.Name}})
		require.Equal(t, claimSelected, r.Claim)
		require.Equal(t, s.Name != specimens.Dolab, len(r.Failures) > 0, "%s: %v", s.Name, r.Failures)
	}
}

// TestManualTrigger: with the manual trigger the broken specimens run everything, which is how they passed.
func TestManualTrigger(t *testing.T) {
	for _, trigger := range []string{byAlarm, byHand} {
		r := start(t, experiments.Settings{Seed: 1, Mux: broken, N: []int{10, 100}, Trigger: []string{trigger}})
		require.Len(t, r.Cells, 6)
		require.Equal(t, trigger == byHand, len(r.Failures) == 0)
	}
}

// TestProduct: each combination of the factors is a cell, and dolab runs everything in each.
func TestProduct(t *testing.T) {
	r := start(t, experiments.Settings{
		Seed: 2, Mux: []string{specimens.Dolab}, N: []int{1, 10}, Delay: []time.Duration{0, 300 * time.Millisecond},
		Pattern: []string{batch, sequential}, Gap: []time.Duration{0, time.Second}, Trigger: []string{byAlarm},
		Load: 20 * time.Millisecond,
	})
	require.Len(t, r.Cells, 16)
	require.Empty(t, r.Failures)
}

// TestUnknown: names that nothing has are errors that list those there are.
func TestUnknown(t *testing.T) {
	for _, s := range []experiments.Settings{
		{Mux: []string{"nobody"}}, {Pattern: []string{"nobody"}}, {Trigger: []string{"nobody"}},
	} {
		_, err := experiments.Start(Experiment(), s, nil, nil)
		var unknown *experiments.ErrUnknown
		require.True(t, errors.As(err, &unknown), "%v", err)
		require.Equal(t, "nobody", unknown.Name)
		require.NotEmpty(t, unknown.Known)
	}
}

// TestCellFields: the machine interface has exactly these fields first, in this order.
func TestCellFields(t *testing.T) {
	r := start(t, experiments.Settings{Seed: 1, Mux: []string{specimens.Dolab}, N: []int{3}})
	data, err := json.Marshal(r.Cells[0])
	require.NoError(t, err)
	want := `{"mux":"dolab","n":3,"delay_ms":0,"pattern":"batch","gap_ms":0,"scheduled":3,"executed":3,"on_time":3,` +
		`"late":0,"early":0,"duplicate":0,"failed":0,"overwritten":0,"never_armed":0,"latency_ms":{"p50":`
	require.True(t, strings.HasPrefix(string(data), want), "%s", data)
	for _, field := range []string{"p50", "p90", "p99", "max", "virtual_ms", "diagnosis"} {
		require.Contains(t, string(data), fmt.Sprintf("%q:", field))
	}
}

// TestFigures: what was measured on a server has curves of its own.
func TestFigures(t *testing.T) {
	here := Cell{Place: experiments.Simulated, Mux: specimens.Dolab, Scheduled: 2, lag: []float64{1, 2}}
	there := here
	there.Place, there.lag = "ws://127.0.0.1:8787", []float64{30, 40}
	for _, f := range figures([]Cell{here, there}) {
		require.Len(t, f.Series, 2)
		require.Equal(t, "dolab", f.Series[0].Name)
		require.Equal(t, "dolab on 127.0.0.1:8787", f.Series[1].Name)
	}
}

// TestHash: two runs, one hash; another seed, another hash.
func TestHash(t *testing.T) {
	a, b := start(t, experiments.Settings{Seed: 1}), start(t, experiments.Settings{Seed: 1})
	require.Equal(t, a.Hash, b.Hash)
	require.Equal(t, a.Cells, b.Cells)
	require.NotEqual(t, a.Hash, start(t, experiments.Settings{Seed: 2}).Hash)
}
