package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/sim"
)

// late reports whether, of two processes that begin together, one does all its 20 steps while the other is between its
// first and its second: under even chances that is one order in a million.
func late(c actor.Chooser) bool {
	w := sim.New(sim.Options{Chooser: c})
	defer w.Close()
	steps, between := 0, 0
	again := func() { // Gives the turn away, and is ready at once.
		k := w.Current().Waker()
		k.Wake(nil)
		w.Current().Park("its next turn", "")
	}
	w.Go("many", func() {
		for range 20 {
			again()
			steps++
		}
	})
	w.Go("two", func() {
		again()
		before := steps
		again()
		between = steps - before
	})
	if err := w.Settle(); err != nil {
		panic(err)
	}
	return between >= 20
}

// TestPCT: it finds an order that even chances do not, says whose turn it is by priority alone, and is a function of
// its seed.
func TestPCT(t *testing.T) {
	found := func(c func(seed uint64) actor.Chooser) (n int) {
		for seed := range uint64(1000) {
			if late(c(seed)) {
				n++
			}
		}
		return n
	}
	require.Zero(t, found(sim.Seed))
	with := found(func(seed uint64) actor.Chooser { return sim.PCT(seed, 2, 40) })
	require.Greater(t, with, 3)
	require.Equal(t, with, found(func(seed uint64) actor.Chooser { return sim.PCT(seed, 2, 40) }))
	t.Logf("%d of 1000", with)

	c := sim.PCT(1, 1, 1).(sim.TurnChooser)
	first := c.ChooseTurn([]uint64{1, 2, 3})
	for range 10 {
		require.Equal(t, first, c.ChooseTurn([]uint64{1, 2, 3}))
	}
}

// TestPCTOfDepthOne: without a change of priorities the same of two has every turn.
func TestPCTOfDepthOne(t *testing.T) {
	for seed := range uint64(10) {
		c := sim.PCT(seed, 1, 10).(sim.TurnChooser)
		first := c.ChooseTurn([]uint64{1, 2})
		for range 20 {
			require.Equal(t, first, c.ChooseTurn([]uint64{1, 2}), seed)
		}
	}
}
