package calendar

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
	_ "time/tzdata" // A machine without a time zone database uses this one.
)

// What a calendar can be refused for. Errors wrap one of these, and say what is possible instead.
var (
	// ErrSyntax: the expression cannot be read.
	ErrSyntax = errors.New("cannot be read")
	// ErrNever: no day matches the expression.
	ErrNever = errors.New("never comes")
	// ErrZone: the time zone database has no such zone.
	ErrZone = errors.New("unknown time zone")
)

const (
	daySeconds = 24 * 60 * 60
	// searchDays is how many days a search examines at most. No two days of one expression are further apart than 40
	// years.
	searchDays = 50 * 366
	// secondMin and secondMax bound the instants a Calendar knows: the years 1 to 9999.
	secondMin = -62_135_596_800
	secondMax = 253_402_300_799
)

// Calendar is a cron expression in a time zone. It does not change, and may be used by many goroutines.
type Calendar struct {
	expression string
	days       days
	clock      clock
	zone       *time.Location
}

// New reads a cron expression for the zone of a name: one of the time zone database, or "", which is UTC. The zone
// "Local" is refused, since it is another one on another machine.
func New(expression, zone string) (*Calendar, error) {
	c, err := Parse(expression)
	if err != nil {
		return nil, err
	}
	if c.zone, err = loadZone(zone); err != nil {
		return nil, err
	}
	return c, nil
}

// loadZone returns the zone of a name.
func loadZone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || strings.EqualFold(name, "Local") {
		return nil, fmt.Errorf("%w %s: want a name such as Europe/Berlin or UTC", ErrZone, quote(name))
	}
	return zone, nil
}

// String returns the expression and its zone.
func (c *Calendar) String() string { return c.expression + " " + c.zone.String() }

// Next returns the first occurrence later than after. It reports false where none comes up to the year 9999.
func (c *Calendar) Next(after time.Time) (time.Time, bool) {
	from := behind(after)
	at, found := c.next(from, min(secondMax, from+searchDays*daySeconds))
	if !found {
		return time.Time{}, false
	}
	return time.Unix(at, 0).In(c.zone), true
}

// Newest returns the last occurrence that is later than after and not later than until. It takes about 40 times as long
// as Next at most, however many occurrences lie between.
func (c *Calendar) Newest(after, until time.Time) (time.Time, bool) {
	end := min(until.Unix(), secondMax)
	low, found := c.next(behind(after), end)
	if !found {
		return time.Time{}, false
	}
	for high := end; low < high; { // The newest is low or later, and not later than high.
		middle := low + (high-low)/2
		if at, found := c.next(middle+1, high); found {
			low = at
		} else {
			high = middle
		}
	}
	return time.Unix(low, 0).In(c.zone), true
}

// behind returns the first second later than a time, within the years 1 to 9999 and the second after them.
func behind(t time.Time) int64 { return min(max(t.Unix(), secondMin-1), secondMax) + 1 }

// next returns the first occurrence from one second on up to another, both included.
func (c *Calendar) next(from, until int64) (int64, bool) {
	best := int64(math.MaxInt64)
	try := func(spans []span) {
		for _, s := range spans {
			begin, end := max(s.begin, from+s.offset), min(s.end, until+s.offset+1)
			if shown, found := c.match(begin, end); found {
				best = min(best, shown-s.offset)
			}
		}
	}
	w := walk{zone: c.zone, at: from - margin}
	for n := 0; w.period(n).begin <= until; n++ {
		try(w.shown(n, c.clock.hour.star))
		if end := w.period(n).end; best <= end || end > until {
			break // Nothing else comes before the end.
		}
		if !c.clock.hour.star {
			try(w.missing(n))
		}
	}
	return best, best <= until
}

// match returns the first nominal time from begin on and before end.
func (c *Calendar) match(begin, end int64) (int64, bool) {
	if begin >= end {
		return 0, false
	}
	today := floor(begin)
	if second, found := c.clock.next(int(begin - today*daySeconds)); found && c.days.on(today) {
		shown := today*daySeconds + int64(second)
		return shown, shown < end
	}
	day, found := c.days.next(today+1, floor(end-1)+1)
	second, _ := c.clock.next(0)
	shown := day*daySeconds + int64(second)
	return shown, found && shown < end
}

// floor returns the day of a second, both counted from 1970.
func floor(second int64) int64 {
	day := second / daySeconds
	if second%daySeconds < 0 {
		day--
	}
	return day
}
