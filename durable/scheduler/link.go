package scheduler

import (
	"math"
	"time"
)

// No partition cuts off two messages, because they would not be repeated: that an alarm is given up [G19], and the one
// by which a fault makes the scheduler lose an alarm.

// uncut is a departure that no cut is later than.
const uncut = time.Duration(math.MaxInt64)

// depart sends a message, in either direction, and returns when it left, for lost.
func (s *Scheduler) depart(l *line) (sent time.Duration) {
	l.object.Depart()
	return s.w.Elapsed()
}

// lost returns, where a message arrives, the error of one that the link has cut off; else nil.
func (s *Scheduler) lost(l *line, sent time.Duration) error {
	if l.object.Cut(sent) {
		return s.failure("L1")
	}
	return nil
}

// hop draws how long a message takes one way.
func (s *Scheduler) hop() time.Duration { return s.profile.AlarmHop.Draw(s.w, "alarm.hop") }
