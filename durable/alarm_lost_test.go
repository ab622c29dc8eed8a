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

// lastingBell notes when its alarm rings.
type lastingBell struct {
	st    *durable.State
	rings *[]time.Duration
	start time.Time
}

func (r *lastingBell) Alarm(durable.AlarmInfo) error {
	*r.rings = append(*r.rings, r.st.Now().Sub(r.start))
	return nil
}

// TestRequestOfALostCommit: the manager has taken an earlier alarm whose commit a crash has lost. It fires while a
// change is on its way to the disk that ends at the time that the disk has. Then that time is all that is left, and the
// manager must hear of it [G8].
func TestRequestOfALostCommit(t *testing.T) {
	const s = time.Second
	p := platform.Ideal()
	p.Commit = fault.Const(s)
	w := durabletest.New(t, durabletest.Profile(p))
	start := w.Now()
	var rings []time.Duration
	stub := durabletest.Class(w, "Ringing", func(st *durable.State) *lastingBell { return &lastingBell{st, &rings, start} }).GetByName("a")
	set := func(times ...time.Duration) error {
		return w.Objects.Inside(stub, func(_ durable.Object, st *durable.State) error {
			for _, at := range times {
				if err := st.Storage.SetAlarm(start.Add(at)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	copies := func() [2]time.Duration {
		v, err := w.Objects.Look(stub)
		require.NoError(t, err)
		return [2]time.Duration{v.Alarm.Sub(start), v.Managed.Sub(start)}
	}
	require.NoError(t, set(100*s))
	w.Advance(10 * s)
	crash, err := platform.NewPlan("alarm.armed times=1 crash")
	require.NoError(t, err)
	require.NoError(t, w.Objects.SetFaults(crash))
	require.ErrorIs(t, set(50*s), platform.ErrConnectionLost)
	require.Equal(t, [2]time.Duration{100 * s, 50 * s}, copies())

	w.Advance(start.Add(49*s + s/2).Sub(w.Now()))
	require.NoError(t, set(200*s, 100*s))
	require.Equal(t, []time.Duration{50 * s}, rings, "it rang before that change was durable")
	w.Advance(s)
	require.Equal(t, [2]time.Duration{100 * s, 100 * s}, copies())
	w.Advance(time.Hour)
	require.Equal(t, []time.Duration{50 * s, 100 * s}, rings)
}

// TestWaitsForTheManagerAddUp: commits that wait for the alarm manager again and again have waited for the sum of it:
// the object is reset 30 s after the first [D8].
func TestWaitsForTheManagerAddUp(t *testing.T) {
	for _, c := range []struct {
		delay         time.Duration // of each answer of the manager
		resets, after time.Duration
	}{
		{20 * time.Second, 30 * time.Second, time.Minute},
		{12 * time.Second, 30 * time.Second, time.Minute},
		{9 * time.Second, 0, time.Minute},
	} {
		w := durabletest.New(t)
		start := w.Now()
		var rings []time.Duration
		ns := durabletest.Class(w, "Ringing", func(st *durable.State) *lastingBell { return &lastingBell{st, &rings, start} })
		late, err := platform.Points().Parse("alarm.arm delay=" + c.delay.String())
		require.NoError(t, err)
		require.NoError(t, w.Objects.SetFaults(fault.NewPlan(late)))
		var reset time.Duration
		for n := range 3 {
			w.Go("client", func() {
				w.World.Sleep(time.Duration(n) * (c.delay - time.Second))
				err := w.Objects.Inside(ns.GetByName("a"), func(_ durable.Object, st *durable.State) error {
					return st.Storage.SetAlarm(start.Add(time.Duration(10-n) * time.Hour))
				})
				if err != nil {
					reset = w.Elapsed()
				}
			})
		}
		w.Advance(c.after)
		require.Equal(t, c.resets, reset, "%v each", c.delay)
	}
}
