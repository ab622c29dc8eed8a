package storm

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/experiments"
)

func start(t *testing.T, s experiments.Settings) (*experiments.Report, map[string]Cell) {
	t.Helper()
	if s.Seed == 0 {
		s.Seed = 1
	}
	r, err := experiments.Start(Experiment(), s, nil, nil)
	require.NoError(t, err)
	cells := map[string]Cell{}
	for _, c := range r.Cells {
		cells[c.(Cell).Design] = c.(Cell)
	}
	return r, cells
}

// TestDefault: only who resumes has it all, and who backs off dials less.
func TestDefault(t *testing.T) {
	r, cells := start(t, experiments.Settings{})
	require.Empty(t, r.Failures)
	for name, c := range cells {
		require.Greater(t, c.Resets, 5, name)
		require.Greater(t, c.Dials, c.Clients, name)
		require.Equal(t, name != "resume" && name != "watchful", c.Missed > 0, name)
	}
	require.Zero(t, cells["resume"].Twice+cells["resume"].Disorder)
	require.Greater(t, cells["naive"].PeakDials, cells["backoff"].PeakDials)
}

// TestSeeds: who resumes has it all under other seeds and on other profiles.
func TestSeeds(t *testing.T) {
	for seed := range uint64(5) {
		for _, profile := range []string{"ideal", "workerd", "production"} {
			r, cells := start(t, experiments.Settings{Design: []string{"resume"}, Seed: seed + 1, Profile: profile, Trials: 1})
			require.Empty(t, r.Failures, "seed %d on %s", seed+1, profile)
			require.Positive(t, cells["resume"].Resets)
		}
	}
}

// TestLucky: a client that does not resume can miss nothing in one storm, so that the claim is about a rate.
func TestLucky(t *testing.T) {
	for _, seed := range []uint64{44, 59, 66} {
		s := experiments.Settings{Design: []string{"naive"}, Seed: seed, Trials: 1}
		_, cells := start(t, s)
		require.Zero(t, cells["naive"].Missed, "seed %d", seed)
		s.Trials = trialsMin
		_, cells = start(t, s)
		require.Greater(t, cells["naive"].Lossy, 1, "seed %d", seed)
	}
	for _, x := range []struct {
		lossy, trials int
		want          bool
	}{{0, 3, false}, {0, 4, true}, {1, 4, true}, {2, 4, false}, {1, 6, true}, {2, 6, false}} {
		c := Cell{Lossy: x.lossy, Trials: x.trials}
		require.Equal(t, x.want, c.spared(), x)
	}
}

// TestSelected: a design that misses messages contradicts the claim made of it.
func TestSelected(t *testing.T) {
	r, _ := start(t, experiments.Settings{Design: []string{"backoff"}, N: []int{5}})
	require.Len(t, r.Failures, 1)
	require.Equal(t, claimSelected, r.Claim)
}

// TestCount: missed, twice and out of order are three things.
func TestCount(t *testing.T) {
	c := Cell{Clients: 2, Messages: 3}
	c.count([]*client{
		{heard: map[int]int{1: 1, 3: 2}, dials: []int{0, 7, 7}, disorder: 1},
		{heard: map[int]int{1: 1, 2: 1, 3: 1}, dials: []int{7}},
	})
	c.count([]*client{{heard: map[int]int{1: 1, 2: 1, 3: 1}}, {heard: map[int]int{1: 1, 2: 1, 3: 1}}})
	require.Equal(t, "1 of 12 messages missed, by 1 of 4 clients, in 1 of 2 storms; 1 came twice, 1 out of order", c.diagnose())
	require.Equal(t, []int{4, 3}, []int{c.Dials, c.PeakDials})
}
