package scheduler

import (
	"fmt"
	"strings"
	"time"
)

// Entry is what the scheduler has of one object's alarm, as Look shows it. The zero value is none.
type Entry struct {
	Scheduled time.Time // what it is for
	State     State     // where it stands
	Queued    time.Time // set while it runs or waits for its next try: comes after it; zero for none
	Retries   int       // counted ones [G14]
	Backoff   int       // the next try is 2 s << Backoff away [G13]
	Uncounted bool      // the last failure was not counted
	Next      time.Time // when the scheduler's timer rings; zero: no timer, nothing happens by itself
}

// Look returns the entry of an object. It changes nothing.
func (s *Scheduler) Look(o Object) Entry {
	l := s.lines[o]
	if l == nil || l.entry == nil {
		return Entry{}
	}
	e := l.entry
	v := Entry{
		Scheduled: e.scheduled, State: e.state, Queued: e.queued,
		Retries: e.retries, Backoff: e.backoff, Uncounted: e.uncounted,
	}
	if e.timer != nil {
		v.Next = e.timer.At()
	}
	return v
}

// String is one line; "none" for no entry.
func (e Entry) String() string {
	if e.State == "" {
		return "none"
	}
	parts := []string{Text(e.Scheduled) + " " + string(e.State)}
	if !e.Queued.IsZero() {
		parts = append(parts, "queued "+Text(e.Queued))
	}
	if e.Backoff > 0 {
		failed := fmt.Sprintf("retries %d, backoff %d", e.Retries, e.Backoff)
		if e.Uncounted {
			failed += " (not counted)"
		}
		parts = append(parts, failed)
	}
	switch {
	case e.State == Started:
	case e.Next.IsZero():
		parts = append(parts, "no timer")
	case !e.Next.Equal(e.Scheduled):
		parts = append(parts, "rings "+Text(e.Next))
	}
	return strings.Join(parts, ", ")
}

// Ahead returns how far the scheduler's clock is ahead of the world's.
func (s *Scheduler) Ahead() time.Duration { return s.ahead }

// Fire lets the timer of an object's entry ring now. It reports false where there is no timer.
func (s *Scheduler) Fire(o Object) bool {
	l := s.lines[o]
	if l == nil || l.entry == nil || l.entry.timer == nil {
		return false
	}
	l.entry.timer.Stop()
	s.after(l, 0)
	return true
}

// Forget drops what the scheduler has of an object, in memory and in its table. A delivery under way counts for nothing.
func (s *Scheduler) Forget(o Object) {
	if l := s.lines[o]; l != nil && l.entry != nil {
		l.foreseen = time.Time{}
		s.drop(l)
	}
}
