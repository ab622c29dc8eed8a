package alarms

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCalendar(t *testing.T) {
	const layout = "2006-01-02 15:04:05 -0700"
	for _, c := range []struct {
		expression, zone, after string
		want                    []string
	}{
		{
			"0 9 * * *", "", "2026-01-01 08:59:59 +0000",
			[]string{"2026-01-01 09:00:00 +0000", "2026-01-02 09:00:00 +0000"},
		},
		{
			"*/20 * * * * *", "", "2026-01-01 00:00:00 +0000",
			[]string{"2026-01-01 00:00:20 +0000", "2026-01-01 00:00:40 +0000", "2026-01-01 00:01:00 +0000"},
		},
		{
			"@daily", "Asia/Kathmandu", "2026-01-01 00:00:00 +0000",
			[]string{"2026-01-02 00:00:00 +0545"},
		},
		{
			"0 0 13 * FRI", "", "2026-01-01 00:00:00 +0000",
			[]string{"2026-01-02 00:00:00 +0000", "2026-01-09 00:00:00 +0000", "2026-01-13 00:00:00 +0000"},
		},
		{
			"0 0 29 2 *", "", "2026-01-01 00:00:00 +0000",
			[]string{"2028-02-29 00:00:00 +0000", "2032-02-29 00:00:00 +0000"},
		},
		{
			"0 0 L * *", "", "2026-02-01 00:00:00 +0000",
			[]string{"2026-02-28 00:00:00 +0000"},
		},
		// Clocks go forward: 2:30 is not there.
		{
			"30 2 * * *", "America/New_York", "2026-03-07 12:00:00 -0500",
			[]string{"2026-03-08 03:30:00 -0400", "2026-03-09 02:30:00 -0400"},
		},
		{
			"0 * * * *", "America/New_York", "2026-03-08 00:30:00 -0500",
			[]string{"2026-03-08 01:00:00 -0500", "2026-03-08 03:00:00 -0400"},
		},
		// Clocks go back: 1:30 comes twice.
		{
			"30 1 * * *", "America/New_York", "2026-10-31 12:00:00 -0400",
			[]string{"2026-11-01 01:30:00 -0400", "2026-11-02 01:30:00 -0500"},
		},
		{
			"30 * * * *", "America/New_York", "2026-11-01 00:00:00 -0400",
			[]string{"2026-11-01 00:30:00 -0400", "2026-11-01 01:30:00 -0400", "2026-11-01 01:30:00 -0500", "2026-11-01 02:30:00 -0500"},
		},
		{
			"*/15 1 * * *", "America/New_York", "2026-11-01 01:40:00 -0400",
			[]string{"2026-11-01 01:45:00 -0400", "2026-11-02 01:00:00 -0500"},
		},
		{
			"45 1 * * *", "Australia/Lord_Howe", "2026-04-04 00:00:00 +1100",
			[]string{"2026-04-04 01:45:00 +1100", "2026-04-05 01:45:00 +1100", "2026-04-06 01:45:00 +1030"},
		},
	} {
		a := &Alarms{crons: map[string]*calendar{}}
		cal, err := a.calendar(c.expression, c.zone)
		require.NoError(t, err)
		at, err := time.Parse(layout, c.after)
		require.NoError(t, err)
		ms := at.UnixMilli()
		for _, want := range c.want {
			next, ok := cal.next(ms)
			require.True(t, ok)
			require.Equal(t, want, millis(next).In(cal.s.Location).Format(layout), "%s in %s", c.expression, c.zone)
			ms = next
		}
	}
}

// A row of crons over a year, by the alarm: each once, and at its time.
func TestCronRuns(t *testing.T) {
	l := newLab(t, setup{})
	l.do(func(x *thing) error {
		_, err := x.a.Cron("30 1 * * *", "Europe/Berlin", "note", nil, ID("c"))
		require.NoError(t, err)
		s, err := x.a.Get("c")
		require.Equal(t, "30 1 * * *", s.Cron)
		require.Equal(t, "Europe/Berlin", s.Zone)
		return err
	})
	l.advance(365 * 24 * time.Hour)
	require.Len(t, l.runs, 365)
	zone, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	for _, r := range l.runs {
		require.Equal(t, "01:30:00", start.Add(r.At).In(zone).Format("15:04:05"))
	}
}

func TestRetryDelays(t *testing.T) {
	zero := func(int) int { return 0 }
	full := func(n int) int { return n - 1 }
	for _, c := range []struct {
		r      Retry
		failed int64
		lo, hi int64
	}{
		{Retry{}, 1, 2000, 2500},
		{Retry{}, 2, 4000, 5000},
		{Retry{}, 6, 64000, 80000},
		{Retry{}, 10, 1024000, 1280000},
		{Retry{}, 1 << 40, 1024000, 1280000},
		{Retry{First: time.Millisecond, Factor: 1, Jitter: -1}, 1 << 40, 1, 1},
		{Retry{First: time.Microsecond, Factor: 1, Jitter: -1}, 3, 1, 1},
		{Retry{First: time.Minute, Factor: 10, Max: time.Hour, Jitter: 1}, 3, 3600000, 7200000},
	} {
		require.Equal(t, c.lo, c.r.fill().delay(c.failed, zero))
		require.Equal(t, c.hi, c.r.fill().delay(c.failed, full))
	}
	require.True(t, Retry{}.fill().exhausted(7))
	require.False(t, Retry{}.fill().exhausted(6))
	require.False(t, Retry{Attempts: -1}.fill().exhausted(1<<40))
}
