package calendar_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// drawn is an expression, and what it means according to how it was drawn: nothing reads its text.
type drawn struct {
	text                                 string
	seconds, minutes, hours, dom, months map[int]bool
	dow                                  map[int]bool
	hourStar, domStar, dowStar           bool
	days                                 []func(day time.Time) bool // others by day of the month
	weekdays                             []func(day time.Time) bool // others by weekday
}

var (
	monthNames = []string{"", "JAN", "feb", "Mar", "APR", "may", "Jun", "JUL", "aug", "Sep", "OCT", "nov", "Dec"}
	dayNames   = []string{"SUN", "mon", "Tue", "WED", "THU", "fri", "Sat"}
)

// drawField draws the text of a field from low to high, and its values.
func drawField(rng *rand.Rand, low, high int, names []string) (text string, values map[int]bool, star bool) {
	name := func(n int) string {
		if names != nil && rng.IntN(2) == 0 {
			return names[n]
		}
		return fmt.Sprint(n)
	}
	values = map[int]bool{}
	var parts []string
	for range 1 + rng.IntN(2)*rng.IntN(3) {
		a, b, step := low+rng.IntN(high-low+1), low+rng.IntN(high-low+1), 2+rng.IntN(4)
		switch form := rng.IntN(10); {
		case form < 3:
			parts, values[a] = append(parts, name(a)), true
		case form < 4 && low == 0 && high == 6:
			parts, values[0] = append(parts, "7"), true // Sunday, too.
		case form < 6:
			parts = append(parts, name(a)+"-"+name(b))
			for v := a; ; v++ {
				if v > high {
					v = low
				}
				if values[v] = true; v == b {
					break
				}
			}
		case form < 7 && a+step <= high:
			parts = append(parts, fmt.Sprintf("%s/%d", name(a), step))
			for v := a; v <= high; v += step {
				values[v] = true
			}
			if high == 6 && (7-a)%step == 0 {
				values[0] = true // The largest weekday is 7.
			}
		case form < 9:
			parts = append(parts, fmt.Sprintf("*/%d", step))
			for v := low; v <= high; v += step {
				values[v] = true
			}
		default:
			parts, star = append(parts, "*"), true
			for v := low; v <= high; v++ {
				values[v] = true
			}
		}
	}
	return strings.Join(parts, ","), values, star
}

// all is a star's values.
func all(low, high int) map[int]bool {
	values := map[int]bool{}
	for v := low; v <= high; v++ {
		values[v] = true
	}
	return values
}

// draw draws an expression that comes.
func draw(rng *rand.Rand) *drawn {
	for {
		e := drawAny(rng)
		for day := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2050; day = day.AddDate(0, 0, 1) {
			if e.on(day) {
				return e
			}
		}
	}
}

// drawAny draws an expression, mostly one that comes often enough for a change of clocks to matter.
func drawAny(rng *rand.Rand) *drawn {
	e := &drawn{seconds: map[int]bool{0: true}}
	var texts [6]string
	texts[1], e.minutes, _ = drawField(rng, 0, 59, nil)
	texts[2], e.hours, e.hourStar = drawField(rng, 0, 23, nil)
	if rng.IntN(2) == 0 { // Most changes are in these hours.
		h := []int{23, 0, 1, 2, 3}[rng.IntN(5)]
		next := (h + 1) % 24
		texts[2], e.hours, e.hourStar = fmt.Sprintf("%d,%d", h, next), map[int]bool{h: true, next: true}, false
	}
	texts[3], e.dom, e.domStar = "*", all(1, 31), true
	texts[4], e.months = "*", all(1, 12)
	texts[5], e.dow, e.dowStar = "?", all(0, 6), true
	if rng.IntN(3) == 0 {
		texts[3], e.dom, e.domStar = drawField(rng, 1, 31, nil)
		e.drawSpecialDay(rng, &texts[3])
	}
	if rng.IntN(3) == 0 {
		texts[5], e.dow, e.dowStar = drawField(rng, 0, 6, dayNames)
		e.drawSpecialWeekday(rng, &texts[5])
	}
	if rng.IntN(8) == 0 {
		texts[4], e.months, _ = drawField(rng, 1, 12, monthNames)
	}
	e.text = strings.Join(texts[1:], " ")
	if rng.IntN(4) == 0 {
		texts[0], e.seconds, _ = drawField(rng, 0, 59, nil)
		e.text = strings.Join(texts[:], " ")
	}
	return e
}

