package robustness

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/experiments"
	"dolab/experiments/remote/reference"
	"dolab/experiments/remote/reference/referencetest"
	"dolab/experiments/specimens"
)

// TestReference measures on the reference runtime, from its binary, for each multiplexer: what the simulation says runs
// there, and nothing else; and all writes can be read, also after eleven seconds, when the object has left its memory.
func TestReference(t *testing.T) {
	server := referencetest.Serve(t, reference.Options{Project: "worker"})
	var wait sync.WaitGroup
	var list []func() // What is to hold of each run.
	for _, mux := range specimens.Names() {
		for _, s := range []experiments.Settings{
			{N: []int{10}, Delay: []time.Duration{-time.Second, 0, 2 * time.Second}, Pattern: []string{batch}},
			{N: []int{10}, Gap: []time.Duration{50 * time.Millisecond}},
			{N: []int{2}, Gap: []time.Duration{11 * time.Second}},
			{N: []int{10}, Trigger: []string{byHand}},
		} {
			if mux == specimens.Native && len(s.Gap) > 0 {
				continue // Each schedule races the alarm of the one before on a busy machine.
			}
			s.Mux, s.URL, s.Seed = []string{mux}, server.URL, 1
			var r *experiments.Report
			var err error
			wait.Go(func() { r, err = experiments.Start(Experiment(), s, nil, nil) })
			list = append(list, func() {
				require.NoError(t, err)
				alike(t, r)
			})
		}
	}
	wait.Wait()
	for _, holds := range list {
		holds()
	}
}

// TestLive measures in a live world, for each multiplexer, the objects in Go and those of the Worker.
func TestLive(t *testing.T) {
	for at, w := range map[string]experiments.Script{"Go": nil, "TypeScript": script(t)} {
		for _, mux := range specimens.Names() {
			t.Run(at+"/"+mux, func(t *testing.T) {
				t.Parallel()
				r, err := experiments.Start(Experiment(), experiments.Settings{
					Mux: []string{mux}, N: []int{10}, Delay: []time.Duration{0, 2 * time.Second}, Pattern: []string{batch},
					Live: true, Worker: w, Seed: 1,
				}, nil, nil)
				require.NoError(t, err)
				require.Len(t, r.Cells, 4)
				alike(t, r)
			})
		}
	}
}

// alike holds each cell that was measured in real time to the one that was simulated.
func alike(t *testing.T, r *experiments.Report) {
	t.Helper()
	for n := 1; n < len(r.Cells); n += 2 {
		twin, c := r.Cells[n-1].(Cell), r.Cells[n].(Cell)
		require.NotEqual(t, experiments.Simulated, c.Place)
		what := []any{"%v, N=%d, %s: %s; simulated: %s", c.test, c.N, c.Mux, c.Diagnosis, twin.Diagnosis}
		require.Equal(t, twin.Scheduled, c.Scheduled, what...)
		require.Equal(t, twin.Executed, c.Executed, what...)
		require.Equal(t, twin.NeverArmed, c.NeverArmed, what...)
		require.Equal(t, twin.Overwritten, c.Overwritten, what...)
	}
	v := r.Verdicts[slices.IndexFunc(r.Verdicts, func(v experiments.Verdict) bool { return v.Question == onLikeness })]
	require.Equal(t, "TRUE", v.Answer, v.Evidence)
	require.Contains(t, v.Evidence, "of 100 kv and 100 sql writes, 100 and 100 are read in the same turn, 100 and 100 in the "+
		"next, 100 and 100 after hibernation")
}

const onLikeness = "In real time as many schedules run as in the simulation"
