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
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

var manyObjects = flag.Int("many", 8000, "how many objects TestEvictedObjectsAreSmall has")

// evictedAlone is set in the environment of the process that measures.
const evictedAlone = "DURABLE_EVICTED_ALONE"

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
//
// It runs in a process of its own, whose memory is not that of other tests.
func TestEvictedObjectsAreSmall(t *testing.T) {
	if os.Getenv(evictedAlone) == "" {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestEvictedObjectsAreSmall$", "-test.v", "-many", strconv.Itoa(*manyObjects))
		cmd.Env = append(os.Environ(), evictedAlone+"=1")
		out, err := cmd.CombinedOutput()
		t.Logf("%s", out)
		require.NoError(t, err)
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
