package durable_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// kept is an object that has a value, and waits in a call.
type kept struct{ st *durable.State }

func (k *kept) Keep(v int) error { return k.st.Storage.KV().Put("v", v) }

func (k *kept) Wait() { k.st.Sleep(1000e9) }

// TestDeployFromOutside: a deploy of one object breaks its calls with the text of a deploy and leaves its storage.
func TestDeployFromOutside(t *testing.T) {
	w := durabletest.New(t)
	stub := durabletest.Class(w, "Kept", func(st *durable.State) *kept { return &kept{st} }).GetByName("a")
	require.ErrorIs(t, w.Objects.Deploy(stub), durable.ErrNotRunning)
	_, err := w.Objects.Value(stub, "v")
	require.ErrorIs(t, err, durable.ErrNoKey)
	_, err = stub.Call("Keep", 7)
	require.NoError(t, err)
	var failed error
	w.Go("caller", func() { _, failed = stub.Call("Wait") })
	w.Advance(1e9)
	require.NoError(t, w.Objects.Deploy(stub))
	w.Advance(1e9)
	row, _ := platform.FailureByName("L3")
	require.ErrorContains(t, failed, row.Text)
	v, err := w.Objects.Value(stub, "v")
	require.NoError(t, err)
	require.EqualValues(t, 7, v)
	seen, err := w.Objects.Look(stub)
	require.NoError(t, err)
	require.False(t, seen.Live, "looking wakes nothing")
}
