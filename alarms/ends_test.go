package alarms

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const year = 365 * 24 * time.Hour

// TestLastOccurrence: a recurrent schedule ends with the last occurrence before the year 2190, and says so.
func TestLastOccurrence(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(x *thing) error
		last time.Time
	}{
		{"interval", func(x *thing) error { _, err := x.a.Every(50*year, "note", nil, ID("x")); return err }, start.Add(150 * year)},
		{"cron", func(x *thing) error { _, err := x.a.Cron("0 0 29 2 *", "", "note", nil, ID("x")); return err }, time.Date(2188, 2, 29, 0, 0, 0, 0, time.UTC)},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLab(t, setup{})
			l.do(c.make)
			l.advance(170 * year)
			require.Equal(t, c.last, start.Add(l.times()[len(l.runs)-1]))
			require.Contains(t, l.events, "ended x")
			require.Equal(t, time.Duration(-1), l.alarm())
			l.do(func(x *thing) error {
				list, err := x.a.List(Filter{})
				require.Empty(t, list)
				return err
			})
		})
	}
}

// TestNoRetryAfterTheLastYear: what would be tried again in 2190 is a dead letter at once.
func TestNoRetryAfterTheLastYear(t *testing.T) {
	l := newLab(t, setup{
		options: Options{Retry: Retry{First: time.Hour, Max: time.Hour, Jitter: -1}},
		handlers: map[string]func(*thing, Run) error{"fail": func(x *thing, r Run) error {
			return errors.Join(x.note(r), errors.New("boom"))
		}},
	})
	last := time.Date(2189, 12, 31, 22, 30, 0, 0, time.UTC)
	l.do(func(x *thing) error { _, err := x.a.At(last, "fail", nil, ID("f")); return err })
	l.advance(170 * year)
	require.Len(t, l.runs, 2) // At 22:30 and 23:30.
	require.Contains(t, l.events, "dead f")
}

// TestTimeoutBounds: there are at most 10,000 timeouts, none after 2189.
func TestTimeoutBounds(t *testing.T) {
	l := newLab(t, setup{})
	l.do(func(x *thing) error {
		_, err := x.a.Timeout(170*year, func() {})
		require.ErrorIs(t, err, ErrTooLate)
		x.a.timeouts = make([]*timeout, timeoutsMax-1, timeoutsMax+1)
		for n := range x.a.timeouts {
			x.a.timeouts[n] = &timeout{at: ceilMilli(start.Add(time.Hour)), fn: func() {}}
		}
		_, err = x.a.Timeout(time.Hour, func() {})
		require.NoError(t, err)
		_, err = x.a.Timeout(time.Hour, func() {})
		require.ErrorIs(t, err, ErrTooMany)
		require.ErrorContains(t, err, "10000")
		return nil
	})
}

// TestArgumentBounds: the least and the most that a schedule takes, and what is just beyond.
func TestArgumentBounds(t *testing.T) {
	l := newLab(t, setup{})
	every := func(d time.Duration, o ...Option) func(x *thing) error {
		return func(x *thing) error { _, err := x.a.Every(d, "note", nil, o...); return err }
	}
	name := func(n int) Option { return ID(fmt.Sprintf("%0*d", n, 0)) }
	for _, c := range []struct {
		call func(x *thing) error
		want error
	}{
		{every(time.Millisecond), nil},
		{every(time.Millisecond - 1), ErrInterval},
		{every(sec, name(512)), nil},
		{every(sec, name(513)), ErrID},
		{every(sec, WithJitter(0)), ErrInterval},
		{every(sec, WithJitter(1)), nil},
		{every(sec, WithGrace(0)), ErrInterval},
		{every(sec, WithRetry(Retry{Factor: 1, Jitter: 10})), nil},
		{every(sec, WithRetry(Retry{Factor: 0.999})), ErrInterval},
		{every(sec, WithRetry(Retry{Jitter: 10.001})), ErrInterval},
		{every(sec, WithRetry(Retry{First: -1})), ErrInterval},
		{every(sec, WithRetry(Retry{Max: -1})), ErrInterval},
		{func(x *thing) error {
			_, err := x.a.At(time.Date(2189, 12, 31, 23, 59, 59, 0, time.UTC), "note", nil)
			return err
		}, nil},
		{func(x *thing) error {
			_, err := x.a.At(time.Date(2190, 1, 1, 0, 0, 0, 0, time.UTC), "note", nil)
			return err
		}, ErrTooLate},
	} {
		l.do(func(x *thing) error {
			require.ErrorIs(t, c.call(x), c.want)
			return nil
		})
	}
}

// TestDeadLimit: a list of dead letters has at most the filter's limit, the oldest ones.
func TestDeadLimit(t *testing.T) {
	l := newLab(t, setup{options: Options{Retry: Once()}, handlers: map[string]func(*thing, Run) error{
		"fail": func(*thing, Run) error { return Permanent(errors.New("boom")) },
	}})
	l.do(func(x *thing) error { _, err := x.a.Every(sec, "fail", nil); return err })
	l.advance(5 * sec)
	l.do(func(x *thing) error {
		for limit, want := range map[int]int{0: 5, 1: 1, 4: 4, 5: 5, 6: 5} {
			list, err := x.a.Dead(Filter{Limit: limit})
			require.NoError(t, err)
			require.Len(t, list, want)
			require.Equal(t, start.Add(sec), list[0].Died)
		}
		return nil
	})
}

