package durable_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
)

// rawSyncs returns how many writes of a page the disk takes a second, each synced alone, just now.
func rawSyncs(b *testing.B, dir string) float64 {
	f, err := os.Create(filepath.Join(dir, "raw"))
	require.NoError(b, err)
	defer func() { require.NoError(b, f.Close()) }()
	page := make([]byte, 4096)
	began, n := time.Now(), 0
	for ; time.Since(began) < time.Second/2; n++ {
		_, err := f.WriteAt(page, int64(n%1000)*4096)
		require.NoError(b, err)
		require.NoError(b, f.Sync())
	}
	return float64(n) / time.Since(began).Seconds()
}

// BenchmarkLiveCommits: commits answered a second to 32 callers of objects in a world for each core, against what the
// disk takes in the same minute.
func BenchmarkLiveCommits(b *testing.B) {
	for _, objects := range []int{1, 1000} {
		b.Run(fmt.Sprintf("objects=%d", objects), func(b *testing.B) {
			dir := b.TempDir()
			var syncs atomic.Int64
			x := newNeighbours(b, runtime.GOMAXPROCS(0), durable.WithDir(filepath.Join(dir, "objects")),
				durable.WithOpenMax(1100), durable.WithOnSync(func() error { syncs.Add(1); return nil }))
			add := func(n int64) {
				name := fmt.Sprint(n)
				place := x.peers.Place(x.peers.Runtime(0).Lookup("Tally").IDFromName(name))
				err := x.group.Worlds()[place].Do(context.Background(), "client", func() {
					_, err := durable.Call[int](x.peers.Runtime(place).Lookup("Tally").GetByName(name), "Add", 1)
					if err != nil {
						b.Error(err)
					}
				})
				if err != nil {
					b.Error(err)
				}
			}
			for n := range objects {
				add(int64(n))
			}
			raw := rawSyncs(b, dir)
			const callers = 32
			var next atomic.Int64
			var wg sync.WaitGroup
			b.ResetTimer()
			syncs.Store(0)
			began := time.Now()
			for range callers {
				wg.Go(func() {
					for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
						add(n * 7919 % int64(objects))
					}
				})
			}
			wg.Wait()
			rate := float64(b.N) / time.Since(began).Seconds()
			b.StopTimer()
			raw = (raw + rawSyncs(b, dir)) / 2 // Before and after: the disk is not always as fast.
			b.ReportMetric(rate, "commits/s")
			b.ReportMetric(raw, "fsyncs/s")
			b.ReportMetric(rate/raw, "×fsync")
			b.ReportMetric(float64(b.N)/float64(max(1, syncs.Load())), "commits/sync")
			require.NoError(b, x.group.Stop(context.Background()))
		})
	}
}

// BenchmarkLiveCall: a call of an object that writes nothing, in a simulated and a live world, and between two worlds.
// The three take turns, and the fastest of their batches count, so that other load on the machine strikes all alike.
func BenchmarkLiveCall(b *testing.B) {
	const batch = 200
	fastest := [3]time.Duration{time.Hour, time.Hour, time.Hour}
	calls := func(n int, stub *durable.Stub) func() {
		return func() {
			began := time.Now()
			for range batch {
				if _, err := stub.Call("Write", 1); err != nil {
					b.Error(err)
				}
			}
			fastest[n] = min(fastest[n], time.Since(began)/batch)
		}
	}
	w := sim.New(sim.Options{StepsMax: 1 << 60, InstantMax: 1 << 60})
	defer w.Close()
	ns, err := durable.New(w.World, platform.Ideal()).Namespace(durable.Class{Name: "Deaf", New: newDeaf})
	require.NoError(b, err)
	x := newNeighbours(b, 2)
	far := x.peers.Runtime(0).Lookup("Deaf")
	var stubs [2]*durable.Stub
	for n := 0; stubs[0] == nil || stubs[1] == nil; n++ {
		stub := far.GetByName(fmt.Sprint(n))
		stubs[x.peers.Place(stub.ID())] = stub
	}
	within, between := calls(1, stubs[0]), calls(2, stubs[1])
	for b.Loop() {
		require.NoError(b, w.Do("client", calls(0, ns.GetByName("a"))))
		for _, job := range []func(){within, between} {
			require.NoError(b, x.group.Worlds()[0].Do(context.Background(), "client", job))
		}
	}
	b.ReportMetric(float64(fastest[0].Nanoseconds()), "ns/simulated")
	b.ReportMetric(float64(fastest[1])/float64(fastest[0]), "×simulated")
	b.ReportMetric(float64(fastest[2]-fastest[1])/1000, "µs-more-between")
}

// deaf is an object that does nothing.
type deaf struct{}

func newDeaf(*durable.State) (durable.Object, error) { return deaf{}, nil }

// Write does nothing.
func (deaf) Write(int) {}

// BenchmarkLiveCreate: an object is created and its first put answered.
func BenchmarkLiveCreate(b *testing.B) {
	for _, d := range []durable.Durability{durable.Process, durable.Power} {
		b.Run(d.String(), func(b *testing.B) {
			s := serve(b, b.TempDir(), durable.WithDurability(d))
			n := 0
			for b.Loop() {
				n++
				_, err := call[int](s, fmt.Sprint(n), "Add", 1)
				require.NoError(b, err)
			}
		})
	}
}
