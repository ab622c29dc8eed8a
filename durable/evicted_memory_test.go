package durable_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

var manyObjects = flag.Int("many", 8000, "how many objects TestEvictedObjectsAreSmall has")

// alone reports whether the test runs in a process of its own, whose memory is not that of other tests. Where it does
// not, alone lets it run in one.
func alone(t *testing.T, args ...string) bool {
	t.Helper()
	const mark = "DURABLE_TEST_ALONE"
	if os.Getenv(mark) == t.Name() {
		return true
	}
	cmd := exec.Command(os.Args[0], append([]string{"-test.run", "^" + t.Name() + "$", "-test.v"}, args...)...)
	cmd.Env = append(os.Environ(), mark+"="+t.Name())
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	require.NoError(t, err)
	return false
}

// evictedMax is how many bytes an object may take that was touched and evicted.
const evictedMax = 20 << 10

// resident returns the bytes of memory that the process has, those of C included.
func resident(t *testing.T) int {
	t.Helper()
	debug.FreeOSMemory()
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip("no /proc here")
	}
	pages, err := strconv.Atoi(strings.Fields(string(b))[1])
	require.NoError(t, err)
	return pages * os.Getpagesize()
}

// TestEvictedObjectsAreSmall: objects in memory that were touched and evicted take few kilobytes each, they come back
// with all they had, and their databases are closed.
func TestEvictedObjectsAreSmall(t *testing.T) {
	if !alone(t, "-many", strconv.Itoa(*manyObjects)) {
		return
	}
	w := durabletest.New(t, durabletest.Profile(platform.Ideal()))
	ns := w.Namespace(durable.Class{Name: "Tally", New: newTally})
	const part, first = 200, 2000
	touch := func(from int) {
		for n := from; n < from+part; n++ {
			got, err := durable.Call[int](ns.GetByName(fmt.Sprint(n)), "Add", 1)
			require.NoError(t, err)
			require.Positive(t, got)
		}
		w.Advance(time.Minute) // All of them are evicted.
	}
	for from := 0; from < first; from += part {
		touch(from)
	}
	before := resident(t)
	for from := first; from < *manyObjects; from += part {
		touch(from)
	}
	each := (resident(t) - before) / (*manyObjects - first)
	t.Logf("%d bytes an evicted object", each)
	require.Less(t, each, evictedMax)
	got, err := durable.Call[int](ns.GetByName("7"), "Add", 1)
	require.NoError(t, err)
	require.Equal(t, 2, got)
}

// openFileMax is how many bytes an open database in a file may take that has been written and read. It is 70 KB of
// SQLite's and what Go and C lose between blocks.
const openFileMax = 130 << 10

// TestEvictedObjectsGiveMemoryBack: in a live world, open databases in files have a bound in memory too, and that of
// evicted objects goes back to the machine.
func TestEvictedObjectsGiveMemoryBack(t *testing.T) {
	if !alone(t) {
		return
	}
	require.NoError(t, sim.New(sim.Options{}).Settle(), "protoactor's own goroutines begin outside of the bubble")
	synctest.Test(t, func(t *testing.T) {
		const first, objects = 50, 600
		s := serve(t, t.TempDir(), durable.WithDurability(durable.Process), durable.WithOpenMax(objects+10))
		touch := func(from, to int) {
			for n := from; n < to; n++ {
				_, err := call[int](s, fmt.Sprint(n), "Add", 1)
				require.NoError(t, err)
			}
		}
		touch(0, first)
		before := resident(t)
		touch(first, objects)
		touched := resident(t)
		time.Sleep(time.Minute)
		evicted := resident(t)
		const more = objects - first
		t.Logf("%d bytes a database in use, %d an evicted object", (touched-before)/more, (evicted-before)/more)
		require.Less(t, (touched-before)/more, openFileMax)
		require.Less(t, (evicted-before)/more, evictedMax)
		require.NoError(t, s.Stop(t.Context()))
	})
}
