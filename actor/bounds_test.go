package actor_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/fault"
)

// TestStepsAreOfOneRun: the bound on steps is for one run of the world, whichever way it is run.
func TestStepsAreOfOneRun(t *testing.T) {
	for name, run := range map[string]func(w *actor.World) error{
		"Advance": func(w *actor.World) error { return w.Advance(time.Hour) },
		"Settle":  (*actor.World).Settle,
		"RunUntil": func(w *actor.World) error {
			return w.RunUntil(func() bool { return len(w.Timers()) == 0 })
		},
	} {
		w := actor.NewSim(actor.Options{StepsMax: 50})
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
	w := actor.NewSim(actor.Options{StepsMax: 3, TailMax: 1})
	defer w.Close()
	var again func()
	again = func() { w.After(time.Millisecond, again) }
	again()
	require.ErrorIs(t, w.Settle(), actor.ErrSteps)
	require.Contains(t, strings.Join(w.Tail(), ""), `"ev":"fail","note":"`+actor.ErrSteps.Error())
}

// TestAddKeepsCounts: a fault that has struck as often as it may does not strike again because others are added.
func TestAddKeepsCounts(t *testing.T) {
	w := actor.NewSim(actor.Options{})
	defer w.Close()
	p := fault.NewPlan(fault.Fault{Where: "x", Times: 1, Do: "a"}, fault.Fault{Where: "y", Nth: 2, Do: "b"})
	ask := func(where string) bool { _, struck := p.Ask(w, where, "o", nil); return struck }
	require.True(t, ask("x"))
	require.False(t, ask("y"))
	p.Add(fault.Fault{Where: "z", Do: "c"})
	require.False(t, ask("x"))
	require.True(t, ask("y"))
	require.True(t, ask("z"))
	struck := []int{}
	for _, s := range p.Standings() {
		struck = append(struck, s.Struck)
	}
	require.Equal(t, []int{1, 1, 1}, struck)
}

// TestCertainFaultsDrawNothing: a fault that is certain, or says nothing of its chance, is no choice of the world.
func TestCertainFaultsDrawNothing(t *testing.T) {
	for chance, drawn := range map[float64]int{0: 0, 1: 0, 0.5: 1} {
		r := &actor.Recorder{From: actor.Seed(1)}
		w := actor.NewSim(actor.Options{Chooser: r})
		fault.NewPlan(fault.Fault{Where: "x", Chance: chance, Do: "a"}).Ask(w, "x", "o", nil)
		require.Len(t, r.Tape, drawn, "%v", chance)
		w.Close()
	}
}

// TestLeastFaultText: the least numbers of a fault are in its text.
func TestLeastFaultText(t *testing.T) {
	f := fault.Fault{
		Where: "x", Whom: "C/a", Nth: 1, Every: 1, Chance: 0.000001, From: 1, Until: 1, Times: 1, If: "a", Do: "delay",
		Span: fault.Dist{Q: []time.Duration{1}},
	}
	require.Equal(t, "x C/a nth=1 every=1 p=0.0001% from=1ns until=1ns times=1 if=a delay=1ns", f.String())
	require.Equal(t, "x flood=1", fault.Fault{Where: "x", Do: "flood", Count: 1}.String())
	require.Equal(t, "x crash", fault.Fault{Where: "x", Do: "crash"}.String())
}
