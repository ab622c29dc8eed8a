package alarms

import (
	"fmt"

	"dolab/alarms/calendar"
)

// cronsMax is how many calendars are kept.
const cronsMax = 1000

// calendar returns a cron expression in its time zone; it is kept.
func (a *Schedules) calendar(expression, zone string) (*calendar.Calendar, error) {
	key := [2]string{expression, zone}
	if c := a.crons[key]; c != nil {
		return c, nil
	}
	c, err := calendar.New(expression, zone)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCron, err)
	}
	if len(a.crons) >= cronsMax {
		clear(a.crons)
	}
	a.crons[key] = c
	return c, nil
}

// nextOf returns a calendar's first occurrence after a time, in milliseconds; false where none comes that the native
// alarm takes.
func nextOf(c *calendar.Calendar, after int64) (int64, bool) {
	next, found := c.Next(millis(after))
	return next.UnixMilli(), found && next.UTC().Year() <= yearMax
}
