package alarms

import (
	"fmt"
	"time"

	"dolab/alarms/calendar"
)

// CatchUp is what becomes of the occurrences of a recurrent schedule that were missed: nothing could run them in time,
// because the object was unreachable. An occurrence with jitter is missed once all its jitter has passed.
//
// What falls due while a run of its schedule goes on, or is tried again, is passed over under CatchUpOne and
// CatchUpSkip, and run under CatchUpAll.
type CatchUp uint8

const (
	// CatchUpOne runs the oldest once for all that were missed, however late.
	CatchUpOne CatchUp = iota
	// CatchUpAll runs each of them, one native alarm each.
	CatchUpAll
	// CatchUpSkip runs the newest of them once for all, if it is not later than its grace, and else none.
	CatchUpSkip
)

// graceMillis is how late an occurrence may be under CatchUpSkip if nothing else is said.
const graceMillis = int64(time.Minute / time.Millisecond)

// graceOf is how late an occurrence may run, in milliseconds.
func (s *spec) graceOf() int64 {
	if s.Grace == 0 {
		return graceMillis
	}
	return s.Grace
}

// overdue says why a row's occurrence is passed over instead of run, "" if it is not: it is too late, or a newer one
// was missed as well. One that has begun to run is not passed over.
func (a *Schedules) overdue(r *row, s *spec, now int64) string {
	if s.CatchUp != CatchUpSkip || !r.kind.recurs() || r.attempt > 0 {
		return ""
	}
	if now-r.at > s.graceOf() {
		return "too late"
	}
	t, err := a.timetable(r, s)
	if err != nil {
		return "" // What follows it will say so.
	}
	if next, found := t.next(r.due, r.due); found && next <= now-s.Jitter {
		return "a newer one is due"
	}
	return ""
}

// timetable is the occurrences of a recurrent schedule: a grid, or a calendar. Its times are milliseconds.
type timetable struct {
	every int64
	cron  *calendar.Calendar // nil: a grid
}

func (a *Schedules) timetable(r *row, s *spec) (t timetable, err error) {
	if r.kind == KindCron {
		t.cron, err = a.calendar(s.Cron, s.Zone)
	} else if t.every = s.Every; t.every <= 0 {
		err = fmt.Errorf("stored schedule: every %d ms: %w", t.every, ErrInterval)
	}
	return t, err
}

// next returns the first occurrence after from; due is one of them, and not later than from. It reports false where the
// native alarm takes none.
func (t timetable) next(due, from int64) (int64, bool) {
	if t.cron != nil {
		return nextOf(t.cron, from)
	}
	next := due + ((from-due)/t.every+1)*t.every
	return next, millis(next).Year() <= yearMax
}

// newest returns the last occurrence up to a time, if that is later than due.
func (t timetable) newest(due, until int64) (int64, bool) {
	if t.cron != nil {
		newest, found := t.cron.Newest(millis(due), millis(until))
		return newest.UnixMilli(), found
	}
	newest := due + (until-due)/t.every*t.every
	return newest, newest > due
}

// passedMax is how many occurrences of a calendar are counted as passed over.
const passedMax = 100

// passed says how many occurrences lie between two of them, "" for none.
func (t timetable) passed(due, next int64) string {
	if t.cron == nil {
		if n := (next-due)/t.every - 1; n > 0 {
			return fmt.Sprintf("%d that were due meanwhile", n)
		}
		return ""
	}
	n := 0
	for at, found := nextOf(t.cron, due); found && at < next; at, found = nextOf(t.cron, at) {
		if n++; n == passedMax {
			return fmt.Sprintf("%d or more that were due meanwhile", n)
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d that were due meanwhile", n)
}

// follow moves a row to the occurrence that runs next, and says which were passed over. It reports false where there is
// none.
//
// Occurrences whose jitter may still run are not passed over, however many periods it spans: none is lost, and each
// runs between its due time and its jitter's end, not before the one before it.
//
// After a run, what fell due meanwhile is passed over. Where the row's own occurrence is passed over for being overdue,
// the newest that was missed may run.
func (a *Schedules) follow(r *row, s *spec, now int64, overdue bool) (passed string, found bool, err error) {
	t, err := a.timetable(r, s)
	if err != nil {
		return "", false, err
	}
	due, from := r.due, r.due
	if s.CatchUp != CatchUpAll {
		from = max(from, now-s.Jitter)
	}
	next, found := t.next(due, from)
	before := r.at
	if overdue && (!found || next > now) {
		newest, missed := t.newest(due, from)
		if end := newest + s.Jitter; missed && now-end <= s.graceOf() {
			next, found, before = newest, true, end
		}
	}
	passed = t.passed(due, next)
	if !found {
		return passed, false, nil
	}
	r.due, r.at = next, a.jittered(next, before, s.Jitter)
	r.attempt, r.err, r.key = 0, "", ""
	return passed, true, nil
}

// jittered draws when an occurrence runs: within its jitter, and not before another time.
func (a *Schedules) jittered(due, before, jitter int64) int64 {
	if jitter <= 0 {
		return due
	}
	at := max(due+int64(a.st.Choose("alarms.jitter", int(jitter)+1)), before)
	return min(at, due+jitter, lastMillis)
}
