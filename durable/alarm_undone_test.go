package durable

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable/platform"
)

// TestAlarmChangeUndoneInItsHandler: a failed TransactionSync restores the row of the running alarm, but the handler
// has touched it: getAlarm names it, and it stays when the handler succeeds.
func TestAlarmChangeUndoneInItsHandler(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(st *State) error
		named  bool
	}{
		{"none", func(*State) error { return nil }, false},
		{"deleted", func(st *State) error { return st.Storage.DeleteAlarm() }, true},
		{"set", func(st *State) error { return st.Storage.SetAlarm(st.Now().Add(time.Hour)) }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			no := errors.New("no")
			runs := 0
			w, rt, s := pagerWorld(t, platform.Ideal(), nil, func(st *State, info AlarmInfo) error {
				if runs++; runs > 1 {
					return nil
				}
				_, err := st.Storage.GetAlarm()
				require.ErrorIs(t, err, ErrNoAlarm)
				require.ErrorIs(t, st.Storage.TransactionSync(func() error {
					require.NoError(t, c.change(st))
					return no
				}), no)
				at, err := st.Storage.GetAlarm()
				if !c.named {
					require.ErrorIs(t, err, ErrNoAlarm)
					return nil
				}
				require.True(t, at.Equal(info.ScheduledTime))
				return err
			})
			setAlarm(t, rt, s, time.Minute)
			require.NoError(t, w.Advance(time.Minute))
			v, err := rt.Look(s)
			require.NoError(t, err)
			require.Equal(t, c.named, !v.Alarm.IsZero(), "the row when the handler has ended")
			require.False(t, v.Object.DeferredDelete)
		})
	}
}

// TestNothingRunsBehindACrashInDeleteAll: the commit of DeleteAll crashes its object, and the call does not return.
func TestNothingRunsBehindACrashInDeleteAll(t *testing.T) {
	_, rt, s := stored(t)
	plan, err := platform.NewPlan("commit nth=1 crash")
	require.NoError(t, err)
	require.NoError(t, rt.SetFaults(plan))
	returned := false
	require.ErrorIs(t, rt.Inside(s, func(_ Object, st *State) error {
		err := st.Storage.DeleteAll()
		returned = true
		return err
	}), platform.ErrConnectionLost)
	require.False(t, returned)
}
