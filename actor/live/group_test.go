package live_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/actor/live"
	"dolab/actor/sim"
)

// TestGroup: a key has one place, the places are used evenly, and Stop ends all worlds, each once.
func TestGroup(t *testing.T) {
	g, err := live.NewGroup(4, live.Options{}, nil)
	require.NoError(t, err)
	ended := make([]int, 4)
	for n, w := range g.Worlds() {
		w.OnClose(func() { ended[n]++ })
	}
	g.Start()
	keys := make([]int, 4)
	for n := range 4000 {
		key := fmt.Append(nil, n)
		require.Equal(t, g.Place(key), g.Place(bytes.Clone(key)))
		keys[g.Place(key)]++
	}
	for _, n := range keys {
		require.InDelta(t, 1000, n, 150)
	}
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
