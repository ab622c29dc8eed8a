package calendar

import (
	"math"
	"time"
)

// margin is how far a clock change reaches, in seconds: a gap or a repeat is 24 hours at most, and so is the difference
// between a clock on the wall and UTC.
const margin = 4 * daySeconds

// period is a time in which a zone's offset does not change, in seconds since 1970. The offset is what the clock on the
// wall is ahead of UTC. The period behind it may have the same.
type period struct{ begin, end, offset int64 }

// shown is what the clock on the wall shows during a period.
func (p period) shown() span { return span{p.begin + p.offset, p.end + p.offset, p.offset} }

// span is a stretch of nominal times: each happens offset seconds before it would in UTC. Nominal times are seconds
// since 1970 as a clock on the wall counts them.
type span struct{ begin, end, offset int64 }

// walk is a zone's periods in their order, from one instant on.
type walk struct {
	zone    *time.Location
	periods []period
	at      int64 // where the periods found so far end
}

// add finds the next period.
func (w *walk) add() {
	offset := w.offset(w.at)
	end := int64(math.MaxInt64 / 2)
	if _, bound := time.Unix(w.at, 0).In(w.zone).ZoneBounds(); !bound.IsZero() {
		end = bound.Unix()
	}
	if end <= w.at {
		end = w.change(w.at, w.at+daySeconds)
	}
	w.periods = append(w.periods, period{w.at, end, offset})
	w.at = end
}

func (w *walk) offset(at int64) int64 {
	_, offset := time.Unix(at, 0).In(w.zone).Zone()
	return int64(offset)
}

// change returns the first time after begin at which the offset is that of end, and end where it is that already. It
// stands in for time.ZoneBounds on the last day of leap years, for which that gives a bound that is over (go1.26).
func (w *walk) change(begin, end int64) int64 {
	before, after := w.offset(begin), w.offset(end)
	if before == after {
		return end
	}
	for end-begin > 1 {
		if middle := (begin + end) / 2; w.offset(middle) == before {
			begin = middle
		} else {
			end = middle
		}
	}
	return end
}

// period returns period n.
func (w *walk) period(n int) period {
	for len(w.periods) <= n {
		w.add()
	}
	return w.periods[n]
}

// shown returns the nominal times of period n, with when they happen. For an hour of * they are all that the clock
// shows, else those that no earlier period has shown.
func (w *walk) shown(n int, star bool) []span {
	p := w.period(n)
	spans := []span{p.shown()}
	for i := n - 1; i >= 0 && w.periods[i].end > p.begin-margin && !star; i-- {
		spans = without(spans, w.periods[i].shown())
	}
	return spans
}

// missing returns the nominal times that no period shows, because the clock leaves them out at the end of period n.
func (w *walk) missing(n int) []span {
	gap, found := w.gap(n)
	if !found {
		return nil
	}
	end := w.period(n).end
	for w.at < end+margin {
		w.add()
	}
	first := n
	for first > 0 && w.periods[first-1].end > end-margin {
		first--
	}
	spans := []span{gap}
	for i := first; i < len(w.periods) && w.periods[i].begin < end+margin; i++ {
		spans = without(spans, w.periods[i].shown())
		if earlier, found := w.gap(i); found && i < n {
			spans = without(spans, earlier)
		}
	}
	return spans
}

// gap returns the nominal times that the clock leaves out at the end of period n. They happen as if it had not.
func (w *walk) gap(n int) (span, bool) {
	p := w.period(n)
	if p.end >= secondMax+margin {
		return span{}, false
	}
	next := w.period(n + 1)
	return span{p.end + p.offset, p.end + next.offset, p.offset}, next.offset > p.offset
}

// without returns what is left of spans when another is taken out of them.
func without(spans []span, out span) []span {
	var left []span
	for _, s := range spans {
		if out.end <= s.begin || s.end <= out.begin {
			left = append(left, s)
			continue
		}
		if s.begin < out.begin {
			left = append(left, span{s.begin, out.begin, s.offset})
		}
		if out.end < s.end {
			left = append(left, span{out.end, s.end, s.offset})
		}
	}
	return left
}
