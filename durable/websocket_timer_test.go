package durable

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable/platform"
)

// TestSocketTimersEnd: a handler that ends in time, and a Receive that gets its message, leave no timer behind.
func TestSocketTimersEnd(t *testing.T) {
	w := sim.New(sim.Options{})
	t.Cleanup(w.Close)
	rt := New(w.World, platform.Ideal())
	ns, err := rt.Namespace(Class{Name: "Listener", New: func(st *State) (Object, error) { return &listener{st}, nil }})
	require.NoError(t, err)
	s := ns.GetByName("a")
	require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
		return st.SetHibernatableWebSocketEventTimeout(time.Minute)
	}))
	sock, err := s.Dial(NewRequest("https://x/"))
	require.NoError(t, err)
	w.After(time.Second, func() { _ = sock.SendText("hello") })
	m, err := sock.ReceiveTimeout(time.Hour)
	require.NoError(t, err)
	require.Equal(t, "hello", m.Text)
	for _, timer := range w.Timers() {
		require.True(t, timer.Background, timer.What)
	}
	require.NoError(t, w.Settle())
	require.Equal(t, time.Second, w.Elapsed())
}
