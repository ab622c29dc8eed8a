package durable_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// wiper deletes everything but its alarm.
type wiper struct {
	st   *durable.State
	rang *int
}

func (o *wiper) Alarm(durable.AlarmInfo) error { *o.rang++; return nil }
func (o *wiper) Set(in int) error {
	return o.st.Storage.SetAlarm(o.st.Now().Add(time.Duration(in) * time.Minute))
}

func (o *wiper) Wipe(reset bool) error {
	if err := o.st.Storage.KV().Put("k", 1); err != nil {
		return err
	}
	if reset {
		if err := o.Set(2); err != nil {
			return err
		}
	}
	return o.st.Storage.DeleteAllButAlarm()
}

// TestDeleteAllButAlarm: the alarm stays, also one that was set in the same turn, and rings once.
func TestDeleteAllButAlarm(t *testing.T) {
	for _, again := range []bool{false, true} {
		w := durabletest.New(t, durabletest.Profile(platform.Ideal()))
		rang := 0
		stub := durabletest.Class(w, "W", func(st *durable.State) *wiper { return &wiper{st, &rang} }).GetByName("a")
		_, err := stub.Call("Set", 1)
		require.NoError(t, err)
		_, err = stub.Call("Wipe", again)
		require.NoError(t, err)
		rows, err := w.Objects.Query(stub, "SELECT count(*) FROM _cf_KV")
		require.ErrorContains(t, err, "no such table", "%v", rows)
		w.Advance(5 * time.Second)
		v, err := w.Objects.Look(stub)
		require.NoError(t, err)
		require.False(t, v.Alarm.IsZero())
		w.Advance(time.Minute)
		require.Equal(t, !again, rang == 1)
		w.Advance(2 * time.Minute)
		require.Equal(t, 1, rang)
	}
}
