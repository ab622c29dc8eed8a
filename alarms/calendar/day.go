package calendar

import (
	"math/bits"
	"time"
)

// set is the values of a field that match, as bits, and whether the field is a star.
type set struct {
	bits uint64
	star bool
}

func (s set) has(value int) bool { return s.bits>>value&1 == 1 }

// from returns the least value of a set that is at least value.
func (s set) from(value int) (int, bool) {
	n := bits.TrailingZeros64(s.bits >> value << value)
	return n, n < 64
}

// clock is the times of day that match. None of its sets is empty.
type clock struct{ second, minute, hour set }

// next returns the first time of day that matches at or after another, in seconds since midnight.
func (c *clock) next(second int) (int, bool) {
	h, m, s := second/3600, second/60%60, second%60
	minute, _ := c.minute.from(0)
	first, _ := c.second.from(0)
	if c.hour.has(h) {
		if s, found := c.second.from(s); found && c.minute.has(m) {
			return h*3600 + m*60 + s, true
		}
		if m, found := c.minute.from(m + 1); found {
			return h*3600 + m*60 + first, true
		}
	}
	h, found := c.hour.from(h + 1)
	return h*3600 + minute*60 + first, found
}

// days is the days that match.
type days struct {
	dom, month, dow set
	last            uint64    // bit n: the n-th day before the last of the month; 0 is the last itself
	near            uint64    // bit n: the working day nearest to day n; 0 is the last working day
	nth             [7]uint64 // by weekday, bit n: the n-th of the month; 0 is the last
}

// month is one month of one year.
type month struct {
	first  int64 // its first day, counted from 1970
	number int   // 1 to 12
	length int
	begins int // the weekday of its first day, from Sunday
}

func monthOf(day int64) month {
	t := time.Unix(day*daySeconds, 0).UTC()
	first := t.AddDate(0, 0, 1-t.Day())
	return month{
		first: floor(first.Unix()), number: int(t.Month()), length: first.AddDate(0, 1, -1).Day(),
		begins: int(first.Weekday()),
	}
}

// weekday is that of a day of the month, which is counted from 1.
func (m *month) weekday(day int) int { return (m.begins + day - 1) % 7 }

// workday returns the working day nearest to a day, in the same month.
func (m *month) workday(day int) int {
	switch m.weekday(day) {
	case 6:
		if day == 1 {
			return 3
		}
		return day - 1
	case 0:
		if day == m.length {
			return day - 2
		}
		return day + 1
	}
	return day
}

// next returns the first day that matches at or after one and before another, counted from 1970.
func (d *days) next(day, end int64) (int64, bool) {
	for day < end {
		m := monthOf(day)
		after := m.first + int64(m.length)
		for ; d.month.has(m.number) && day < min(after, end); day++ {
			if d.match(&m, int(day-m.first)+1) {
				return day, true
			}
		}
		day = after
	}
	return 0, false
}

// on reports whether a day matches.
func (d *days) on(day int64) bool {
	_, found := d.next(day, day+1)
	return found
}

// match reports whether a day of a month matches by the fields for days.
func (d *days) match(m *month, day int) bool {
	dom := d.dom.has(day) || d.last>>(m.length-day)&1 == 1 || d.near != 0 && d.isNear(m, day)
	weekday := m.weekday(day)
	nth := d.nth[weekday]
	dow := d.dow.has(weekday) || nth>>((day+6)/7)&1 == 1 || nth&1 == 1 && day+7 > m.length
	if d.dom.star || d.dow.star {
		return dom && dow
	}
	return dom || dow
}

func (d *days) isNear(m *month, day int) bool {
	if d.near&1 == 1 {
		last := m.length
		for m.weekday(last) == 0 || m.weekday(last) == 6 {
			last--
		}
		if day == last {
			return true
		}
	}
	for n := max(1, day-2); n <= min(m.length, day+2); n++ {
		if d.near>>n&1 == 1 && m.workday(n) == day {
			return true
		}
	}
	return false
}
