package durable_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/live"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
)

// TestLiveManyAlarms: 10,000 alarms that are due in the same second are all delivered, each once, spread over the
// objects: no object has its second alarm before each has had its first. Other calls are served meanwhile.
func TestLiveManyAlarms(t *testing.T) {
	require.NoError(t, sim.New(sim.Options{}).Settle(), "protoactor's own goroutines begin outside of the bubble")
	synctest.Test(t, func(t *testing.T) {
		const objects, each = 500, 20
		w := live.New(live.Options{})
		rt := durable.New(w.World, platform.Ideal())
		rings := make([]int, objects)
		most, late := 0, time.Duration(0)
		ns, err := rt.Namespace(durable.Class{Name: "Bell", New: func(st *durable.State) (durable.Object, error) {
			return &bell{st: st, ring: func(n int, after time.Duration) {
				rings[n]++
				most, late = max(most, rings[n]), max(late, after)
				least := most
				for _, r := range rings {
					least = min(least, r)
				}
				if most > least+1 {
					t.Errorf("an object has rung %d times and another %d times", most, least)
				}
			}}, nil
		}})
		require.NoError(t, err)
		w.Start()
		require.NoError(t, w.Do(t.Context(), "client", func() {
			at := w.Now().Add(time.Hour).UnixMilli()
			for n := range objects {
				if _, err := ns.GetByName(fmt.Sprint(n)).Call("Begin", n, at, each); err != nil {
					t.Error(err)
				}
			}
			w.Sleep(time.Hour + time.Minute)
		}))
		for n, r := range rings {
			require.Equal(t, each, r, n)
		}
		require.Less(t, late, time.Second)
		require.NoError(t, w.Stop(t.Context()))
	})
}

// bell rings so many times in one second.
type bell struct {
	st   *durable.State
	ring func(n int, late time.Duration)
}

// Begin sets the first alarm of object n.
func (b *bell) Begin(n int, at int64, each int) error {
	kv := b.st.Storage.KV()
	for key, v := range map[string]int{"n": n, "left": each} {
		if err := kv.Put(key, v); err != nil {
			return err
		}
	}
	return b.st.Storage.SetAlarm(time.UnixMilli(at))
}

// Alarm rings, and sets the next alarm, which is due at once.
func (b *bell) Alarm(a durable.AlarmInfo) error {
	kv := b.st.Storage.KV()
	n, err := durable.Get[int](kv, "n")
	if err != nil {
		return err
	}
	left, err := durable.Get[int](kv, "left")
	if err != nil {
		return err
	}
	b.ring(n, b.st.Now().Sub(a.ScheduledTime))
	if left == 1 {
		return nil
	}
	if err := kv.Put("left", left-1); err != nil {
		return err
	}
	return b.st.Storage.SetAlarm(a.ScheduledTime.Add(time.Millisecond))
}