func lastOf(day time.Time) int {
	return time.Date(day.Year(), day.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func (e *drawn) drawSpecialDay(rng *rand.Rand, text *string) {
	n := 1 + rng.IntN(30)
	switch rng.IntN(8) {
	case 0:
		*text += ",L"
		e.days = append(e.days, func(day time.Time) bool { return day.AddDate(0, 0, 1).Day() == 1 })
	case 1:
		*text += fmt.Sprintf(",l-%d", n)
		e.days = append(e.days, func(day time.Time) bool { return day.Day() == lastOf(day)-n })
	case 2:
		*text += ",LW"
		e.days = append(e.days, func(day time.Time) bool {
			d := time.Date(day.Year(), day.Month()+1, 0, 0, 0, 0, 0, time.UTC)
			for d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
				d = d.AddDate(0, 0, -1)
			}
			return d.Equal(day)
		})
	case 3:
		*text += fmt.Sprintf(",%dW", n)
		e.days = append(e.days, func(day time.Time) bool {
			d := time.Date(day.Year(), day.Month(), n, 0, 0, 0, 0, time.UTC)
			if d.Month() != day.Month() {
				return false
			}
			for _, by := range []int{0, -1, 1, -2, 2} { // The nearest of this month.
				near := d.AddDate(0, 0, by)
				if near.Month() == d.Month() && near.Weekday() != time.Saturday && near.Weekday() != time.Sunday {
					return near.Equal(day)
				}
			}
			return false
		})
	}
}

func (e *drawn) drawSpecialWeekday(rng *rand.Rand, text *string) {
	w, n := rng.IntN(7), 1+rng.IntN(5)
	switch rng.IntN(6) {
	case 0:
		*text += fmt.Sprintf(",%s#%d", dayNames[w], n)
		e.weekdays = append(e.weekdays, func(day time.Time) bool {
			return int(day.Weekday()) == w && day.AddDate(0, 0, -7*(n-1)).Month() == day.Month() &&
				day.AddDate(0, 0, -7*n).Month() != day.Month()
		})
	case 1:
		*text += fmt.Sprintf(",%d#L", w)
		e.weekdays = append(e.weekdays, func(day time.Time) bool {
			return int(day.Weekday()) == w && day.AddDate(0, 0, 7).Month() != day.Month()
		})
	}
}

// on reports whether a local day matches.
func (e *drawn) on(day time.Time) bool {
	is := func(match func(time.Time) bool) bool { return match(day) }
	dom := e.dom[day.Day()] || slices.ContainsFunc(e.days, is)
	dow := e.dow[int(day.Weekday())] || slices.ContainsFunc(e.weekdays, is)
	if e.domStar || e.dowStar {
		return e.months[int(day.Month())] && dom && dow
	}
	return e.months[int(day.Month())] && (dom || dow)
}

// wall is what the clock on the wall of a zone shows around a time.
type wall struct {
	begin int64      // the first nominal time, as if it were UTC
	step  int64      // seconds from one to the next
	shown [][2]int64 // when each is shown, for the first time and for the last; 0: never
}

// newWall looks at the clock at each step from one time to another. None of them may be 0, the beginning of 1970.
func newWall(zone *time.Location, from, to, step int64) *wall {
	const spare = 26 * 60 * 60 // No zone is further from UTC.
	w := &wall{begin: from - spare, step: step, shown: make([][2]int64, (to-from+2*spare)/step)}
	for at := from; at < to; at += step {
		t := time.Unix(at, 0).In(zone)
		year, month, day := t.Date()
		hour, minute, second := t.Clock()
		when := &w.shown[(time.Date(year, month, day, hour, minute, second, 0, time.UTC).Unix()-w.begin)/step]
		if when[1] = at; when[0] == 0 {
			when[0] = at
		}
	}
	for w.shown[0][0] == 0 {
		w.shown, w.begin = w.shown[1:], w.begin+step
	}
	for w.shown[len(w.shown)-1][0] == 0 {
		w.shown = w.shown[:len(w.shown)-1]
	}
	return w
}

// occurrences are all the times in which an expression comes from one time to another, found by trying each nominal
// time that there is around them.
func (w *wall) occurrences(e *drawn, from, to int64) []int64 {
	var list []int64
	today, matches := int64(-1), false
	for i := range w.shown {
		n := w.begin + int64(i)*w.step
		t := time.Unix(n, 0).UTC()
		if day := t.Truncate(24 * time.Hour); day.Unix() != today {
			today, matches = day.Unix(), e.on(day)
		}
		if !matches || !e.hours[t.Hour()] || !e.minutes[t.Minute()] {
			continue
		}
		for _, at := range w.when(e, i) {
			for second := range e.seconds {
				if w.step > 1 {
					list = append(list, at+int64(second))
				} else if second == t.Second() {
					list = append(list, at)
				}
			}
		}
	}
	slices.Sort(list)
	list = slices.Compact(list)
	return slices.DeleteFunc(list, func(at int64) bool { return at <= from || at > to })
}

// when returns when a nominal time comes for an expression that it matches.
func (w *wall) when(e *drawn, i int) []int64 {
	shown := func(i int) bool { return w.shown[i][0] != 0 }
	switch {
	case shown(i) && e.hourStar:
		return w.shown[i][:]
	case shown(i):
		return w.shown[i][:1]
	case e.hourStar:
		return nil
	}
	gap := 1 // How many nominal times around this one the clock does not show.
	for n := i - 1; !shown(n); n-- {
		gap++
	}
	for n := i + 1; !shown(n); n++ {
		gap++
	}
	return w.shown[i+gap][:1]
}
