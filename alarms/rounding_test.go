package alarms

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestWholeMilliseconds: times count in whole milliseconds, rounded up, so that nothing runs early.
func TestWholeMilliseconds(t *testing.T) {
	l := newLab(t, setup{})
	l.do(func(x *thing) error {
		for _, c := range []struct{ asked, want time.Duration }{
			{ms, ms},
			{ms + 1, 2 * ms},
			{1500 * time.Microsecond, 2 * ms},
			{sec + 1, sec + ms},
			{sec, sec},
		} {
			_, err := x.a.Every(c.asked, "note", nil, Replace("every"))
			require.NoError(t, err)
			s, err := x.a.Get("every")
			require.NoError(t, err)
			require.Equal(t, c.want, s.Every)
			_, err = x.a.After(c.asked, "note", nil, Replace("after"))
			require.NoError(t, err)
			s, err = x.a.Get("after")
			require.NoError(t, err)
			require.Equal(t, c.want, s.Due.Sub(x.st.Now()))
			_, err = x.a.At(start.Add(c.asked), "note", nil, Replace("at"))
			require.NoError(t, err)
			s, err = x.a.Get("at")
			require.NoError(t, err)
			require.Equal(t, c.want, s.Due.Sub(start))
		}
		return nil
	})
}

// TestNoDelay: a schedule without delay is due at the current millisecond, rounded down.
func TestNoDelay(t *testing.T) {
	l := newLab(t, setup{})
	l.advance(ms + 300*time.Microsecond)
	l.do(func(x *thing) error {
		for _, d := range []time.Duration{0, -1, -sec} {
			_, err := x.a.After(d, "note", nil, Replace("after"))
			require.NoError(t, err)
			s, err := x.a.Get("after")
			require.NoError(t, err)
			require.Equal(t, x.st.Now().Truncate(ms), s.Due)
		}
		return nil
	})
}

// TestLongestDelay: a retry may be a year away, and no longer.
func TestLongestDelay(t *testing.T) {
	const day = 24 * time.Hour
	for _, c := range []struct{ max, want time.Duration }{
		{300 * day, 300 * day},
		{365 * day, 365 * day},
		{400 * day, 365 * day},
	} {
		r := Retry{First: c.max, Max: c.max, Jitter: -1}.fill()
		require.Equal(t, c.want.Milliseconds(), r.delay(1, nil))
	}
}

// TestDefaultNumbers: what an option is if nothing is said.
func TestDefaultNumbers(t *testing.T) {
	var o Options
	o.fill()
	require.Equal(t, Options{
		Batch: 100, Budget: 10 * time.Minute, Hung: 15 * time.Minute, Heartbeat: 30 * time.Second, Max: 100_000, DeadMax: 1_000,
	}, o)
	require.Equal(t, Retry{Attempts: 7, First: 2 * time.Second, Factor: 2, Max: 1024 * time.Second, Jitter: 0.25}, Retry{}.fill())
	require.Equal(t, Retry{Attempts: 1}, Once())
}

// TestRetryGrowsToItsMax: the delays double from the first to the longest; with the factor 1 they stay.
func TestRetryGrowsToItsMax(t *testing.T) {
	delays := func(r Retry) (list []int64) {
		r = r.fill()
		for n := range int64(6) {
			list = append(list, r.delay(n+1, func(n int) int { return n - 1 }))
		}
		return list
	}
	require.Equal(t, []int64{2000, 4000, 8000, 10_000, 10_000, 10_000}, delays(Retry{Max: 10 * time.Second, Jitter: -1}))
	require.Equal(t, []int64{2000, 2000, 2000, 2000, 2000, 2000}, delays(Retry{Factor: 1, Jitter: -1}))
	require.Equal(t, []int64{2500, 5000, 10_000, 20_000, 40_000, 80_000}, delays(Retry{}))
	require.Equal(t, []int64{1, 3, 9, 27, 81, 243}, delays(Retry{First: time.Millisecond, Factor: 3, Jitter: -1}))
	require.Equal(t, int64(1), Retry{First: 1, Jitter: -1}.fill().delay(1, nil))
}
