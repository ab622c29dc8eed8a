package accuracy

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/experiments"
	"dolab/experiments/remote/reference"
	"dolab/experiments/remote/reference/referencetest"
	"dolab/experiments/specimens"
)

// realTime are short trials on the native alarm, on one that counts in seconds, and on dolab.
func realTime() experiments.Settings {
	return experiments.Settings{
		Mux: []string{specimens.Native, specimens.Lumenize2026, specimens.Dolab}, Delay: []time.Duration{time.Second, 2 * time.Second},
		Trials: 8, Profile: "workerd",
	}
}

// fires holds each trial at a place to have fired, and none early where milliseconds are counted.
func fires(t *testing.T, r *experiments.Report, cells []Cell, place string) {
	t.Helper()
	n := 0
	for _, c := range cells {
		if c.Place != place {
			continue
		}
		n++
		require.Equal(t, c.Trials, c.Fired, c.name())
		if c.Mux != specimens.Lumenize2026 {
			require.Zero(t, c.Early, "%s: %+v", c.name(), c.trials)
		} else if place == experiments.Simulated { // Elsewhere a busy machine may be later than it is early.
			require.Positive(t, c.Early)
		}
	}
	require.Equal(t, 6, n)
	require.Equal(t, []string{"multiplexer", "where", "delay"}, r.Table.Header[:3])
	require.Len(t, r.Data.Rows, 2*6*8)
	require.Equal(t, []string{experiments.Simulated, cells[2].Place}, []string{r.Data.Rows[0][6], r.Data.Rows[2*8][6]})
}

// TestLive: the objects in a live world fire as they do in the simulation.
func TestLive(t *testing.T) {
	s := realTime()
	s.Live = true
	r, cells := start(t, s)
	fires(t, r, cells, experiments.InService)
	fires(t, r, cells, experiments.Simulated)
}

// TestUnreachable: a run on a server that is not there ends with its first trial. The last would begin 100 seconds later.
func TestUnreachable(t *testing.T) {
	begun := time.Now()
	_, err := experiments.Start(Experiment(), experiments.Settings{
		Mux: []string{specimens.Native}, Delay: []time.Duration{time.Millisecond}, Trials: 400, URL: "ws://127.0.0.1:1",
	}, nil, nil)
	require.ErrorContains(t, err, "native 1ms, trial ")
	require.Less(t, time.Since(begun), 20*time.Second)
}

// TestReference: so do those of the Worker of alarms-robustness on the reference runtime.
func TestReference(t *testing.T) {
	server := referencetest.Serve(t, reference.Options{Project: "../robustness/worker"})
	s := realTime()
	s.URL = server.URL
	r, cells := start(t, s)
	fires(t, r, cells, server.URL)
}
