package serve_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/cmd/dolab/serve"
	"dolab/durable"
	"dolab/durable/platform"
)

// chain is an object whose alarm sets itself to now, until it has rung often enough.
type chain struct{ st *durable.State }

const chainRings = 50

// Begin sets the first alarm.
func (c *chain) Begin() error { return c.st.Storage.SetAlarm(c.st.Now()) }

// Rings returns how often the alarm has rung.
func (c *chain) Rings() int {
	n, _ := durable.Get[int](c.st.Storage.KV(), "rings")
	return n
}

func (c *chain) Alarm(durable.AlarmInfo) error {
	n := c.Rings() + 1
	if err := c.st.Storage.KV().Put("rings", n); err != nil || n == chainRings {
		return err
	}
	return c.st.Storage.SetAlarm(c.st.Now())
}

// TestAlarmToNow: a chain of alarms that are set to now in their own runs does not stall under the profile of the
// reference runtime, which loses them.
func TestAlarmToNow(t *testing.T) {
	url, stop := startWith(t, serve.Options{
		Profile: platform.Workerd(), Dir: t.TempDir(), Durability: durable.Process,
		Classes: []durable.Class{{Name: "Chain", New: func(st *durable.State) (durable.Object, error) { return &chain{st}, nil }}},
	})
	defer stop()
	status, _ := post(t, url+"/Chain/a/call/Begin", "[]")
	require.Equal(t, 200, status)
	rings := ""
	for deadline := time.Now().Add(time.Minute); rings != "50\n" && time.Now().Before(deadline); {
		_, rings = post(t, url+"/Chain/a/call/Rings", "[]")
	}
	require.Equal(t, "50\n", rings)
}
