package durable_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// ring is the stage for the troubles of alarms: objects that lead different lives with theirs, so that each trouble has
// its occasion. In the end both copies of each are shown.
//
//	d fails once · e rings at 1 m · f fails for ever · g rings, and sets the next · h moves earlier behind a write
//	k moves later, again and again
func ring(t *testing.T, faults ...string) seen {
	p, err := platform.NewPlan(faults...)
	require.NoError(t, err)
	profile := platform.Ideal()
	profile.ClientHop, profile.Commit = fault.Const(time.Millisecond), fault.Const(10*time.Millisecond)
	profile.AlarmHop = fault.Const(2 * time.Millisecond)
	var trace bytes.Buffer
	x := &stage{}
	x.w = durabletest.New(t, durabletest.Profile(profile), durabletest.Objects(durable.WithFaults(p)),
		durabletest.WorldOptions(sim.Options{Trace: &trace, Chooser: sim.Seed(1)}))
	x.ns = x.w.Namespace(durable.Class{Name: "Obj", New: newSubject})
	for n, c := range []struct {
		after          time.Duration
		object, script string
	}{
		{0, "d", "on-alarm on-alarm say d rang&fail no|alarm 10s"},
		{0, "e", "on-alarm say e rang|alarm 1m"},
		{0, "f", "on-alarm fail no|alarm 20s"},
		{0, "g", "on-alarm say g rang|alarm 10s"},
		{12 * time.Second, "g", "alarm 1m"},
		{0, "h", "on-alarm say h rang|alarm 2h"},
		{10 * time.Second, "h", "put x 1|sleep 1ms|alarm 1m"},
		{0, "k", "on-alarm say k rang|alarm 1m"},
		{10 * time.Second, "k", "alarm 2m|sleep 11ms|alarm 3m|sleep 11ms|alarm 4m|sleep 11ms|alarm 5m"},
	} {
		x.call(c.after+time.Duration(n)*time.Millisecond, "client of "+c.object, x.ns.GetByName(c.object), "Run", c.script)
	}
	x.w.Advance(time.Hour)
	for _, object := range []string{"d", "e", "f", "g", "h", "k"} {
		v, err := x.w.Objects.Look(x.ns.GetByName(object))
		require.NoError(t, err)
		state := "none"
		if v.Manager.State != "" {
			state = string(v.Manager.State)
		}
		x.line("%s in the end: alarm set %t, manager %s", object, !v.Alarm.IsZero(), state)
	}
	x.out.lines = append(x.out.lines, strings.Split(trace.String(), "\n")...)
	x.out.struck = p.Struck()
	return x.out
}

// at lists the seconds at which lines of the trace contain a text.
func (s seen) at(t *testing.T, text string) (seconds []int) {
	for _, line := range s.lines {
		if !strings.HasPrefix(line, "{") || !strings.Contains(line, text) {
			continue
		}
		var e struct{ T float64 }
		require.NoError(t, json.Unmarshal([]byte(line), &e))
		seconds = append(seconds, int(e.T)/1000)
	}
	return seconds
}

// rings are the troubles that the stage has an occasion for, and what they do to its objects.
var rings = []struct {
	faults []string // the first is left out for peace, the others help it to its occasion
	shows  func(t *testing.T, s seen) bool
}{
	{[]string{"alarm.ack Obj/e nth=1 crash"}, func(_ *testing.T, s seen) bool { return s.has("e rang") == 2 }},
	{[]string{"alarm.ack Obj/e nth=1 drop"}, func(_ *testing.T, s seen) bool {
		return s.has(`"ev":"alarm.cancel","who":"Obj/e"`) == 1 && s.has("e rang") == 1
	}},
	{[]string{"alarm.deliver Obj/e nth=1 delay=1m0s"}, rangAt("e", 120)},
	{[]string{"alarm.timer nth=1 early=5s"}, firstRangAt(5)},
	{[]string{"alarm.timer Obj/e nth=1 early=5s"}, rangAt("e", 55)},
	{[]string{"clock nth=1 behind=5s"}, firstRangAt(5)},
	{[]string{"clock Obj/e nth=1 ahead=5s"}, rangAt("e", 65)},
	{[]string{"object.turn Obj/e nth=1 if=alarm crash"}, rangAt("e", 60, 62)},
	{[]string{"alarm.retry nth=1 restart"}, rangAt("d", 10)},
	{[]string{"alarm.deliver nth=1 drop"}, ends("", "alarm set true, manager none")},
	{[]string{"alarm.arm nth=1 drop"}, ends("", "alarm set true, manager none")},
	{[]string{"alarm.arm Obj/e nth=1 drop"}, ends("e", "alarm set true, manager none")},
	{[]string{"alarm.retry nth=1 abandon"}, func(t *testing.T, s seen) bool {
		return s.has("d rang") == 0 && ends("d", "alarm set false, manager none")(t, s)
	}},
	{[]string{"alarm.abandon nth=1 error=L1"}, ends("f", "alarm set true, manager finished")},
	{[]string{"alarm.abandon nth=1 delay=5m0s"}, func(t *testing.T, s seen) bool {
		return s.at(t, `"inside abandon alarm"`)[0]-s.at(t, `"ev":"alarm.abandon"`)[0] == 300
	}},
	{[]string{"alarm.armed Obj/h nth=2 crash"}, func(t *testing.T, s seen) bool {
		return s.has(`"ev":"alarm.cancel","who":"Obj/h"`) == 1 && ends("h", "alarm set true, manager waiting")(t, s)
	}},
	{[]string{"alarm.sync nth=1 if=changed stale"}, ends("h", "alarm set true, manager waiting")},
	{[]string{"alarm.later nth=1 if=none reorder=5s"}, func(t *testing.T, s seen) bool {
		return s.has("g rang") == 1 && ends("g", "alarm set true, manager none")(t, s)
	}},
	{[]string{"alarm.sync chain", "alarm.later Obj/k delay=100ms"}, func(_ *testing.T, s seen) bool {
		return s.has(`"ev":"alarm.ask","who":"Obj/k"`) == 6 // Each of five, and the end.
	}},
}

// rangAt: the object's alarm rang at these seconds.
func rangAt(object string, seconds ...int) func(*testing.T, seen) bool {
	return func(t *testing.T, s seen) bool { return slices.Equal(s.at(t, object+" rang"), seconds) }
}

// firstRangAt: the first alarm of all rang at this second.
func firstRangAt(second int) func(*testing.T, seen) bool {
	return func(t *testing.T, s seen) bool { return s.at(t, "alarm.fire")[0] == second }
}

// ends: this is how both copies of the object stand in the end; "" is any object.
func ends(object, state string) func(*testing.T, seen) bool {
	return func(_ *testing.T, s seen) bool { return s.has(object+" in the end: "+state) == 1 }
}

// TestRing runs the stage with each trouble: what it does to its object is to be seen, and in peace it is not.
func TestRing(t *testing.T) {
	for _, c := range rings {
		t.Run(strings.Join(c.faults, "; "), func(t *testing.T) {
			s, peace := ring(t, c.faults...), ring(t, c.faults[1:]...)
			for n := range c.faults {
				require.NotZero(t, s.struck[n], "the fault never struck")
			}
			require.True(t, c.shows(t, s), "not seen:\n%s", strings.Join(s.lines, "\n"))
			require.False(t, c.shows(t, peace), "seen in peace")
		})
	}
}

// ringing reports whether a fault's text is tried on the stage for alarms.
func ringing(text string) bool {
	for _, c := range rings {
		if c.faults[0] == text {
			return true
		}
	}
	return false
}
