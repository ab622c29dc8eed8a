package durable_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
)

// TestBlocksNest: 64 blocks within one another are possible. One more is refused, and the object goes on (semantics
// B9).
func TestBlocksNest(t *testing.T) {
	w, ns := counters(t)
	stub := ns.GetByName("a")
	var refusals []error
	deepest := 0
	require.NoError(t, w.Objects.Inside(stub, func(_ durable.Object, st *durable.State) error {
		var within func(depth int) error
		within = func(depth int) error {
			deepest = max(deepest, depth)
			err := st.BlockConcurrencyWhile(func() error { return within(depth + 1) })
			if err != nil {
				refusals = append(refusals, err, st.GoBlocking(func() error {
					t.Error("it was refused")
					return nil
				}))
			}
			return nil
		}
		return within(0)
	}))
	require.Equal(t, 64, deepest)
	require.Equal(t, []error{durable.ErrBlockNested, durable.ErrBlockNested}, refusals)
	require.EqualError(t, refusals[0], "blockConcurrencyWhile() calls are nested too deeply.")
	w.Advance(time.Second)
	n, err := durable.Call[int](stub, "Increment", 1)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	v, err := w.Objects.Look(stub)
	require.NoError(t, err)
	require.Equal(t, 1, v.Incarnation)
}
