package accuracy

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/durable/platform"
	"dolab/experiments"
	"dolab/experiments/specimens"
)

func start(t *testing.T, s experiments.Settings) (*experiments.Report, []Cell) {
	t.Helper()
	s.Seed = 1
	r, err := experiments.Start(Experiment(), s, nil, nil)
	require.NoError(t, err)
	var cells []Cell
	for _, c := range r.Cells {
		cells = append(cells, c.(Cell))
	}
	return r, cells
}

// TestDefault: the native alarm and dolab, eight delays, 50 trials each, nothing early, all within the bound.
func TestDefault(t *testing.T) {
	r, cells := start(t, experiments.Settings{})
	require.Equal(t, "production", r.Profile)
	require.Empty(t, r.Failures)
	require.Len(t, cells, 16)
	for _, c := range cells {
		require.Equal(t, 50, c.Trials)
		require.Equal(t, 50, c.Fired)
		require.Zero(t, c.Early)
		j := c.JitterMS
		require.True(t, slices.IsSorted([]Millis{0, j.Min, j.P50, j.P90, j.P95, j.P99, j.Max, c.BoundMS}), "%+v", c)
		require.Less(t, j.Min, j.Max)
	}
	require.Len(t, r.Data.Rows, 16*50)
	require.Equal(t, "FALSE", r.Verdicts[0].Answer)
}

// TestProfiles: each profile has numbers of its own.
func TestProfiles(t *testing.T) {
	var medians []Millis
	for _, name := range []string{"ideal", "workerd", "production"} {
		_, cells := start(t, experiments.Settings{
			Profile: name, Mux: []string{specimens.Native}, Delay: []time.Duration{300 * time.Second},
		})
		require.Less(t, cells[0].JitterMS.P99, cells[0].BoundMS)
		medians = append(medians, cells[0].JitterMS.P50)
	}
	require.Zero(t, medians[0])
	require.Less(t, medians[1], Millis(6))
	require.Greater(t, medians[2], Millis(100))
}

// TestEarly: multiplexers that count in whole seconds fire early, and that contradicts the claim.
func TestEarly(t *testing.T) {
	for _, mux := range []string{specimens.Lumenize1114, specimens.Actors, specimens.Agents} {
		r, cells := start(t, experiments.Settings{
			Profile: "workerd", Mux: []string{mux}, Delay: []time.Duration{3 * time.Second, 10 * time.Second}, Trials: 20,
		})
		require.Len(t, r.Failures, 1, mux)
		require.Len(t, r.Notes, 2)
		require.Equal(t, "TRUE", r.Verdicts[0].Answer)
		for _, c := range cells {
			require.Greater(t, c.Early, 15)
			require.Greater(t, c.JitterMS.Min, Millis(-1000))
		}
	}
}

// TestNever: what never fires is no measurement, and contradicts the claim.
func TestNever(t *testing.T) {
	r, cells := start(t, experiments.Settings{
		Mux: []string{specimens.Lumenize1114}, Delay: []time.Duration{0}, Trials: 3, Profile: "ideal",
	})
	require.Zero(t, cells[0].Fired)
	require.Equal(t, "3 of 3 never fired within 1m0s of their time", cells[0].Diagnosis)
	require.Len(t, r.Failures, 1)
	require.Equal(t, []string{"", ""}, r.Data.Rows[0][3:5])
}

// TestData: a trial is one line, with its times in milliseconds and the jitter between them.
func TestData(t *testing.T) {
	r, _ := start(t, experiments.Settings{
		Mux: []string{specimens.Native}, Delay: []time.Duration{time.Second, time.Minute}, Trials: 2,
	})
	require.Equal(t, []string{"trialId", "delayMs", "scheduledFor", "firedAt", "jitter", "multiplexer"}, r.Data.Header)
	require.Len(t, r.Data.Rows, 4)
	for n, row := range r.Data.Rows {
		require.Equal(t, strconv.Itoa(n+1), row[0])
		require.Equal(t, []string{"1000", "1000", "60000", "60000"}[n], row[1])
		var v [3]float64
		for k, text := range row[2:5] {
			var err error
			v[k], err = strconv.ParseFloat(text, 64)
			require.NoError(t, err)
		}
		require.InDelta(t, v[1]-v[0], v[2], 0.001)
		require.Positive(t, v[2])
	}
}

// TestCount: quantiles are by nearest rank, negative jitter is early, and a p99 beyond the bound is named.
func TestCount(t *testing.T) {
	c := Cell{Trials: 100, BoundMS: 50}
	for n := range 100 {
		c.trials = append(c.trials, trial{Due: 1_000_000, Fired: 1_000_000 + int64(n+1)*1000})
	}
	require.NoError(t, c.count())
	require.Equal(t, Jitter{Min: 1, P50: 50, P90: 90, P95: 95, P99: 99, Max: 100}, c.JitterMS)
	require.Equal(t, "p99 is 99 ms late, beyond the profile's 50 ms", c.Diagnosis)
	c.trials[0].Fired = 999_000
	require.NoError(t, c.count())
	require.Equal(t, 1, c.Early)
	require.Equal(t, "1 of 100 fired early, by up to 1 ms", c.Diagnosis)
}

// TestBound: the bound is that of the delay's bucket, with the hop of the delivery. It takes in the start of an object
// that is out of memory by the delay or by the alarm's own lateness, and what of setting the alarm comes behind its time.
func TestBound(t *testing.T) {
	p := platform.Production()
	hop := p.AlarmHop.Max()
	require.Equal(t, 36*time.Millisecond+hop+resolution, bound(p, 60*time.Second, true))
	require.Equal(t, 36*time.Millisecond+hop+p.ColdStart.Max()+resolution, bound(p, 70*time.Second, true))
	require.Equal(t, 36*time.Millisecond+hop+resolution+2*hop+p.Commit.Max()-time.Millisecond, bound(p, time.Millisecond, true))
	h := platform.Hostile()
	require.Greater(t, bound(h, time.Second, true), time.Minute+h.ColdStart.Max(), "it is evicted while its alarm is late")
	p.AlarmHop = fault.Const(0)
	p.AlarmLate = []platform.Lateness{{UpTo: time.Minute, Late: fault.Const(time.Second)}, {Late: fault.Const(2 * time.Second)}}
	require.Equal(t, time.Second+resolution, bound(p, time.Minute, true), "by the time before")
	require.Equal(t, resolution, bound(platform.Ideal(), time.Hour, true))
	p = platform.Production()
	require.Equal(t, p.ColdStart.Max(), bound(p, 10*time.Second, false)-bound(p, 10*time.Second, true), "it hibernates")
}
