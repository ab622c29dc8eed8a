package accuracy

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker"
	"dolab/experiments"
	"dolab/experiments/scripted"
	"dolab/experiments/specimens"
)

// script loads the Worker of alarms-robustness.
func script(t *testing.T) scripted.Script {
	t.Helper()
	w, err := worker.Load("../robustness/worker")
	require.NoError(t, err)
	t.Cleanup(w.Close)
	return scripted.Script{Worker: w}
}

// TestWorker: the Worker's alarms keep the claim where those of the objects in Go do; where nothing takes any time by
// itself both are as late, to a millisecond, which is as exact as the Worker's clock.
func TestWorker(t *testing.T) {
	w := script(t)
	for _, profile := range []string{"ideal", "workerd", "production"} {
		s := experiments.Settings{Mux: specimens.Names(), Trials: 10, Profile: profile}
		_, classes := start(t, s)
		s.Worker = w
		_, scripts := start(t, s)
		require.Len(t, scripts, len(classes))
		for n, c := range scripts {
			twin := classes[n]
			require.Equal(t, c.Trials, c.Fired, c.name())
			require.Equal(t, twin.Early > 0, c.Early > 0, "%s %s %v", profile, c.name(), c.delay())
			require.Equal(t, twin.Diagnosis == "", c.Diagnosis == "", "%s %s %v: %s", profile, c.name(), c.delay(), c.Diagnosis)
			if profile == "ideal" {
				require.InDelta(t, float64(twin.JitterMS.Max), float64(c.JitterMS.Max), 1, "%s %v", c.name(), c.delay())
			}
		}
	}
}

// TestWorkerLive: so do those of the Worker in a live world.
func TestWorkerLive(t *testing.T) {
	s := realTime()
	s.Live, s.Worker = true, script(t)
	r, cells := start(t, s)
	fires(t, r, cells, experiments.InService)
	fires(t, r, cells, experiments.Simulated)
}
