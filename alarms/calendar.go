package alarms

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // Time zones are the same on every machine, also on one that has none.

	cron "github.com/netresearch/go-cron"
)

// calendar is a cron expression in its time zone.
type calendar struct{ s *cron.SpecSchedule }

const (
	fields      = cron.SecondOptional | cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow
	searchYears = 50      // before an expression counts as one that never comes
	starBit     = 1 << 63 // as package cron marks a field that is a *
	cronsMax    = 1000    // parsed expressions kept
)

// calendar returns a parsed expression; it is kept.
func (a *Alarms) calendar(expression, zone string) (*calendar, error) {
	if zone == "" {
		zone = "UTC"
	}
	text := "CRON_TZ=" + zone + " " + expression
	if c := a.crons[text]; c != nil {
		return c, nil
	}
	other := strings.Contains(expression, "TZ=") || strings.HasPrefix(expression, "@every")
	if other || strings.ContainsAny(zone, " \t") {
		return nil, fmt.Errorf("%w: %q in zone %q", ErrCron, expression, zone)
	}
	p := cron.MustNewParser(fields | cron.Descriptor | cron.Extended | cron.DowOrDom).WithMaxSearchYears(searchYears)
	s, err := p.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCron, err)
	}
	spec, ok := s.(*cron.SpecSchedule)
	if !ok {
		return nil, fmt.Errorf("%w: %q", ErrCron, expression)
	}
	if len(a.crons) >= cronsMax {
		clear(a.crons)
	}
	c := &calendar{spec}
	a.crons[text] = c
	return c, nil
}

// next returns the first occurrence after a time, in milliseconds; false where none comes.
func (c *calendar) next(after int64) (int64, bool) {
	t := c.s.Next(millis(after))
	for n := 0; !t.IsZero() && c.again(t); n++ {
		if n >= 24*60*60 {
			panic(fmt.Sprintf("alarms: an hour that is repeated does not end: %v", t))
		}
		t = c.s.Next(t)
	}
	if t.IsZero() || t.Year() > yearMax {
		return 0, false
	}
	return t.UnixMilli(), true
}

// again reports whether the clock on the wall has shown t's time before, because it was put back, to an expression
// that means an hour of the day.
func (c *calendar) again(t time.Time) bool {
	if c.s.Hour&starBit != 0 {
		return false
	}
	t = t.In(c.s.Location)
	_, now := t.Zone()
	_, before := t.Add(-3 * time.Hour).Zone()
	if before <= now {
		return false
	}
	const wall = "2006-01-02 15:04:05"
	return t.Add(-time.Duration(before-now)*time.Second).Format(wall) == t.Format(wall)
}
