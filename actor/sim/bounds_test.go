package sim_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/sim"
)

// TestStepsAreOfOneRun: the bound on steps is for one run of the world, whichever way it is run.
func TestStepsAreOfOneRun(t *testing.T) {
	for name, run := range map[string]func(w *sim.World) error{
		"Advance": func(w *sim.World) error { return w.Advance(time.Hour) },
		"Settle":  (*sim.World).Settle,
		"RunUntil": func(w *sim.World) error {
			return w.RunUntil(func() bool { return len(w.Timers()) == 0 })
		},
	} {
		w := sim.New(sim.Options{StepsMax: 50})
		for range 4 {
			for n := range 40 {
				w.After(time.Duration(n)*time.Millisecond, func() {})
			}
			require.NoError(t, run(w), name)
		}
		w.Close()
	}
}

// TestBoundIsTraced: a bound that is crossed is the last line of the trace.
func TestBoundIsTraced(t *testing.T) {
	w := sim.New(sim.Options{StepsMax: 3, TailMax: 1})
	defer w.Close()
	var again func()
	again = func() { w.After(time.Millisecond, again) }
	again()
	require.ErrorIs(t, w.Settle(), actor.ErrSteps)
	require.Contains(t, strings.Join(w.Tail(), ""), `"ev":"fail","note":"`+actor.ErrSteps.Error())
}
