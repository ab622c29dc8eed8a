package alarms

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
)

// lab is a world with one object that has alarms.
type lab struct {
	t    *testing.T
	w    *sim.World
	rt   *durable.Runtime
	plan *fault.Plan // of setup.faults
	stub *durable.Stub
	now  *thing // the newest incarnation

	crashes crashTimes
	runs    []ran
	events  []string
	alarms  int     // native alarms that came
	retries int     // the highest retry count of a native alarm
	errs    []error // of alarms and constructors
}

// ran is one run of a handler.
type ran struct {
	ID      string
	Handler string
	Value   any
	At      time.Duration // since the world began
	Attempt int
	Key     string
}

// thing is the object.
type thing struct {
	lab *lab
	st  *durable.State
	a   *Schedules
}

func (x *thing) Alarm(i durable.AlarmInfo) error {
	x.lab.alarms++
	x.lab.retries = max(x.lab.retries, i.RetryCount)
	err := x.a.Alarm(i)
	if err != nil {
		x.lab.errs = append(x.lab.errs, err)
	}
	return err
}

// note is a handler that only notes that it ran.
func (x *thing) note(r Run) error {
	v, err := Payload[any](r)
	l := x.lab
	l.runs = append(l.runs, ran{r.ID, r.Handler, v, l.w.Elapsed(), r.Attempt, r.Key})
	return err
}

type setup struct {
	profile platform.Profile
	seed    uint64
	options Options
	// handlers are by name, beside "note".
	handlers map[string]func(x *thing, r Run) error
	make     func(x *thing) error
	faults   []string
}

func newLab(t *testing.T, s setup) *lab {
	t.Helper()
	if s.profile.Name == "" {
		s.profile = platform.Ideal()
	}
	if s.seed == 0 {
		s.seed = 1
	}
	l := &lab{t: t}
	l.w = sim.New(sim.Options{Chooser: sim.Seed(s.seed), TailMax: 60, Trace: &l.crashes})
	l.crashes.w = l.w
	t.Cleanup(l.w.Close)
	var err error
	l.plan, err = platform.NewPlan(s.faults...)
	require.NoError(t, err)
	l.rt = durable.New(l.w.World, s.profile, durable.WithFaults(l.plan))
	ns, err := l.rt.Namespace(durable.Class{Name: "Thing", New: func(st *durable.State) (durable.Object, error) {
		x := &thing{lab: l, st: st}
		o := s.options
		o.Handlers = map[string]Handler{"note": x.note}
		for _, name := range slices.Sorted(maps.Keys(s.handlers)) {
			h := s.handlers[name]
			o.Handlers[name] = func(r Run) error { return h(x, r) }
		}
		o.On = func(e Event) {
			l.events = append(l.events, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Kind, e.ID, e.Note)))
			if s.options.On != nil {
				s.options.On(e)
			}
		}
		a, err := New(st, o)
		x.a = a
		l.now = x
		if err == nil && s.make != nil {
			err = s.make(x)
		}
		if err != nil {
			l.errs = append(l.errs, err)
		}
		return x, err
	}})
	require.NoError(t, err)
	l.stub = ns.GetByName("a")
	return l
}

// do runs fn in a turn of the object.
func (l *lab) do(fn func(x *thing) error) {
	l.t.Helper()
	require.NoError(l.t, l.try(fn), strings.Join(l.w.Tail(), "\n"))
}

func (l *lab) try(fn func(x *thing) error) error {
	return l.rt.Inside(l.stub, func(o durable.Object, _ *durable.State) error { return fn(o.(*thing)) })
}

func (l *lab) advance(d time.Duration) {
	l.t.Helper()
	require.NoError(l.t, l.w.Advance(d))
}

func (l *lab) evict() {
	l.t.Helper()
	require.NoError(l.t, l.rt.Evict(l.stub))
}

// ids are the ids that have run, in order.
func (l *lab) ids() []string {
	var ids []string
	for _, r := range l.runs {
		ids = append(ids, r.ID)
	}
	return ids
}

// times are when handlers ran.
func (l *lab) times() []time.Duration {
	var at []time.Duration
	for _, r := range l.runs {
		at = append(at, r.At)
	}
	return at
}

// alarm is the native alarm, since the world began; -1 for none.
func (l *lab) alarm() time.Duration {
	l.t.Helper()
	v, err := l.rt.Look(l.stub)
	require.NoError(l.t, err)
	if v.Alarm.IsZero() {
		return -1
	}
	return v.Alarm.Sub(start)
}

// crashTimes reads a world's trace and records when an object's machine was lost.
type crashTimes struct {
	w  *sim.World
	at []time.Duration // since the world began
}

func (c *crashTimes) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte(`"ev":"crash"`)) {
		c.at = append(c.at, c.w.Elapsed())
	}
	return len(line), nil
}

// within reports whether a machine was lost in a span of time.
func (c *crashTimes) within(from, to time.Duration) bool {
	return slices.ContainsFunc(c.at, func(at time.Duration) bool { return from <= at && at <= to })
}

// crashPoints are the points where a plan can lose the object's machine while the object stores and arms.
var crashPoints = []string{
	platform.AtObjectTurn, platform.AtCommit, platform.AtAlarmArmed, platform.AtCommitDurable,
}

// crashEach loses the object's machine once in each run: at the first pass of each point, the second, and so on. A
// point is done when a run no longer reaches that pass. Run reports whether the crash struck; crashEach returns how
// many runs were struck at each point.
func crashEach(run func(text string) bool) map[string]int {
	struck := map[string]int{}
	for _, point := range crashPoints {
		for run(fmt.Sprintf("%s nth=%d crash", point, struck[point]+1)) {
			struck[point]++
		}
	}
	return struck
}

// requireStruck requires that each point was struck, and all together more often than least.
func requireStruck(t *testing.T, struck map[string]int, least int) {
	t.Helper()
	t.Log(struck)
	total := 0
	for _, point := range crashPoints {
		require.NotZero(t, struck[point], point)
		total += struck[point]
	}
	require.Greater(t, total, least)
}

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// in calls fn for each profile.
func in(t *testing.T, fn func(t *testing.T, p platform.Profile)) {
	for _, p := range platform.Ordinary() {
		t.Run(p.Name, func(t *testing.T) { fn(t, p) })
	}
}
