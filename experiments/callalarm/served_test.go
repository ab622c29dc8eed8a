package callalarm

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/experiments"
	"dolab/experiments/remote/reference"
	"dolab/experiments/remote/reference/referencetest"
	"dolab/experiments/specimens"
)

// alike holds each cell that was measured in real time to the one that was simulated, which comes before it.
func alike(t *testing.T, r *experiments.Report) {
	t.Helper()
	for n := 0; n < len(r.Cells); n += 2 {
		twin, c := r.Cells[n].(Cell), r.Cells[n+1].(Cell)
		require.Equal(t, experiments.Simulated, twin.Place)
		require.NotEqual(t, experiments.Simulated, c.Place)
		require.Equal(t, twin.TimedOutOps, c.TimedOutOps, "%s %s", c.Place, c.Mux)
		require.Equal(t, twin.Misattributed, c.Misattributed)
		require.Equal(t, twin.Completed, c.Completed)
	}
	i := slices.IndexFunc(r.Verdicts, func(v experiments.Verdict) bool { return v.Question == onLikeness })
	require.Equal(t, "TRUE", r.Verdicts[i].Answer, r.Verdicts[i].Evidence)
}

const onLikeness = "In real time the same operations complete, with the same results, as in the simulation."

// TestReference drives the Worker on the reference runtime, from its binary, for each multiplexer: what the simulation
// says completes there, and nothing else. The runtime evicts after ten seconds, which the client waits out twice.
func TestReference(t *testing.T) {
	server := referencetest.Serve(t, reference.Options{Project: "worker"})
	var list []experiments.Settings
	for _, mux := range specimens.Names() {
		if mux == specimens.Native {
			continue // It makes each call at once: there is nothing to compare.
		}
		s := settings(mux, clientUncorrelated, 3, 12*time.Second)
		s.URL = server.URL
		list = append(list, s)
		s.Mode, s.Client = []string{modeDirect}, []string{clientBatch}
		list = append(list, s)
	}
	together(t, list)
}

// together runs the experiment under several settings at one time, and holds each to what it simulates.
func together(t *testing.T, list []experiments.Settings) (reports []*experiments.Report) {
	t.Helper()
	reports = make([]*experiments.Report, len(list))
	errs := make([]error, len(list))
	var wait sync.WaitGroup
	for n, s := range list {
		wait.Go(func() { reports[n], errs[n] = experiments.Start(Experiment(), s, nil, nil) })
	}
	wait.Wait()
	require.NoError(t, errors.Join(errs...))
	for _, r := range reports {
		alike(t, r)
	}
	return reports
}

// TestLive measures on the objects in Go and on those of the script in worlds in real time, whose objects are evicted
// sooner.
func TestLive(t *testing.T) {
	s := settings(specimens.Lumenize1114, clientUncorrelated, 3, 3*time.Second)
	s.Mux = append(s.Mux, specimens.Dolab)
	s.Live, s.Set = true, []string{"HibernateAfter=300ms"}
	byScript := s
	byScript.Worker = script(t)
	for _, r := range together(t, []experiments.Settings{s, byScript}) {
		first := r.Cells[1].(Cell)
		require.Equal(t, []int{0, 2}, first.TimedOutOps)
		require.Equal(t, 1, first.Hibernations, "before the last operation")
		require.NotNil(t, first.first)
		require.Equal(t, 3, r.Cells[3].(Cell).Completed)
	}
}

// TestStop: an interrupt ends a run in a live world while it waits.
func TestStop(t *testing.T) {
	s := settings(specimens.Lumenize1114, clientUncorrelated, 1, time.Hour)
	asked := 0
	live := experiments.Experiment{Run: func(r *experiments.Run) error {
		r.Settings.Stop = func() bool { asked++; return asked > 3 }
		_, err := measure(r, Cell{Place: experiments.InService, Mux: s.Mux[0], Mode: modeAlarm, Client: s.Client[0], N: 1}, time.Hour)
		return err
	}}
	s.Profile = "workerd"
	_, err := experiments.Start(live, s, nil, nil)
	require.ErrorIs(t, err, actor.ErrClosed)
	require.Equal(t, 4, asked)
}
