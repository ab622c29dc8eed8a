package alarms

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/alarms/calendar"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// scheduled is an object of a cron test.
type scheduled struct{ a *Schedules }

func (o *scheduled) Alarm(i durable.AlarmInfo) error { return o.a.Alarm(i) }

// runTimes schedules in an object born at start, lets d pass, and returns when the handler was due, in zone.
func runTimes(
	t *testing.T, start, zone string, d time.Duration, faults []string, schedule func(*Schedules) error,
) (times []string) {
	t.Helper()
	at, err := time.Parse(time.RFC3339, start)
	require.NoError(t, err)
	loc, err := time.LoadLocation(zone)
	require.NoError(t, err)
	plan, err := platform.NewPlan(faults...)
	require.NoError(t, err)
	w := durabletest.New(t, durabletest.Start(at), durabletest.Objects(durable.WithFaults(plan)))
	class := durable.Class{Name: "Scheduled", New: func(st *durable.State) (durable.Object, error) {
		a, err := New(st, Options{Handlers: map[string]Handler{"h": func(r Run) error {
			require.False(t, st.Now().Before(r.Due))
			times = append(times, r.Due.In(loc).Format("01-02 15:04:05"))
			return nil
		}}})
		return &scheduled{a}, err
	}}
	stub := w.Namespace(class).GetByName("a")
	require.NoError(t, durabletest.RunInDurableObject(w, stub, func(o *scheduled, _ *durable.State) error {
		return schedule(o.a)
	}))
	w.Advance(d)
	return times
}

// TestCronAtClockChanges runs crons through clock changes, as the native alarm delivers them. Package calendar has the
// rule, and the other cases.
func TestCronAtClockChanges(t *testing.T) {
	for _, c := range []struct {
		name, expression, zone, start string
		days                          int
		want                          []string
	}{
		{"Thursday", "0 9 * * MON-THU", "UTC", "2026-01-07T12:00:00Z", 2, []string{"01-08 09:00:00"}},
		{
			"Thursday in a list", "0 9 * * TUE,THU", "UTC", "2026-01-07T12:00:00Z", 6,
			[]string{"01-08 09:00:00", "01-13 09:00:00"},
		},
		{"Thursday alone", "0 9 * * THU", "UTC", "2026-01-07T12:00:00Z", 2, []string{"01-08 09:00:00"}},
		{
			"a gap at midnight", "0 0 * * *", "America/Santiago", "2025-09-06T12:00:00Z", 2,
			[]string{"09-07 01:00:00", "09-08 00:00:00"},
		},
		{
			"a gap at midnight, half past", "30 0 * * *", "America/Havana", "2026-03-07T12:00:00Z", 2,
			[]string{"03-08 01:30:00", "03-09 00:30:00"},
		},
		{
			"four times in a gap", "*/15 1 * * *", "Europe/London", "2026-03-28T12:00:00Z", 1,
			[]string{"03-29 02:00:00", "03-29 02:15:00", "03-29 02:30:00", "03-29 02:45:00"},
		},
		{
			"two times in a gap", "15,30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 1,
			[]string{"03-29 03:15:00", "03-29 03:30:00"},
		},
		{
			"a repeat across an hour", "50 3 * * *", "Pacific/Chatham", "2026-04-03T19:00:00Z", 3,
			[]string{"04-05 03:50:00", "04-06 03:50:00", "04-07 03:50:00"},
		},
		{
			"two around a repeat", "0,50 3 * * *", "Pacific/Chatham", "2026-04-04T12:00:00Z", 1,
			[]string{"04-05 03:00:00", "04-05 03:50:00"},
		},
		{
			"four around a repeat", "*/15 3 * * *", "Pacific/Chatham", "2026-04-04T12:00:00Z", 1,
			[]string{"04-05 03:00:00", "04-05 03:15:00", "04-05 03:30:00", "04-05 03:45:00"},
		},
		{"a day left out", "0 0 30 12 *", "Pacific/Apia", "2011-12-28T00:00:00Z", 5, []string{"12-31 00:00:00"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := time.Duration(c.days) * 24 * time.Hour
			require.Equal(t, c.want, runTimes(t, c.start, c.zone, d, nil, func(a *Schedules) error {
				_, err := a.Cron(c.expression, c.zone, "h", nil)
				return err
			}))
		})
	}
}

// TestCronRefused: what cannot be a calendar is refused when it is made, in one line that says what is possible.
func TestCronRefused(t *testing.T) {
	l := newLab(t, setup{})
	l.do(func(x *thing) error {
		for _, c := range []struct {
			expression, zone string
			is               error
			want             string
		}{
			{
				", * * * * *", "", ErrCron,
				`invalid cron: ", * * * * *" cannot be read: second ",": an element of the list is empty: want 0 to 59`,
			},
			{"61 * * * *", "", ErrCron, `minute "61": 61 is out of range: want 0 to 59`},
			{"0 0 31 2 *", "", ErrNever, `invalid cron: "0 0 31 2 *" never comes`},
			{"0 0 31 2 *", "", ErrCron, `never comes`},
			{"0 9 * * *", "Mars/Base", ErrCron, `unknown time zone "Mars/Base": want a name such as Europe/Berlin`},
			{"0 9 * * *", "Local", ErrCron, `unknown time zone "Local"`},
			{"@every 1h", "", ErrCron, `"@every 1h" cannot be read: unknown name: want @hourly`},
			{"TZ=UTC 0 9 * * *", "", ErrCron, `the zone is given beside the expression`},
		} {
			_, err := x.a.Cron(c.expression, c.zone, "note", nil)
			require.ErrorIs(t, err, c.is)
			require.ErrorContains(t, err, c.want)
		}
		return nil
	})
	require.Equal(t, time.Duration(-1), l.alarm())
}

// TestCronEnds: a calendar ends with the last year the native alarm takes.
func TestCronEnds(t *testing.T) {
	times := runTimes(t, "2188-12-31T00:00:00Z", "UTC", 2*366*24*time.Hour, nil, func(a *Schedules) error {
		_, err := a.Cron("0 0 1 1 *", "", "h", nil, WithJitter(time.Hour))
		return err
	})
	require.Equal(t, []string{"01-01 00:00:00"}, times)
	_ = runTimes(t, "2189-06-01T00:00:00Z", "UTC", time.Minute, nil, func(a *Schedules) error {
		_, err := a.Cron("0 0 1 1 *", "", "h", nil, WithJitter(time.Hour))
		require.ErrorIs(t, err, ErrNever)
		require.ErrorContains(t, err, "before the year 2190")
		_, err = a.Cron("59 23 31 12 *", "", "h", nil, WithJitter(48*time.Hour)) // The jitter ends with the year.
		return err
	})
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

// TestCalendarsAreKept: an expression is read once in an incarnation, as long as there are at most a thousand.
func TestCalendarsAreKept(t *testing.T) {
	l := newLab(t, setup{})
	l.do(func(x *thing) error {
		read := func(n int) *calendar.Calendar {
			c, err := x.a.calendar(fmt.Sprintf("%d %d * * *", n%60, n/60), "")
			require.NoError(t, err)
			return c
		}
		first := read(0)
		for n := range cronsMax {
			read(n)
		}
		require.Same(t, first, read(0))
		require.Len(t, x.a.crons, cronsMax)
		read(cronsMax)
		require.Len(t, x.a.crons, 1)
		require.NotSame(t, first, read(0))
		return nil
	})
}
