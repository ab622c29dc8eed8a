package durable

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/actor/sim"
	"dolab/durable/platform"
)

// pager is an object whose alarm handler is a function.
type pager struct {
	st   *State
	ring func(st *State, info AlarmInfo) error
}

func (p *pager) Alarm(info AlarmInfo) error { return p.ring(p.st, info) }

// pagerWorld is a world with one pager, and what strikes it.
func pagerWorld(t *testing.T, p platform.Profile, faults []string, ring func(*State, AlarmInfo) error) (*sim.World, *Runtime, *Stub) {
	t.Helper()
	w := sim.New(sim.Options{})
	t.Cleanup(w.Close)
	plan, err := platform.NewPlan(faults...)
	require.NoError(t, err)
	rt := New(w.World, p, WithFaults(plan))
	ns, err := rt.Namespace(Class{Name: "Pager", New: func(st *State) (Object, error) { return &pager{st, ring}, nil }})
	require.NoError(t, err)
	return w, rt, ns.GetByName("a")
}

// setAlarm sets the alarm of an object to a time since the beginning of the world.
func setAlarm(t *testing.T, rt *Runtime, s *Stub, at time.Duration) {
	t.Helper()
	require.NoError(t, rt.Inside(s, func(_ Object, st *State) error {
		return st.Storage.SetAlarm(st.Now().Add(at - rt.w.Elapsed()))
	}))
}

// TestAlarmDeliveredTwice: the second delivery joins the run of the first, if that goes on. A failure counts once,
// and afterwards the object is idle.
func TestAlarmDeliveredTwice(t *testing.T) {
	for _, c := range []struct {
		name  string
		fails int // so many runs fail
		nap   time.Duration
		want  []int // the retry counts
	}{
		{"it succeeds", 0, time.Second, []int{0}},
		{"it fails once", 1, time.Second, []int{0, 1}},
		{"it fails twice", 2, time.Second, []int{0, 1, 2}},
		{"the first has ended, failing, when the second comes", 1, 0, []int{0, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var counts []int
			w, rt, s := pagerWorld(t, platform.Ideal(), []string{"alarm.deliver nth=1 twice"}, func(st *State, info AlarmInfo) error {
				counts = append(counts, info.RetryCount)
				if c.nap > 0 {
					st.Sleep(c.nap)
				}
				if len(counts) <= c.fails {
					return errors.New("no")
				}
				return nil
			})
			setAlarm(t, rt, s, time.Minute)
			require.NoError(t, w.Advance(time.Minute-time.Nanosecond))
			before, err := rt.Usage(s)
			require.NoError(t, err)
			require.NoError(t, w.Advance(time.Hour))
			require.Equal(t, c.want, counts)
			u, err := rt.Usage(s)
			require.NoError(t, err)
			require.Equal(t, time.Duration(len(counts))*c.nap, u.Active-before.Active)
			v, err := rt.Look(s)
			require.NoError(t, err)
			require.False(t, v.Live, "it has been evicted")
			require.Zero(t, v.Alarm)
			require.Zero(t, v.Managed)
			require.Empty(t, w.Timers())
		})
	}
}

// TestManagerIsNeverWithoutAnAlarm: events change the alarm while its handler runs, and after it. As long as the disk
// has an alarm, the manager has one that is no later [G21].
func TestManagerIsNeverWithoutAnAlarm(t *testing.T) {
	const s, ms = time.Second, time.Millisecond
	type change struct{ after, to time.Duration } // since the handler's begin
	for _, c := range []struct {
		name    string
		early   string // how much too early the manager's timer rings
		changes []change
		crash   time.Duration // since the handler's begin, 0 for none
		rings   []time.Duration
	}{
		{
			name: "one change during the run", changes: []change{{100 * ms, 100 * s}},
			rings: []time.Duration{60 * s, 100 * s},
		},
		{
			name: "another after the run", changes: []change{{100 * ms, 100 * s}, {500 * ms, 200 * s}},
			rings: []time.Duration{60 * s, 200 * s},
		},
		{
			name: "another after the run, and that is lost", changes: []change{{100 * ms, 100 * s}, {500 * ms, 200 * s}},
			crash: 1300 * ms, rings: []time.Duration{60 * s, 100 * s},
		},
		{
			name: "back to its own time, and away again", early: "10s",
			changes: []change{{100 * ms, 100 * s}, {500 * ms, 60 * s}, {700 * ms, 200 * s}},
			rings:   []time.Duration{50 * s, 200 * s},
		},
		{
			name: "back to its own time, away again, and that is lost", early: "10s",
			changes: []change{{100 * ms, 100 * s}, {500 * ms, 60 * s}, {700 * ms, 200 * s}}, crash: 1600 * ms,
			rings: []time.Duration{50 * s, 60 * s},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var rings []time.Duration
			p := platform.Ideal()
			p.Commit = fault.Const(s)
			var faults []string
			if c.early != "" {
				faults = append(faults, "alarm.timer nth=1 early="+c.early)
			}
			var w *sim.World
			w, rt, stub := pagerWorld(t, p, faults, func(st *State, _ AlarmInfo) error {
				rings = append(rings, w.Elapsed())
				st.Sleep(200 * ms)
				return nil
			})
			setAlarm(t, rt, stub, 60*s)
			require.NoError(t, w.RunUntil(func() bool { return len(rings) > 0 }))
			began := w.Elapsed()
			for _, change := range c.changes {
				w.After(change.after, func() {
					w.Go("client", func() {
						_ = rt.Inside(stub, func(_ Object, st *State) error {
							return st.Storage.SetAlarm(st.Now().Add(change.to - w.Elapsed()))
						})
					})
				})
			}
			if c.crash > 0 {
				w.After(c.crash, func() { _ = rt.Crash(stub) })
			}
			over := false
			w.After(time.Hour, func() { over = true })
			require.NoError(t, w.RunUntil(func() bool {
				v, err := rt.Look(stub)
				require.NoError(t, err)
				if on := v.Object.Confirmed; !on.IsZero() && w.Elapsed() > began {
					require.False(t, v.Managed.IsZero(), "at %v the manager has none", w.Elapsed())
				}
				return over
			}))
			require.Equal(t, c.rings, rings)
		})
	}
}
