package durabletest_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/durabletest"
)

// counter counts, and counts once more a month later.
type counter struct{ st *durable.State }

func newCounter(st *durable.State) (durable.Object, error) { return &counter{st}, nil }

func (c *counter) Increment(by int) (int, error) {
	n, err := durable.Get[int](c.st.Storage.KV(), "n")
	if err != nil && !errors.Is(err, durable.ErrNoKey) {
		return 0, err
	}
	if err := c.st.Storage.SetAlarm(c.st.Now().Add(30 * 24 * time.Hour)); err != nil {
		return 0, err
	}
	return n + by, c.st.Storage.KV().Put("n", n+by) // The answer leaves once the write is durable.
}

func (c *counter) Alarm(durable.AlarmInfo) error {
	_, err := c.Increment(1)
	return err
}

func TestCounter(t *testing.T) {
	w := durabletest.New(t)
	stub := w.Namespace(durable.Class{Name: "Counter", New: newCounter}).GetByName("a")

	n, err := durable.Call[int](stub, "Increment", 2)
	require.NoError(t, err)
	require.Equal(t, 2, n)

	w.Advance(90 * 24 * time.Hour) // Three months in a few milliseconds.

	n, err = durable.Call[int](stub, "Increment", 0)
	require.NoError(t, err)
	require.Equal(t, 5, n)
}

// TestCounterInRareOrders lets the turns come in orders that even chances hardly ever meet, and holds what a month costs.
func TestCounterInRareOrders(t *testing.T) {
	w := durabletest.New(t, durabletest.Chooser(sim.PCT(durabletest.GivenSeed(), 3, 100)))
	stub := w.Namespace(durable.Class{Name: "Counter", New: newCounter}).GetByName("a")
	_, err := durable.Call[int](stub, "Increment", 2)
	require.NoError(t, err)
	require.EqualValues(t, 1, w.Used(31*24*time.Hour).Alarms)
}
