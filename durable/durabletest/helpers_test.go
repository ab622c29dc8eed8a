package durabletest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// mute sets an alarm where nobody checks for a handler, and has none.
type mute struct{}

// TestHelpersOnTheWrongObject: what an object is not, is an error that names both.
func TestHelpersOnTheWrongObject(t *testing.T) {
	w := durabletest.New(t)
	ns := w.Namespace(durable.Class{Name: "Mute", New: func(st *durable.State) (durable.Object, error) {
		return &mute{}, st.Storage.SetAlarm(st.Now().Add(time.Hour))
	}})
	s := ns.GetByName("a")
	err := durabletest.RunInDurableObject(w, s, func(durable.Alarmer, *durable.State) error { return nil })
	require.EqualError(t, err, "the object is a *durabletest_test.mute, not a durable.Alarmer")
	err = durabletest.RunInDurableObject(w, s, func(mute, *durable.State) error { return nil })
	require.EqualError(t, err, "the object is a *durabletest_test.mute, not a durabletest_test.mute")
	ran, err := durabletest.RunDurableObjectAlarm(w, s)
	require.True(t, ran)
	require.ErrorIs(t, err, platform.ErrNoAlarmHandler)
	require.ErrorContains(t, err, "*durabletest_test.mute")
}
