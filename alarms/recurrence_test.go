package alarms

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A schedule that an older version has stored, and that cannot be read any more, ends as a dead letter when it has run.
// Those behind it run.
func TestStoredCronThatCannotBeRead(t *testing.T) {
	l := newLab(t, setup{})
	l.do(func(x *thing) error {
		_, err := x.a.Cron("* * * * *", "", "note", nil, ID("old"))
		require.NoError(t, err)
		_, err = x.st.Storage.SQL().Exec(`UPDATE _alarms SET spec = '{"cron":"1,, * * * *"}'`)
		require.NoError(t, err)
		_, err = x.a.Every(time.Minute, "note", nil, ID("new"))
		return err
	})
	l.advance(3*time.Minute + sec)
	require.Equal(t, []string{"old", "new", "new", "new"}, l.ids())
	l.do(func(x *thing) error {
		dead, err := x.a.Dead(Filter{})
		require.NoError(t, err)
		require.Len(t, dead, 1)
		require.True(t, dead[0].Ended)
		require.Contains(t, dead[0].Reason, "an element of the list is empty")
		return nil
	})
	require.Zero(t, l.retries)
}

// lateAlarm delivers the first native alarm two and a half minutes late.
var lateAlarm = []string{"alarm.deliver nth=1 delay=2m30s"}

// TestGraceOfTheNewest: what was missed is judged by its newest occurrence, of a grid and of a calendar.
func TestGraceOfTheNewest(t *testing.T) {
	for _, c := range []struct {
		grace time.Duration
		want  []string
	}{
		{0, []string{"01-01 00:03:00", "01-01 00:04:00"}}, // A minute: what was due at 00:03:00 is 30 s late.
		{30 * sec, []string{"01-01 00:03:00", "01-01 00:04:00"}},
		{29 * sec, []string{"01-01 00:04:00"}},
		{2*time.Minute + 29*sec, []string{"01-01 00:03:00", "01-01 00:04:00"}},
		{2*time.Minute + 31*sec, []string{"01-01 00:03:00", "01-01 00:04:00"}}, // 00:01 is in time, but old.
	} {
		options := []Option{WithCatchUp(CatchUpSkip)}
		if c.grace > 0 {
			options = append(options, WithGrace(c.grace))
		}
		for name, schedule := range map[string]func(a *Schedules) error{
			"every": func(a *Schedules) error { _, err := a.Every(time.Minute, "h", nil, options...); return err },
			"cron":  func(a *Schedules) error { _, err := a.Cron("* * * * *", "", "h", nil, options...); return err },
		} {
			got := runTimes(t, "2026-01-01T00:00:00Z", "UTC", 4*time.Minute+30*sec, lateAlarm, schedule)
			require.Equal(t, c.want, got, "%s, grace %v", name, c.grace)
		}
	}
}

// TestGraceWithJitter: what was missed is as late as the end of its jitter.
func TestGraceWithJitter(t *testing.T) {
	for _, c := range []struct {
		grace time.Duration
		want  []string
	}{
		{49 * sec, []string{"03:00"}},
		{51 * sec, []string{"02:00", "03:00"}},
		{2 * time.Hour, []string{"02:00", "03:00"}}, // 01:00 is not too late, but not new.
	} {
		var due []string
		l := newLab(t, setup{handlers: map[string]func(*thing, Run) error{"due": func(_ *thing, r Run) error {
			due = append(due, r.Due.Format("15:04"))
			return nil
		}}})
		l.do(func(x *thing) error {
			skip := []Option{WithCatchUp(CatchUpSkip), WithGrace(c.grace), WithJitter(5 * time.Minute)}
			_, err := x.a.Every(time.Hour, "due", nil, skip...)
			require.NoError(t, err)
			return x.st.Storage.SetAlarm(start.Add(2*time.Hour + 5*time.Minute + 50*sec))
		})
		l.advance(3*time.Hour + 10*time.Minute)
		require.Equal(t, c.want, due, "grace %v", c.grace)
	}
}

// TestGraceOfMany: however many were missed, one native alarm passes them over, and the event says how many.
func TestGraceOfMany(t *testing.T) {
	const missed = 400 * 24 * time.Hour
	for _, c := range []struct {
		name     string
		schedule func(a *Schedules) error
		passed   string
	}{
		{"every", func(a *Schedules) error {
			_, err := a.Every(sec, "note", nil, ID("s"), WithCatchUp(CatchUpSkip))
			return err
		}, "skipped s 34559999 that were due meanwhile"},
		{"cron", func(a *Schedules) error {
			_, err := a.Cron("* * * * * *", "", "note", nil, ID("s"), WithCatchUp(CatchUpSkip), WithGrace(missed/2))
			return err
		}, "skipped s 100 or more that were due meanwhile"},
	} {
		l := newLab(t, setup{})
		l.do(func(x *thing) error {
			require.NoError(t, c.schedule(x.a))
			return x.st.Storage.SetAlarm(start.Add(missed + sec + ms))
		})
		l.advance(missed + sec + 500*ms)
		require.Len(t, l.runs, 1, c.name)
		require.Contains(t, l.events, "skipped s too late", c.name)
		require.Contains(t, l.events, c.passed)
	}
}

