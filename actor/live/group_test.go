package live_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/actor/live"
	"dolab/actor/sim"
)

// TestGroup: Stop ends all worlds, each once.
func TestGroup(t *testing.T) {
	g, err := live.NewGroup(4, live.Options{}, nil)
	require.NoError(t, err)
	ended := make([]int, 4)
	for n, w := range g.Worlds() {
		w.OnClose(func() { ended[n]++ })
	}
	g.Start()
	require.NoError(t, g.Stop(t.Context()))
	require.Equal(t, []int{1, 1, 1, 1}, ended)
	for _, w := range g.Worlds() {
		require.ErrorIs(t, w.Post(func() {}), live.ErrStopped)
	}
}

// TestGroupOptions: worlds share neither chance nor a trace.
func TestGroupOptions(t *testing.T) {
	_, err := live.NewGroup(0, live.Options{}, nil)
	require.Error(t, err)
	_, err = live.NewGroup(2, live.Options{Chooser: sim.Seed(1)}, nil)
	require.ErrorContains(t, err, "cannot share")
	g, err := live.NewGroup(2, live.Options{}, func(n int, o *live.Options) { o.Chooser = sim.Seed(uint64(n)) })
	require.NoError(t, err)
	require.NoError(t, g.Stop(t.Context()))
}
