package actor

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestOfRuntimes: what runs the code of objects is passed over, and code with a similar name is not.
func TestOfRuntimes(t *testing.T) {
	for function, want := range map[string]bool{
		"dolab/actor.(*World).Sleep":         true,
		"dolab/actor/sim.(*World).Settle":    true,
		"dolab/actor/fault.Dist.Draw":        true,
		"dolab/durable.(*State).Sleep":       true,
		"dolab/durable/platform.Failure.Err": true,
		"dolab/alarms.(*Schedules).drain":    false,
		"dolab/actorx.Sleep":                 false,
		"main.main":                          false,
	} {
		require.Equal(t, want, ofRuntimes(runtime.Frame{Function: function, File: "x.go"}), function)
	}
	require.False(t, ofRuntimes(runtime.Frame{Function: "dolab/actor/sim.poll", File: "x_test.go"}))
}
