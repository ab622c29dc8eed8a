package lateness

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable/platform"
	"dolab/experiments"
)

func start(t *testing.T, s experiments.Settings) (*experiments.Report, []Cell) {
	t.Helper()
	if s.Seed == 0 {
		s.Seed = 1
	}
	r, err := experiments.Start(Experiment(), s, nil, nil)
	require.NoError(t, err)
	var cells []Cell
	for _, c := range r.Cells {
		cells = append(cells, c.(Cell))
	}
	return r, cells
}

// TestDefault: all profiles, none early, all within what they say, and each with numbers of its own.
func TestDefault(t *testing.T) {
	r, cells := start(t, experiments.Settings{})
	require.Empty(t, r.Failures)
	require.Len(t, cells, 3*len(platform.Profiles()))
	p50 := map[string]float64{}
	for _, c := range cells {
		require.Equal(t, 50, c.Fired)
		require.Zero(t, c.Early)
		p50[c.Profile] = float64(c.JitterMS.P50)
	}
	require.Zero(t, p50["ideal"])
	require.Less(t, p50["workerd"], p50["production"])
	require.Equal(t, "FALSE", r.Verdicts[0].Answer)
}

// TestProfile: a profile that is given is the only one.
func TestProfile(t *testing.T) {
	s := experiments.Settings{Trials: 2, Profile: "workerd"}
	r, cells := start(t, s)
	require.Len(t, cells, 3)
	require.Equal(t, "workerd", cells[0].Profile)
	require.Empty(t, r.Verdicts)
	s.Design = []string{"none"}
	_, err := experiments.Start(Experiment(), s, nil, nil)
	var unknown *experiments.ErrUnknown
	require.ErrorAs(t, err, &unknown)
}

// TestHash: the worlds of all profiles are in the run's trace.
func TestHash(t *testing.T) {
	s := experiments.Settings{Trials: 2, Delay: []time.Duration{time.Second}}
	a, _ := start(t, s)
	b, _ := start(t, s)
	require.Equal(t, a.Hash, b.Hash)
	s.Seed = 2
	c, _ := start(t, s)
	require.NotEqual(t, a.Hash, c.Hash)
}