// TestKindNames: kinds have names, and one that a newer version has stored a number.
func TestKindNames(t *testing.T) {
	var names []string
	for k := range KindInterval + 2 {
		names = append(names, k.String())
	}
	require.Equal(t, []string{"", "delay", "date", "cron", "interval", "kind 5"}, names)
}

// TestPermanentKeepsItsCause: what a handler wraps in Permanent, others still find.
func TestPermanentKeepsItsCause(t *testing.T) {
	cause := errors.New("cause")
	require.ErrorIs(t, Permanent(fmt.Errorf("wrapped: %w", cause)), cause)
	require.EqualError(t, Permanent(cause), "cause")
}

// TestTwoDrains: what RunDue has begun while the native alarm waits in an earlier handler, the native alarm does not
// begin too.
func TestTwoDrains(t *testing.T) {
	l := newLab(t, setup{handlers: map[string]func(*thing, Run) error{
		"slow": func(x *thing, r Run) error {
			err := x.note(r)
			x.st.Sleep(10 * sec)
			return err
		},
	}})
	l.do(func(x *thing) error {
		_, errA := x.a.After(0, "slow", nil, ID("a"))
		_, errB := x.a.After(0, "slow", nil, ID("b"))
		return errors.Join(errA, errB)
	})
	l.advance(5 * sec) // The native alarm runs a.
	l.do(func(x *thing) error {
		x.st.Go(func() { _, _ = x.a.RunDue() }) // It runs b, until 15 s.
		return nil
	})
	l.advance(6 * sec)
	l.do(func(x *thing) error {
		require.ErrorIs(t, x.a.Trigger("b"), ErrRunning)
		return nil
	})
	l.advance(time.Minute)
	require.Equal(t, []string{"a", "b"}, l.ids())
}

// TestBatchBesideARun: a run that goes on elsewhere makes no batch larger.
func TestBatchBesideARun(t *testing.T) {
	l := newLab(t, setup{options: Options{Batch: 1}, handlers: map[string]func(*thing, Run) error{
		"slow": func(x *thing, r Run) error { x.st.Sleep(time.Minute); return nil },
	}})
	l.do(func(x *thing) error {
		_, err := x.a.After(time.Hour, "slow", nil, ID("s"))
		x.st.Go(func() { _ = x.a.Trigger("s") })
		return err
	})
	l.advance(sec)
	l.do(func(x *thing) error {
		require.NoError(t, errors.Join(after(0, "a")(x), after(0, "b")(x)))
		n, err := x.a.RunDue()
		require.Equal(t, 1, n)
		return err
	})
}

// TestStoppedTimeout: the native alarm goes with the last timeout.
func TestStoppedTimeout(t *testing.T) {
	l := newLab(t, setup{})
	l.do(func(x *thing) error {
		stop, err := x.a.Timeout(time.Hour, func() { t.Error("it was stopped") })
		require.NoError(t, err)
		_, err = x.st.Storage.GetAlarm()
		require.NoError(t, err)
		pending, err := stop()
		require.True(t, pending)
		require.Equal(t, Stats{Arms: 1, Disarms: 1}, x.a.Stats())
		return err
	})
	require.Equal(t, time.Duration(-1), l.alarm())
	l.advance(2 * time.Hour)
	require.Zero(t, l.alarms)
}

// TestHeartbeat: while KeepAlive holds, the object wakes each heartbeat, counted from its beginning, and not after the
// last release. A release that is called twice counts once.
func TestHeartbeat(t *testing.T) {
	l := newLab(t, setup{options: Options{Heartbeat: 7 * sec}})
	var first, second func() error
	l.do(func(x *thing) (err error) {
		first, err = x.a.KeepAlive()
		return err
	})
	require.Equal(t, 7*sec, l.alarm())
	l.advance(5 * sec)
	l.do(func(x *thing) (err error) {
		second, err = x.a.KeepAlive()
		return err
	})
	require.Equal(t, 7*sec, l.alarm(), "the second changes nothing")
	l.advance(24 * sec)
	require.Equal(t, 4, l.alarms)
	require.Equal(t, 35*sec, l.alarm())
	l.do(func(*thing) error { return errors.Join(first(), first()) })
	l.advance(7 * sec)
	require.Equal(t, 5, l.alarms)
	require.Equal(t, 42*sec, l.alarm())
	l.do(func(*thing) error { return second() })
	require.Equal(t, time.Duration(-1), l.alarm())
	l.advance(time.Minute)
	require.Equal(t, 5, l.alarms)
	v, err := l.rt.Look(l.stub)
	require.NoError(t, err)
	require.False(t, v.Live, "nothing keeps it")
}
