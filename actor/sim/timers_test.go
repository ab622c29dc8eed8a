package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
)

// TestTimersInOrder: pending timers are listed as they will be called, with what they are for.
func TestTimersInOrder(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	at := func(d time.Duration) time.Time { return w.Now().Add(d) }
	w.After(3*time.Second, func() {}).For("third")
	w.Background(time.Second, func() {}).For("first")
	gone := w.After(2*time.Second, func() {})
	w.After(2*time.Second, func() {}).For("second")
	w.After(3*time.Second, func() {}).For("fourth")
	require.True(t, gone.Stop())
	require.False(t, gone.Stop())
	require.Equal(t, []sim.Pending{
		{At: at(time.Second), What: "first", Background: true},
		{At: at(2 * time.Second), What: "second"},
		{At: at(3 * time.Second), What: "third"},
		{At: at(3 * time.Second), What: "fourth"},
	}, w.Timers())
	require.NoError(t, w.Settle())
	require.Empty(t, w.Timers())
}
