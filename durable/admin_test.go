package durable_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// kept is an object that has a value, and waits in a call.
type kept struct{ st *durable.State }

func (k *kept) Keep(v int) error { return k.st.Storage.KV().Put("v", v) }

func (k *kept) Wait() { k.st.Sleep(1000e9) }

// KeepLate keeps a value after ten seconds, and returns the error of that.
func (k *kept) KeepLate(v int) string {
	k.st.Sleep(10e9)
	if err := k.Keep(v); err != nil {
		return err.Error()
	}
	return "kept"
}

// Ring sets an alarm: its answer waits for the alarm manager.
func (k *kept) Ring() error { return k.st.Storage.SetAlarm(k.st.Now().Add(time.Hour)) }

func (k *kept) Alarm(durable.AlarmInfo) error { return nil }

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

// TestDeployWithGrace: an incarnation that a deploy has overtaken goes on with the calls that it has begun, without
// storage, while others reach the next incarnation. What has no answer at the end of the grace is cut (L19). Where an
// alarm is on its way to the manager, what is said rests on it, and the incarnation is reset.
func TestDeployWithGrace(t *testing.T) {
	p := platform.Ideal()
	p.AlarmHop.Q = []time.Duration{time.Second}
	p.Commit.Q = []time.Duration{time.Second}
	w := durabletest.New(t, durabletest.Profile(p), durabletest.Objects(durable.WithGrace(30*time.Second)))
	ns := durabletest.Class(w, "Kept", func(st *durable.State) *kept { return &kept{st} })
	answers := map[string]string{}
	call := func(object, method string, args ...any) {
		w.Go("caller", func() {
			v, err := ns.GetByName(object).Call(method, args...)
			answers[method+" "+object] = fmt.Sprint(v, " ", err)
		})
	}
	call("a", "KeepLate", 8)
	call("a", "Wait")
	call("a", "Keep", 7)
	call("b", "Wait")
	call("b", "Ring")
	w.Advance(1e6)
	require.NoError(t, w.Objects.Deploy(ns.GetByName("a")))
	require.NoError(t, w.Objects.Deploy(ns.GetByName("b")))
	w.Advance(1e6)
	text := func(code string) string {
		row, _ := platform.FailureByName(code)
		return row.Text
	}
	want := map[string]string{"Keep a": "<nil> <nil>", "Wait b": "<nil> " + text("L3"), "Ring b": "<nil> " + text("L3")}
	require.Equal(t, want, answers)
	_, err := ns.GetByName("a").Call("Keep", 9)
	require.NoError(t, err)
	w.Advance(28e9)
	want["KeepLate a"] = "TypeError: " + text("L3c") + " <nil>"
	require.Equal(t, want, answers)
	w.Advance(2e9)
	want["Wait a"] = "<nil> " + text("L19")
	require.Equal(t, want, answers)
	v, err := w.Objects.Value(ns.GetByName("a"), "v")
	require.NoError(t, err)
	require.EqualValues(t, 9, v)
}
