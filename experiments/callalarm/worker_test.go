package callalarm

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker"
	"dolab/experiments"
	"dolab/experiments/scripted"
	"dolab/experiments/specimens"
)

// script loads the Worker of this experiment.
func script(t *testing.T) scripted.Script {
	t.Helper()
	w, err := worker.Load("worker")
	require.NoError(t, err)
	t.Cleanup(w.Close)
	return scripted.Script{Worker: w}
}

// TestTwins: the Worker's objects and those in Go agree on each multiplexer with each client, cell by cell: which
// operations complete, with whose result, and how the alarm stands where one does not. Where nothing takes any time by
// itself they agree on how long it takes, to two milliseconds an operation: alarms are in whole ones. With production's
// latencies and 35 s, in which the alarm of the call layer comes too, chance decides which of two results is there first,
// on either side: that is left out.
func TestTwins(t *testing.T) {
	s := script(t)
	for profile, timeouts := range map[string][]time.Duration{
		"ideal":      {15 * time.Second, 35 * time.Second},
		"workerd":    {15 * time.Second, 35 * time.Second},
		"production": {15 * time.Second},
	} {
		settings := experiments.Settings{
			Mux: specimens.Names(), Mode: modes, Client: clients, N: []int{10}, Timeout: timeouts, Profile: profile, Seed: *seedFlag,
		}
		classes := start(t, settings)
		settings.Worker = s
		scripts := start(t, settings)
		require.Len(t, scripts.Cells, len(classes.Cells))
		require.Equal(t, classes.Table.Header, scripts.Table.Header)
		for n := range classes.Cells {
			a, b := classes.Cells[n].(Cell), scripts.Cells[n].(Cell)
			name := profile + ", " + a.name(classes.Table.Header)
			require.Equal(t, outcome(a), outcome(b), name)
			if profile == "ideal" {
				require.InDelta(t, a.TotalMS, b.TotalMS, 2*float64(a.N), name)
			}
		}
	}
}

// outcome is what the twins agree on.
func outcome(c Cell) string {
	diagnosis := ""
	if c.first != nil {
		diagnosis = fmt.Sprintf("; first %d stored, armed %t", c.first.stored, c.first.armed)
	}
	return fmt.Sprintf("%d completed, lost %v, late %d, others %d, hibernations %d, errors %q%s",
		c.Completed, c.TimedOutOps, c.Late, c.Misattributed, c.Hibernations, c.Errors, diagnosis)
}
