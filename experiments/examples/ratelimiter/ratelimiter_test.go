package ratelimiter

import (
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/experiments/search/hunttest"
)

// TestLimiter: three at once, then one a minute, also when the limiter has left memory; a better plan counts at once.
func TestLimiter(t *testing.T) {
	w := durabletest.New(t)
	plans := w.Namespace(PlansClass()).GetByName("all")
	anna := w.Namespace(Class(false)).GetByName("anna")
	take := func(want ...bool) {
		t.Helper()
		for n, want := range want {
			allowed, err := durable.Call[bool](anna, "Take")
			require.NoError(t, err)
			require.Equal(t, want, allowed, "take %d", n+1)
		}
	}
	take(true, true, true, false)
	require.NoError(t, durabletest.EvictDurableObject(w, anna))
	take(false)
	w.Advance(59 * time.Second)
	take(false)
	w.Advance(2 * time.Second)
	take(true, false)
	w.Advance(24 * time.Hour)
	take(true, true, true, false) // No more than a full bucket.

	_, err := plans.Call("Set", "anna", Plan{Burst: 100, Every: 10})
	require.NoError(t, err)
	w.Advance(time.Second)
	take(true)
}

// TestHunt: nothing goes wrong with the limiter, whatever happens to it.
func TestHunt(t *testing.T) { hunttest.Hunt(t, Subject(false), hunttest.Seeds(300)) }

// TestBroken: the hunt finds the planted bug. The transcript is the smallest way into it.
func TestBroken(t *testing.T) {
	datadriven.RunTest(t, "testdata/broken", func(t *testing.T, d *datadriven.TestData) string {
		return hunttest.Finds(t, Subject(true), d.Input, hunttest.Seeds(200)).String()
	})
}
