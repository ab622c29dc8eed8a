package durable

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable/platform"
)

// looped notes what happens to it.
type looped struct {
	st  *State
	log *[]string
}

func (l *looped) Note(text string) { *l.log = append(*l.log, text) }

func (l *looped) Timer() { l.st.After(time.Microsecond, func() { l.Note("timer") }) }

func (l *looped) Sync() {
	_ = l.st.Storage.KV().Put("k", 1)
	_ = l.st.Storage.Sync()
	l.Note("sync")
}

// TestEventLoop: calls of one moment come before timers and commits, whatever the seed.
func TestEventLoop(t *testing.T) {
	for seed := range int64(20) {
		var log []string
		w := sim.New(sim.Options{Chooser: sim.Seed(uint64(seed))})
		rt := New(w.World, platform.Workerd(), WithEventLoop())
		ns, err := rt.Namespace(Class{Name: "Looped", New: func(st *State) (Object, error) { return &looped{st, &log}, nil }})
		require.NoError(t, err)
		call := func(name, method string, args ...any) {
			w.Go("caller", func() {
				_, err := ns.GetByName(name).Call(method, args...)
				require.NoError(t, err)
			})
		}
		call("a", "Note", "warm")
		call("b", "Note", "warm")
		require.NoError(t, w.Settle())
		log = nil
		call("a", "Timer")
		call("a", "Sync")
		call("b", "Note", "b")
		call("a", "Note", "a")
		require.NoError(t, w.Settle())
		require.ElementsMatch(t, []string{"a", "b"}, log[:2], seed)
		require.Equal(t, []string{"sync", "timer"}, log[2:], seed)
		w.Close()
	}
}
