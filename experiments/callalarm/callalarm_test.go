package callalarm

import (
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/experiments"
	"dolab/experiments/specimens"
)

var (
	seedFlag  = flag.Uint64("seed", 1, "first seed of the sweeps")
	seedsFlag = flag.Uint64("seeds", 20, "seeds of a sweep")
)

// start runs the experiment.
func start(t *testing.T, s experiments.Settings) *experiments.Report {
	t.Helper()
	r, err := experiments.Start(Experiment(), s, nil, nil)
	require.NoError(t, err)
	return r
}

// one runs a single cell.
func one(t *testing.T, s experiments.Settings) Cell {
	t.Helper()
	r := start(t, s)
	require.Len(t, r.Cells, 1)
	return r.Cells[0].(Cell)
}

func settings(mux, client string, n int, timeout time.Duration) experiments.Settings {
	return experiments.Settings{
		Mux: []string{mux}, Mode: []string{modeAlarm}, Client: []string{client}, N: []int{n},
		Timeout: []time.Duration{timeout}, Seed: *seedFlag,
	}
}

func upTo(n int) []int {
	ids := make([]int, n)
	for id := range ids {
		ids[id] = id
	}
	return ids
}

// TestFieldReport holds the multiplexer of 14 November 2025 against what was measured on the real runtime (field
// report, section 2).
func TestFieldReport(t *testing.T) {
	for _, row := range []struct {
		client        string
		n             int
		timeout       time.Duration
		completed     int
		late          int
		misattributed int
		lo, hi        float64 // seconds in all
		lost          []int
	}{
		{clientUncorrelated, 10, 15 * time.Second, 6, 6, 6, 60.0, 60.3, []int{0, 2, 5, 9}},
		{clientUncorrelated, 10, 12 * time.Second, 6, 6, 6, 48.0, 48.4, []int{0, 2, 5, 9}},
		{clientUncorrelated, 10, 20 * time.Second, 6, 6, 6, 80.0, 80.5, []int{0, 2, 5, 9}},
		{clientUncorrelated, 50, 15 * time.Second, 41, 41, 41, 135, 136, []int{0, 2, 5, 9, 14, 20, 27, 35, 44}},
		{
			clientUncorrelated, 100, 15 * time.Second, 87, 87, 87, 195, 196,
			[]int{0, 2, 5, 9, 14, 20, 27, 35, 44, 54, 65, 77, 90},
		},
		{clientCorrelated, 10, 15 * time.Second, 0, 9, 0, 150, 150.3, upTo(10)},
		{clientCorrelated, 10, 35 * time.Second, 9, 1, 0, 305, 305.3, []int{0}},
		{clientParallel, 10, 60 * time.Second, 0, 0, 0, 60, 60.1, upTo(10)},
		{clientBatch, 10, 60 * time.Second, 0, 0, 0, 60, 60.1, upTo(10)},
	} {
		t.Run(fmt.Sprintf("%s/%d/%v", row.client, row.n, row.timeout), func(t *testing.T) {
			c := one(t, settings(specimens.Lumenize1114, row.client, row.n, row.timeout))
			require.Equal(t, row.completed, c.Completed)
			require.Equal(t, row.lost, c.TimedOutOps)
			require.Equal(t, row.late, c.Late)
			require.Equal(t, row.misattributed, c.Misattributed)
			require.GreaterOrEqual(t, c.TotalMS, row.lo*1000)
			require.LessOrEqual(t, c.TotalMS, row.hi*1000)
			require.InDelta(t, c.TotalMS/float64(row.n), c.MSPerOp, 0.001)
			require.Contains(t, c.Diagnosis, "getAlarm() was null: never armed")
		})
	}
}

// TestShortTimeout: a client that does not wait until the object hibernates never has its rows run.
func TestShortTimeout(t *testing.T) {
	c := one(t, settings(specimens.Lumenize1114, clientUncorrelated, 10, 9*time.Second))
	require.Zero(t, c.Completed)
	require.Zero(t, c.Hibernations)
}

// TestCure holds dolab to complete everything, with every client.
func TestCure(t *testing.T) {
	for _, client := range clients {
		for _, n := range []int{10, 50, 100} {
			c := one(t, settings(specimens.Dolab, client, n, 15*time.Second))
			require.Equal(t, n, c.Completed, "%s %d", client, n)
			require.Empty(t, c.TimedOutOps)
			require.Zero(t, c.Late)
			require.Zero(t, c.Misattributed)
			require.Empty(t, c.Errors)
			require.Empty(t, c.Diagnosis)
			require.Less(t, c.TotalMS, 1000.0)
		}
	}
}

// TestDirect: calls made at once complete, whatever the multiplexer.
func TestDirect(t *testing.T) {
	for _, mux := range specimens.Names() {
		for _, client := range clients {
			s := settings(mux, client, 10, 15*time.Second)
			s.Mode = []string{modeDirect}
			require.Equal(t, 10, one(t, s).Completed, "%s %s", mux, client)
		}
	}
}

// TestSweep: neither the failure nor the cure depends on the seed or on the profile.
func TestSweep(t *testing.T) {
	for _, profile := range []string{"ideal", "workerd", "production"} {
		for seed := *seedFlag; seed < *seedFlag+*seedsFlag; seed++ {
			s := settings(specimens.Lumenize1114, clientUncorrelated, 10, 15*time.Second)
			s.Profile, s.Seed = profile, seed
			again := fmt.Sprintf("go test ./experiments/callalarm -run TestSweep -seed %d -seeds 1", seed)
			require.Equal(t, []int{0, 2, 5, 9}, one(t, s).TimedOutOps, again)
			s.Mux = []string{specimens.Dolab}
			require.Equal(t, 10, one(t, s).Completed, again)
		}
	}
}

// TestReset: where turns take so long that construction exceeds the 30 s of a blockConcurrencyWhile, the object is
// reset. The client loses its connection, which is an outcome like another.
func TestReset(t *testing.T) {
	s := settings(specimens.Lumenize1114, clientCorrelated, 10, 300*time.Second)
	s.Load = 31 * time.Second
	c := one(t, s)
	require.Zero(t, c.Completed)
	require.Equal(t, upTo(10), c.TimedOutOps)
	require.Less(t, c.TotalMS, 10*c.TimeoutMS)
	require.Contains(t, c.Diagnosis, "the object was reset: websocket closed: 1006")
	require.Contains(t, c.Errors[4], "op 4: websocket closed: 1006")

	s = settings(specimens.Dolab, clientParallel, 10, 300*time.Second)
	s.Load = 31 * time.Second
	require.Contains(t, one(t, s).Diagnosis, "the object was busy")
}

// TestHash: the same seed gives the same hash and cells, another seed another hash.
func TestHash(t *testing.T) {
	s := settings(specimens.Lumenize1114, clientUncorrelated, 10, 15*time.Second)
	first, second := start(t, s), start(t, s)
	require.Equal(t, first.Hash, second.Hash)
	require.Equal(t, first.Table, second.Table)
	s.Seed++
	require.NotEqual(t, first.Hash, start(t, s).Hash)
}
