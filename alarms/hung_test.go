package alarms

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// hang is a handler that goes on for an hour the first time.
func hang(x *thing, r Run) error {
	err := x.note(r)
	if len(x.lab.runs) == 1 {
		x.st.Sleep(time.Hour)
	}
	return err
}

// TestReplacedWhileItHangs: what hangs is the old schedule's run. The one that has replaced it has all its attempts,
// and no error.
func TestReplacedWhileItHangs(t *testing.T) {
	l := newLab(t, setup{
		options:  Options{Hung: 30 * sec},
		handlers: map[string]func(*thing, Run) error{"hang": hang},
	})
	l.do(func(x *thing) error {
		_, err := x.a.After(0, "hang", nil, ID("x"))
		x.st.Go(func() { _, _ = x.a.RunDue() })
		return err
	})
	l.advance(sec)
	l.do(after(10*time.Minute, "x"))
	l.do(after(time.Minute, "other")) // Its alarm finds that the run hangs.
	l.advance(2 * time.Minute)
	l.do(func(x *thing) error {
		s, err := x.a.Get("x")
		require.Zero(t, s.Attempt)
		require.Empty(t, s.Error)
		require.Equal(t, start.Add(10*time.Minute+sec), s.At)
		return err
	})
	l.advance(10 * time.Minute)
	require.Equal(t, []string{"x", "other", "x"}, l.ids())
	require.Equal(t, 1, l.runs[2].Attempt)
}

// TestWakesForARun: a run outside the native alarm is looked after every 30 s, and when it counts as hung.
func TestWakesForARun(t *testing.T) {
	var why error
	l := newLab(t, setup{
		options: Options{Hung: 45 * sec, Retry: Retry{First: 5 * time.Minute, Jitter: -1}, On: func(e Event) {
			if e.Kind == EventFailed {
				why = e.Err
			}
		}},
		handlers: map[string]func(*thing, Run) error{"hang": hang},
	})
	l.advance(7 * sec)
	l.do(func(x *thing) error {
		_, err := x.a.After(0, "hang", nil, ID("x"))
		x.st.Go(func() { _, _ = x.a.RunDue() })
		return err
	})
	l.do(func(x *thing) error { return x.a.Repair() })
	for _, step := range []struct{ now, alarm time.Duration }{
		{8 * sec, 37 * sec},
		{20 * sec, 37 * sec},
		{38 * sec, 52 * sec},
		{53 * sec, 52*sec + 5*time.Minute}, // It has hung, and is tried again after the delay.
	} {
		l.advance(step.now - l.w.Elapsed())
		require.Equal(t, step.alarm, l.alarm(), "at %v", step.now)
		l.do(func(x *thing) error { _, err := x.a.Timeout(time.Hour, func() {}); return err })
		require.Equal(t, step.alarm, l.alarm(), "at %v, after another deadline was set", step.now)
	}
	require.Contains(t, l.events, "failed x")
	require.ErrorIs(t, why, ErrHung)
}

// TestShield: code that waits in a handler may have let other code touch the native alarm. From its next schedule on,
// a crash is answered by an alarm that is set for two seconds later.
func TestShield(t *testing.T) {
	l := newLab(t, setup{handlers: map[string]func(*thing, Run) error{
		"waits": func(x *thing, r Run) error {
			if err := x.note(r); err != nil || x.st.Incarnation() > 1 {
				return err
			}
			x.st.Sleep(10 * sec)
			if err := after(time.Hour, "later")(x); err != nil {
				return err
			}
			x.st.Sleep(time.Hour)
			return nil
		},
	}})
	l.do(func(x *thing) error { _, err := x.a.After(5*sec, "waits", nil, ID("w")); return err })
	l.advance(10 * sec)
	require.Equal(t, 5*sec, l.alarm(), "the platform has it until its run ends")
	l.advance(6 * sec)
	require.Equal(t, 17*sec, l.alarm())
	require.NoError(t, l.rt.Crash(l.stub))
	l.advance(10 * sec)
	require.Equal(t, []string{"w", "w"}, l.ids())
	require.Less(t, l.times()[1], 20*sec)
}
