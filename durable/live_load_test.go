package durable_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable"
)

var loadFor = flag.Duration("load", time.Second, "how long TestLiveLoad runs: an hour shows what grows")

// descriptors returns how many files the process has open.
func descriptors(t *testing.T) int {
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("no /proc here")
	}
	return len(list)
}

// TestLiveLoad runs a mixed load on two worlds for a time. Memory does not grow in the second half, and goroutines and
// descriptors are as many at the end as before.
func TestLiveLoad(t *testing.T) {
	require.NoError(t, sim.New(sim.Options{}).Settle(), "protoactor's own goroutines are not of the load")
	goroutines, files := runtime.NumGoroutine(), descriptors(t)
	x := newNeighbours(t, 2, durable.WithDir(t.TempDir()), durable.WithDurability(durable.Process), durable.WithOpenMax(20))
	load := func(until time.Time) {
		var wg sync.WaitGroup
		for caller := range 8 {
			wg.Go(func() {
				r := rand.New(rand.NewPCG(1, uint64(caller)))
				for time.Now().Before(until) {
					if err := x.mixed(r); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
	}
	began := time.Now()
	load(began.Add(*loadFor / 2))
	middle := resident(t)
	load(began.Add(*loadFor))
	require.Less(t, resident(t), middle+max(middle/5, 32<<20))
	require.NoError(t, x.group.Stop(t.Context()))
	for range 5_000 { // A goroutine ends a moment after it was told to.
		if runtime.NumGoroutine() <= goroutines {
			break
		}
		time.Sleep(time.Millisecond)
	}
	stacks := make([]byte, 1<<20)
	require.LessOrEqual(t, runtime.NumGoroutine(), goroutines, "%s", stacks[:runtime.Stack(stacks, true)])
	require.LessOrEqual(t, descriptors(t), files)
}

// mixed is one request of the load: counts, alarms, calls between objects and worlds, evictions.
func (x *neighbours) mixed(r *rand.Rand) error {
	world, object := r.IntN(2), fmt.Sprint("o", r.IntN(200))
	switch r.IntN(5) {
	case 0:
		_, err := x.in(world, object, "Ask", fmt.Sprint("o", r.IntN(200)), "Lines")
		return err
	case 1:
		_, err := x.tally(object, "Ring", r.IntN(50))
		return err
	case 2:
		_, err := x.in(world, object, "Browse", fmt.Sprint("o", r.IntN(200)), "/path")
		return err
	}
	_, err := x.tally(object, "Add", 1)
	return err
}

// tally calls a Tally from outside of its own world.
func (x *neighbours) tally(object, method string, args ...any) (v any, err error) {
	at := x.peers.Place(x.peers.Runtime(0).Lookup("Tally").IDFromName(object))
	failed := x.group.Worlds()[at].Do(context.Background(), "client", func() {
		v, err = x.peers.Runtime(at).Lookup("Tally").GetByName(object).Call(method, args...)
	})
	if failed != nil {
		return nil, failed
	}
	return v, err
}
