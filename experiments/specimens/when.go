package specimens

import (
	"fmt"
	"strings"
	"time"

	"dolab/alarms/calendar"
)

// When is when a schedule is due. The zero When is now.
type When struct {
	Delay time.Duration // from the call on
	Date  time.Time     // instead of a delay
	Cron  string        // each time that matches, in UTC: "minute hour day month weekday"
	Every time.Duration // an interval, for multiplexers that have them
}

// After is once, after a delay.
func After(d time.Duration) When { return When{Delay: d} }

// At is once, at a date.
func At(t time.Time) When { return When{Date: t} }

// Cron is each time that matches the expression.
func Cron(expression string) When { return When{Cron: expression} }

// Every is again and again, the first time after d.
func Every(d time.Duration) When { return When{Every: d} }

// Due returns the first time the schedule is due if it is made at now, in milliseconds as JavaScript counts.
func (w When) Due(now time.Time) (time.Time, error) {
	now = now.Truncate(time.Millisecond)
	switch {
	case w.Cron != "":
		return next(w.Cron, now)
	case w.Every != 0:
		return now.Add(w.Every), nil
	case !w.Date.IsZero():
		return w.Date.Truncate(time.Millisecond), nil
	default:
		return now.Add(w.Delay), nil
	}
}

// next returns the first time after t that matches a cron expression of five fields, in UTC. One that never comes is an
// error, as is any that the multiplexers' cron libraries do not know: seconds, and time zones.
func next(expression string, t time.Time) (time.Time, error) {
	c, err := calendar.Parse(expression)
	if err != nil {
		return time.Time{}, fmt.Errorf("cron %w", err)
	}
	if n := len(strings.Fields(expression)); n > 5 {
		return time.Time{}, fmt.Errorf("cron %q has %d fields: want 5, without seconds", expression, n)
	}
	at, found := c.Next(t)
	if !found {
		return time.Time{}, fmt.Errorf("cron %q %w after %v", expression, calendar.ErrNever, t)
	}
	return at, nil
}

// ticks is t in whole units since the epoch, rounded down: what the specimens store. A unit is milliseconds or more.
func ticks(t time.Time, unit time.Duration) int64 {
	ms, n := t.UnixMilli(), unit.Milliseconds()
	if ms < 0 {
		ms -= n - 1
	}
	return ms / n
}
