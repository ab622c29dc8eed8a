package alarms

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestGrace: under CatchUpSkip an occurrence may be exactly as late as its grace, which is a minute if nothing is said.
func TestGrace(t *testing.T) {
	const hour = time.Hour
	for _, c := range []struct {
		name    string
		options []Option
		late    time.Duration
		runs    bool
	}{
		{"a minute", nil, time.Minute, true},
		{"over a minute", nil, time.Minute + ms, false},
		{"its own", []Option{WithGrace(5 * sec)}, 5 * sec, true},
		{"over its own", []Option{WithGrace(5 * sec)}, 5*sec + ms, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLab(t, setup{})
			l.do(func(x *thing) error {
				_, err := x.a.Every(hour, "note", nil, append(c.options, WithCatchUp(CatchUpSkip), ID("tick"))...)
				require.NoError(t, err)
				_, err = x.a.After(hour, "note", nil, WithCatchUp(CatchUpSkip), ID("once"))
				require.NoError(t, err)
				return x.st.Storage.SetAlarm(start.Add(hour + c.late)) // The alarm comes late.
			})
			l.advance(hour + 10*time.Minute)
			want := []string{"once"} // What does not recur is never passed over.
			if c.runs {
				want = []string{"tick", "once"}
			}
			require.Equal(t, want, l.ids())
			require.Equal(t, hour+c.late, l.runs[0].At)
		})
	}
}

// TestRetryIsNotPassedOver: an occurrence that has begun in time is tried again even when that is later than its grace.
func TestRetryIsNotPassedOver(t *testing.T) {
	l := newLab(t, setup{
		options: Options{Retry: Retry{First: time.Minute, Jitter: -1}},
		handlers: map[string]func(*thing, Run) error{"flaky": func(x *thing, r Run) error {
			if r.Attempt == 1 {
				return errors.New("not yet")
			}
			return x.note(r)
		}},
	})
	l.do(func(x *thing) error {
		_, err := x.a.Every(time.Hour, "flaky", nil, WithCatchUp(CatchUpSkip), WithGrace(sec))
		require.NoError(t, err)
		return nil
	})
	l.advance(time.Hour + sec)
	l.do(func(x *thing) error { return x.st.Storage.SetAlarm(start.Add(time.Hour + 5*time.Minute)) })
	l.advance(time.Hour)
	require.Equal(t, []time.Duration{time.Hour + 5*time.Minute}, l.times())
	require.Equal(t, 2, l.runs[0].Attempt)
}

// TestRatePeriod: a period begins with a run and ends after its length: the first moment after it is in the next.
func TestRatePeriod(t *testing.T) {
	l := newLab(t, setup{options: Options{Rate: Rate{Runs: 2, Per: time.Minute}}})
	l.do(func(x *thing) error {
		return errors.Join(after(sec, "a")(x), after(20*sec, "b")(x), after(21*sec, "c")(x), after(21*sec, "d")(x),
			after(21*sec, "e")(x), after(5*time.Minute, "f")(x))
	})
	l.advance(10 * time.Minute)
	require.Equal(t, []string{"a", "b", "c", "d", "e", "f"}, l.ids())
	require.Equal(t, []time.Duration{sec, 20 * sec, 61 * sec, 61 * sec, 121 * sec, 5 * time.Minute}, l.times())
}

// TestRateAfterTheClockWentBack: a period that begins in the future is none: the object does not wait for it.
func TestRateAfterTheClockWentBack(t *testing.T) {
	l := newLab(t, setup{
		options: Options{Rate: Rate{Runs: 1, Per: time.Minute}},
		faults:  []string{"clock Thing/* nth=1 ahead=10m"},
	})
	l.do(func(x *thing) error {
		require.NoError(t, after(0, "a")(x))
		_, err := x.a.RunDue()
		return err
	})
	require.NoError(t, l.rt.Crash(l.stub))
	l.do(after(0, "b"))
	l.advance(sec)
	require.Equal(t, []string{"a", "b"}, l.ids())
}

// TestBudget: a drain begins nothing when its budget is used up, exactly or more. The rest follows at once.
func TestBudget(t *testing.T) {
	l := newLab(t, setup{
		options: Options{Budget: 10 * sec},
		handlers: map[string]func(*thing, Run) error{"slow": func(x *thing, r Run) error {
			defer x.st.Sleep(5 * sec)
			return x.note(r)
		}},
	})
	l.do(func(x *thing) error {
		for n := range 3 {
			if _, err := x.a.After(0, "slow", nil, ID(fmt.Sprint(n))); err != nil {
				return err
			}
		}
		return nil
	})
	l.advance(9 * sec)
	require.Equal(t, 1, l.alarms)
	l.advance(time.Minute)
	require.Equal(t, []string{"0", "1", "2"}, l.ids())
	require.Equal(t, 2, l.alarms)
	require.Contains(t, l.events, "stopped  budget")
}

// TestEarlyAlarm: a native alarm that is up to 100 ms early waits in its run; one that is earlier asks for another.
// Nothing runs early.
func TestEarlyAlarm(t *testing.T) {
	for _, c := range []struct {
		early  time.Duration
		alarms int
	}{{ms, 1}, {100 * ms, 1}, {101 * ms, 2}, {2 * sec, 2}} {
		l := newLab(t, setup{faults: []string{fmt.Sprintf("alarm.timer times=1 early=%v", c.early)}})
		l.do(after(10*sec, "a"))
		l.advance(time.Minute)
		require.Equal(t, []string{"a"}, l.ids())
		require.Equal(t, c.alarms, l.alarms, "%v early", c.early)
		require.GreaterOrEqual(t, l.times()[0], 10*sec)
		require.Contains(t, l.events, "early")
	}
}

// TestForeignAlarmAfterARun: when the native alarm's run is over, other code that changes it is found out as before.
func TestForeignAlarmAfterARun(t *testing.T) {
	l := newLab(t, setup{})
	l.do(after(sec, "a"))
	l.advance(2 * sec)
	l.do(after(time.Hour, "b"))
	l.do(func(x *thing) error { return x.st.Storage.DeleteAlarm() })
	require.NotContains(t, l.events, "repaired")
	l.do(func(x *thing) error { return x.a.Repair() })
	require.Contains(t, l.events, "repaired")
	require.Equal(t, time.Hour+2*sec, l.alarm())
}

// TestGuard: when a native alarm comes again because its run failed, the next is set before anything runs: for after
// the delay that the platform would take, counted from now.
func TestGuard(t *testing.T) {
	l := newLab(t, setup{
		faults: []string{"object.turn nth=1 if=alarm reset=L13"},
		handlers: map[string]func(*thing, Run) error{"slow": func(x *thing, r Run) error {
			x.st.Sleep(sec)
			return x.note(r)
		}},
	})
	l.do(func(x *thing) error { _, err := x.a.After(time.Minute, "slow", nil, ID("s")); return err })
	l.advance(time.Minute)
	for l.now.a.native == nil || l.alarm() < 0 {
		l.advance(100 * ms)
		require.Less(t, l.w.Elapsed(), 2*time.Minute)
	}
	begun := l.now.a.native.began.Sub(start)
	require.Greater(t, begun, time.Minute)
	require.Equal(t, begun+4*sec, l.alarm())
	l.advance(time.Minute)
	require.Equal(t, "s", l.ids()[len(l.runs)-1])
	require.Equal(t, time.Duration(-1), l.alarm())
}
