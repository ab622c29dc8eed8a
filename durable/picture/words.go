package picture

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// sinceStart is a time since the world began, as the page shows it: "15.004 s", "2 m 5.5 s", "3 d 1 h 0 m".
func sinceStart(d time.Duration) string {
	if d < 0 {
		return "−" + sinceStart(-d)
	}
	d = d.Round(time.Microsecond)
	const day = 24 * time.Hour
	switch {
	case d < 100*time.Second:
		return trim(d.Seconds(), 3) + " s"
	case d < time.Hour:
		return fmt.Sprintf("%d m %s s", d/time.Minute, trim((d%time.Minute).Seconds(), 3))
	case d < day:
		return fmt.Sprintf("%d h %d m %s s", d/time.Hour, d%time.Hour/time.Minute, trim((d%time.Minute).Seconds(), 1))
	}
	return fmt.Sprintf("%d d %d h %d m", d/day, d%day/time.Hour, d%time.Hour/time.Minute)
}

// span is how long something takes: "650 ms", "15 s", "2 h".
func span(d time.Duration) string {
	switch a := d.Abs(); {
	case a < time.Millisecond:
		return trim(float64(d)/float64(time.Microsecond), 0) + " µs"
	case a < time.Second:
		return trim(float64(d)/float64(time.Millisecond), 1) + " ms"
	case a < 2*time.Minute:
		return trim(d.Seconds(), 2) + " s"
	case a < 2*time.Hour:
		return trim(d.Minutes(), 1) + " min"
	case a < 48*time.Hour:
		return trim(d.Hours(), 1) + " h"
	}
	return trim(d.Hours()/24, 1) + " days"
}

// trim is a number with at most that many digits behind the point, and none that say nothing.
func trim(f float64, digits int) string {
	text := strconv.FormatFloat(f, 'f', digits, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// millis is a time in milliseconds, to the microsecond.
func millis(d time.Duration) float64 {
	return float64(d.Round(time.Microsecond)) / float64(time.Millisecond)
}
