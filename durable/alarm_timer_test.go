package durable

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable/platform"
)

// TestReplacedTimer: an alarm is moved later in the very moment in which its timer has rung. That ring is not the new
// time's, which would come an hour early. Found by TestAlarmModel.
func TestReplacedTimer(t *testing.T) {
	var said []string
	w := sim.New(sim.Options{Chooser: sim.Seed(1)})
	defer w.Close()
	rt := New(w.World, platform.Ideal())
	ns, err := rt.Namespace(Class{Name: "Obj", New: func(st *State) (Object, error) { return &armed{st, &said}, nil }})
	require.NoError(t, err)
	o := ns.object(ns.GetByName("a").ID())
	due := w.Now().Add(time.Second)
	w.After(time.Second, func() { // Before the manager's timer, which is set after it: the wish is first in line.
		rt.alarms.self.Send(func() {
			require.NoError(t, rt.alarms.take(o, instant{due.Add(time.Hour).UnixNano(), true}))
		})
	})
	require.NoError(t, rt.alarms.take(o, instant{due.UnixNano(), true}))
	require.NoError(t, w.Advance(time.Minute))
	require.Equal(t, alarmState(waiting), rt.alarms.entries[o].state)
	require.Zero(t, o.births)
	require.NoError(t, w.Advance(time.Hour))
	require.Equal(t, 1, o.births)
}