// TestJitterLosesNothing: jitter longer than the period keeps each occurrence, in order and within its bound.
func TestJitterLosesNothing(t *testing.T) {
	for _, catchUp := range []CatchUp{CatchUpOne, CatchUpAll, CatchUpSkip} {
		for _, c := range []struct {
			jitter time.Duration
			cron   bool
		}{{3 * time.Minute, false}, {90 * sec, true}, {time.Hour, false}} {
			l := newLab(t, setup{})
			l.do(func(x *thing) (err error) {
				options := []Option{WithJitter(c.jitter), WithCatchUp(catchUp)}
				if c.cron {
					_, err = x.a.Cron("* * * * *", "", "note", nil, options...)
				} else {
					_, err = x.a.Every(time.Minute, "note", nil, options...)
				}
				return err
			})
			l.advance(3*time.Hour + c.jitter)
			require.GreaterOrEqual(t, len(l.runs), 180)
			times := l.times()
			require.True(t, slices.IsSorted(times))
			for n, at := range times {
				off := at - time.Duration(n+1)*time.Minute
				require.GreaterOrEqual(t, off, time.Duration(0), "catch up %d, jitter %v, run %d", catchUp, c.jitter, n)
				require.LessOrEqual(t, off, c.jitter+sec, "catch up %d, jitter %v, run %d", catchUp, c.jitter, n)
			}
		}
	}
}

// TestJitterWithinAnHour: of 60 occurrences those run that the jitter has not carried over the end of the hour.
func TestJitterWithinAnHour(t *testing.T) {
	got := runTimes(t, "2026-01-01T00:00:00Z", "UTC", time.Hour, nil, func(a *Schedules) error {
		_, err := a.Every(time.Minute, "h", nil, WithJitter(3*time.Minute))
		return err
	})
	require.GreaterOrEqual(t, len(got), 57)
}

// TestStoredIntervalThatIsNone: an interval that somebody has stored as zero ends as a dead letter, whatever its
// CatchUp is, and does not stop those behind it.
func TestStoredIntervalThatIsNone(t *testing.T) {
	for _, catchUp := range []CatchUp{CatchUpOne, CatchUpAll, CatchUpSkip} {
		for _, every := range []string{"0", "-1"} {
			l := newLab(t, setup{})
			l.do(func(x *thing) error {
				_, err := x.a.Every(sec, "note", nil, ID("x"), WithCatchUp(catchUp))
				require.NoError(t, err)
				_, err = x.st.Storage.SQL().Exec(`UPDATE _alarms SET spec = json_set(spec, '$.every', ` + every + `)`)
				require.NoError(t, err)
				return errors.Join(after(2*sec, "good")(x), x.st.Storage.SetAlarm(start.Add(2*sec)))
			})
			l.advance(time.Minute)
			require.Equal(t, []string{"x", "good"}, l.ids())
			l.do(func(x *thing) error {
				dead, err := x.a.Dead(Filter{})
				require.Len(t, dead, 1)
				require.Contains(t, dead[0].Reason, "stored schedule: every "+every+" ms")
				return err
			})
		}
	}
}

// TestNewestIsNow: under CatchUpSkip an occurrence that is due now is the newest, and the one before it is passed
// over.
func TestNewestIsNow(t *testing.T) {
	for late, want := range map[time.Duration][]string{
		2 * time.Minute:        {"00:02"},
		2*time.Minute - ms:     {"00:01", "00:02"},
		2*time.Minute + 30*sec: {"00:02"},
	} {
		var due []string
		l := newLab(t, setup{handlers: map[string]func(*thing, Run) error{"due": func(_ *thing, r Run) error {
			due = append(due, r.Due.Format("15:04"))
			return nil
		}}})
		l.do(func(x *thing) error {
			_, err := x.a.Every(time.Minute, "due", nil, WithCatchUp(CatchUpSkip), WithGrace(time.Hour))
			require.NoError(t, err)
			return x.st.Storage.SetAlarm(start.Add(late))
		})
		l.advance(2*time.Minute + 45*sec)
		require.Equal(t, want, due, "late %v", late)
	}
}
