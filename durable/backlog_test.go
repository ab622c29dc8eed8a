package durable_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// TestCommitsThatOverlapWithoutEnd keeps an object writing faster than the disk confirms, for longer than its
// database could pile up commits: it waits for the disk now and then, and loses nothing.
func TestCommitsThatOverlapWithoutEnd(t *testing.T) {
	p := platform.Ideal()
	p.Commit = fault.Const(10 * time.Millisecond)
	w, ns := counters(t, durabletest.Profile(p))
	const writes = 20_000
	answered := 0
	w.Do(func() {
		for range writes {
			w.Go("client", func() {
				_, err := ns.GetByName("a").Call("Increment", 1)
				require.NoError(t, err)
				answered++
			})
			w.Sleep(time.Millisecond)
		}
		w.Sleep(time.Second)
	})
	require.Equal(t, writes, answered)
	n, err := durable.Call[int](ns.GetByName("a"), "Increment", 0)
	require.NoError(t, err)
	require.Equal(t, writes, n)
}
