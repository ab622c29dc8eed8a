package alarms

import "time"

// CatchUp is what becomes of the occurrences of a recurrent schedule that could not run in time: the object was
// unreachable, or a run, or its retries, took longer than the period.
type CatchUp uint8

const (
	// CatchUpOne runs the oldest once for all that were missed, however late.
	CatchUpOne CatchUp = iota
	// CatchUpAll runs each of them, one native alarm each.
	CatchUpAll
	// CatchUpSkip runs none that is later than its grace.
	CatchUpSkip
)

// graceMillis is how late an occurrence may be under CatchUpSkip if nothing else is said.
const graceMillis = int64(time.Minute / time.Millisecond)

// late reports whether a row's occurrence is passed over for its lateness. One that has begun to run is not.
func (s *spec) late(r *row, now int64) bool {
	if s.CatchUp != CatchUpSkip || !r.kind.recurs() || r.attempt > 0 {
		return false
	}
	grace := s.Grace
	if grace == 0 {
		grace = graceMillis
	}
	return now-r.at > grace
}

// follow moves a row to its next occurrence. Passed says how many were passed over on an interval. It reports false
// where there is none.
func (a *Alarms) follow(r *row, s *spec, now int64) (passed int64, found bool, err error) {
	from := r.due
	if s.CatchUp != CatchUpAll {
		from = max(from, now)
	}
	switch r.kind {
	case KindInterval:
		n := (from-r.due)/s.Every + 1
		passed = n - 1
		r.due += n * s.Every
	case KindCron:
		c, err := a.calendar(s.Cron, s.Zone)
		if err != nil {
			return 0, false, err
		}
		if r.due, found = nextOf(c, from); !found {
			return 0, false, nil
		}
	}
	if millis(r.due).Year() > yearMax {
		return passed, false, nil
	}
	r.at, r.attempt, r.err, r.key = r.due, 0, "", ""
	if s.Jitter > 0 {
		r.at += int64(a.st.Choose("alarms.jitter", int(s.Jitter)+1))
	}
	return passed, true, nil
}
