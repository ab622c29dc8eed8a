package durable_test

import (
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	"dolab/actor/live"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
)

// apart are the transcripts that a live world tells differently, and why.
var apart = map[string]string{
	"alarm-unconfirmed-next": "it looks at both copies of the alarm in the instant of a crash: a live world has gone on",
}

// TestTranscriptsLive runs the transcripts of testdata/transcripts in live worlds, in a bubble of synctest. Each must
// give the same trace with the same times as in a simulated world, but for those that apart lists.
func TestTranscriptsLive(t *testing.T) {
	require.NoError(t, sim.New(sim.Options{}).Settle(), "protoactor's own goroutines begin outside of the bubbles")
	files, err := filepath.Glob("testdata/transcripts/*")
	require.NoError(t, err)
	same := 0
	for _, file := range files {
		name := filepath.Base(file)
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		t.Run(name, func(t *testing.T) {
			var want, got string
			for _, list := range worlds(t, string(text)) {
				synctest.Test(t, func(t *testing.T) {
					w, g := liveTranscript(t, list)
					want, got = want+w, got+g
				})
			}
			if reason, known := apart[name]; known {
				require.NotEqual(t, want, got, "it is no longer told differently: %s", reason)
				return
			}
			require.Equal(t, want, got)
			same++
		})
	}
	t.Logf("%d of %d transcripts are the same", same, len(files))
	require.GreaterOrEqual(t, same, 80)
}

// worlds reads a transcript: the commands of each of its worlds. Datadriven runs a clock of its own, which must not be
// in a bubble.
func worlds(t *testing.T, text string) (list [][]*datadriven.TestData) {
	datadriven.RunTestFromString(t, text, func(_ *testing.T, d *datadriven.TestData) string {
		if d.Cmd == "world" {
			list = append(list, nil)
		}
		mine := *d
		list[len(list)-1] = append(list[len(list)-1], &mine)
		return d.Expected
	})
	return list
}

// liveTranscript runs the commands of one world, and returns what they should show and what they do. A live world goes
// on by itself after a crash: what follows at that instant is shown one command earlier.
func liveTranscript(t *testing.T, list []*datadriven.TestData) (want, got string) {
	x := &transcript{t: t, begin: inLiveWorld}
	for _, d := range list {
		want += d.Expected
		got += x.do(t, d)
	}
	require.NoError(t, x.on.(*liveStage).w.Close())
	return want, got
}

// liveStage runs a live world, in a bubble.
type liveStage struct{ w *live.World }

func inLiveWorld(x *transcript, p platform.Profile, seed uint64, c durable.Class) {
	if began := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); time.Now().Before(began) {
		time.Sleep(time.Until(began))
	}
	w := live.New(live.Options{Chooser: sim.Seed(seed), Turns: true, Trace: &x.trace})
	x.on, x.w, x.rt = &liveStage{w}, w.World, durable.New(w.World, p, durable.WithStrictArguments())
	var err error
	x.ns, err = x.rt.Namespace(c)
	require.NoError(x.t, err)
	w.Start()
}

// inside returns when fn has run and nothing is left to do at this instant.
func (s *liveStage) inside(fn func()) {
	done := make(chan struct{})
	_ = s.w.Post(func() {
		fn()
		close(done)
	})
	<-done
	synctest.Wait()
}

// advance returns when all that is due at its end has been done.
func (s *liveStage) advance(d time.Duration) {
	s.inside(func() {}) // It gives the race detector an order between this goroutine and what a timer wakes.
	time.Sleep(d)
	synctest.Wait()
}
