package specimens

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
	"dolab/experiments/check"
)

// bench is one object that hosts a specimen, in a world of its own.
type bench struct {
	*testing.T
	*sim.World
	rt    *durable.Runtime
	stub  *durable.Stub
	mux   Specimen
	trace bytes.Buffer
}

// setting is what a bench is made with; the zero value is the profile ideal and nothing else.
type setting struct {
	profile   platform.Profile
	callbacks map[string]Callback
	options   []durable.Option
	phase     time.Duration // when in its second the world begins
	seed      uint64
	class     *durable.Class // instead of Class
}

func open(t *testing.T, mux string, s setting) *bench {
	t.Helper()
	m, err := ByName(mux)
	require.NoError(t, err)
	b := &bench{T: t, mux: m}
	if s.profile.Name == "" {
		s.profile = platform.Ideal()
	}
	b.World = sim.New(sim.Options{Chooser: sim.Seed(s.seed), Trace: &b.trace, StepsMax: 1_000_000})
	t.Cleanup(b.Close)
	b.rt = durable.New(b.World.World, s.profile, s.options...)
	class := Class("Alarms", m, s.callbacks)
	if s.class != nil {
		class = *s.class
	}
	ns, err := b.rt.Namespace(class)
	require.NoError(t, err)
	b.stub = ns.GetByName("a")
	b.pass(s.phase)
	return b
}

// on runs a test on each of some specimens.
func on(t *testing.T, muxes []string, s setting, fn func(b *bench)) {
	for _, mux := range muxes {
		t.Run(mux, func(t *testing.T) { fn(open(t, mux, s)) })
	}
}

func (b *bench) pass(d time.Duration) {
	b.Helper()
	require.NoError(b, b.Advance(d))
}

// inside runs fn in one event of the object.
func (b *bench) inside(fn func(o *Object) error) {
	b.Helper()
	require.NoError(b, b.try(fn))
}

func (b *bench) try(fn func(o *Object) error) error {
	return b.rt.Inside(b.stub, func(o durable.Object, _ *durable.State) error { return fn(o.(*Object)) })
}

// setFaults lets faults strike from now on, and returns their plan.
func (b *bench) setFaults(texts ...string) *fault.Plan {
	b.Helper()
	plan, err := platform.NewPlan(texts...)
	require.NoError(b, err)
	require.NoError(b, b.rt.SetFaults(plan))
	return plan
}

// order orders one schedule in an event of its own.
func (b *bench) order(key string, o Order) {
	b.Helper()
	b.inside(func(obj *Object) error {
		_, err := obj.Order(key, o)
		return err
	})
}

// after orders schedules after a delay, all in one event.
func (b *bench) after(d time.Duration, keys ...string) {
	b.Helper()
	b.inside(func(o *Object) error { return o.Schedule(d, keys...) })
}

func (b *bench) record() check.Record {
	b.Helper()
	r, err := Observe(b.rt, b.stub, b.mux)
	require.NoError(b, err)
	b.glimpse(r)
	return r
}

func (b *bench) glimpsed() check.Record {
	b.Helper()
	sight, err := b.rt.Look(b.stub)
	require.NoError(b, err)
	g, err := Glimpse(b.rt, b.stub, b.mux, sight)
	require.NoError(b, err)
	return g
}

// glimpse holds a glimpse of the object against its record.
func (b *bench) glimpse(r check.Record) {
	b.Helper()
	g := b.glimpsed()
	require.Equal(b, r.Alarm, g.Alarm)
	require.Equal(b, r.Now, g.Now)
	require.Equal(b, len(r.Stored) > 0, len(g.Stored) > 0)
	for _, managed := range []time.Time{{}, r.Now, r.Alarm, r.Alarm.Add(time.Hour)} {
		for _, grace := range []time.Duration{0, time.Second, time.Minute} {
			if len(check.Armed(r, managed, grace)) > 0 {
				require.NotEmpty(b, check.Armed(g, managed, grace))
			}
		}
	}
}

// TestGlimpse: a glimpse shows the work that waits and the alarm, and work that is done does not count.
func TestGlimpse(t *testing.T) {
	b := open(t, Dolab, setting{})
	b.glimpse(check.Record{Now: b.Now()}) // There is no object yet.
	b.after(time.Minute, "a")
	b.after(time.Hour, "b")
	b.after(time.Second/2, "c")
	b.inside(func(o *Object) error {
		_, err := o.Cancel("c")
		return err
	})
	b.pass(time.Minute + time.Second)
	g := b.glimpsed()
	require.Equal(t, []check.Asked{{Due: g.Alarm}}, g.Asked)
	require.Empty(t, check.Armed(g, g.Alarm, 0))
	b.pass(2 * time.Hour)
	g = b.glimpsed()
	require.Equal(t, check.Record{Now: b.Now()}, g)
}

func (b *bench) tally() check.Tally {
	b.Helper()
	return check.Count(b.record(), check.Bounds{Late: time.Second})
}

// ran lists the keys that ran, in order.
func (b *bench) ran() []string {
	b.Helper()
	keys := []string{}
	for _, r := range b.record().Ran {
		keys = append(keys, r.Key)
	}
	return keys
}

// runs counts the runs of a key.
func (b *bench) runs(key string) int {
	b.Helper()
	n := 0
	for _, k := range b.ran() {
		if k == key {
			n++
		}
	}
	return n
}

// traced counts the lines of the trace in which all of the parts are.
func (b *bench) traced(parts ...string) int {
	n := 0
	for line := range strings.SplitSeq(b.trace.String(), "\n") {
		all := true
		for _, p := range parts {
			all = all && strings.Contains(line, p)
		}
		if all {
			n++
		}
	}
	return n
}

// wakes counts the native alarms that were delivered and ran the object's handler.
func (b *bench) wakes() int { return b.traced(`"ev":"turn"`, `"what":"alarm `) }

// The families.
var (
	lumenize = []string{Lumenize1114, Lumenize2026}
	floored  = []string{Lumenize1114, Lumenize2026, Actors} // whose rearm looks into the future only
	peers    = []string{Lumenize1114, Lumenize2026, Actors, Agents}
	cure     = []string{Dolab}
)

const second = time.Second

// late is a profile whose alarms come late by d.
func late(d time.Duration) platform.Profile {
	p := platform.Ideal()
	p.AlarmLate = []platform.Lateness{{Late: fault.Const(d)}}
	return p
}

// skewed is a profile whose alarm manager's clock is ahead.
func skewed(d time.Duration) platform.Profile {
	p := platform.Ideal()
	p.ManagerAhead = d
	return p
}

// loaded is a profile whose turns take time.
func loaded(d time.Duration) platform.Profile {
	p := platform.Ideal()
	p.TurnTime = fault.Const(d)
	return p
}
