package durable

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable/platform"
)

// TestReplacedIncarnationIsNotCharged: an incarnation that a deploy has replaced no longer counts against its object's
// active time, nor against the memory of its isolate.
func TestReplacedIncarnationIsNotCharged(t *testing.T) {
	const bytes = 60 << 20
	w := sim.New(sim.Options{})
	t.Cleanup(w.Close)
	plan, err := platform.NewPlan("object.turn Odd/a nth=2 deploy=30s")
	require.NoError(t, err)
	p := platform.Ideal()
	p.MemoryMax = 100 << 20
	rt := New(w.World, p, WithFaults(plan))
	ns, err := rt.Namespace(Class{Name: "Odd", Isolate: "shared", New: func(st *State) (Object, error) {
		return &odd{st}, nil
	}})
	require.NoError(t, err)
	s := ns.GetByName("a")
	w.Go("client", func() {
		_ = rt.Inside(s, func(_ Object, st *State) error {
			st.Allocate(bytes)
			st.Sleep(time.Minute)
			return nil
		})
	})
	require.NoError(t, w.Advance(10*time.Second))
	require.Equal(t, 1, rt.Faults()[0].Struck)
	require.NoError(t, rt.Inside(ns.GetByName("b"), func(_ Object, st *State) error {
		st.Allocate(bytes)
		return nil
	}))
	u, err := rt.Usage(s)
	require.NoError(t, err)
	require.Zero(t, u.Active)
}
