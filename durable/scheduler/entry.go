package scheduler

import (
	"time"

	"dolab/actor"
)

// The numbers of retries [G13, G14].
const (
	// RetriesMax is how many counted retries an alarm has: seven runs in all.
	RetriesMax   = 6
	retryStart   = 2 * time.Second
	backoffMax   = 9 // 2 s << 9 = 1024 s
	jitterFactor = 4 // up to a quarter of the delay
)

// State is where an entry stands. The names are the reference runtime's (workerd: AlarmScheduler).
type State string

// The states of an entry.
const (
	Waiting  State = "waiting"  // for its time
	Started  State = "started"  // delivered, the outcome is not known
	Finished State = "finished" // failed, waiting for the next try, or given up
)

// entry is the scheduler's copy of one object's alarm.
type entry struct {
	number    uint64 // no other entry of the world has it
	scheduled time.Time
	state     State
	queued    time.Time // set while one runs or waits for its next try: comes after it; zero for none
	retries   int       // counted
	backoff   int
	uncounted bool // the last retry was not counted
	timer     *actor.Timer
	ring      uint64     // the number of the timer; 0: none is to ring
	link      actor.Link // to the object
}

// add gives the line a new entry, which schedule fills.
func (s *Scheduler) add(l *line) *entry {
	l.entry = &entry{number: s.number(), link: s.w.NewLink()}
	return l.entry
}

// forget drops the line's entry, if there is one, and its timer.
func (l *line) forget() {
	if l.entry != nil {
		l.entry.timer.Stop()
		l.entry = nil
	}
}

// schedule makes e a fresh entry that waits for its time.
func (s *Scheduler) schedule(l *line, e *entry, at time.Time) {
	e.timer.Stop()
	*e = entry{number: e.number, link: e.link, scheduled: at, state: Waiting}
	ahead := at.Sub(s.w.Now()) - s.ahead
	late := s.profile.Late(ahead).Draw(s.w, "alarm.late")
	s.after(l, max(0, ahead-s.timerFault(l))+late)
}

// after sets the timer of the line's entry, in place of any other.
func (s *Scheduler) after(l *line, d time.Duration) {
	m := rang{l, s.number()}
	l.entry.ring = m.number
	l.entry.timer = s.w.After(d, func() { s.self.Send(m) }).For("alarm")
}

// again counts a failed run and returns the delay before the next [G13]. Choose draws the jitter in milliseconds.
func (e *entry) again(counted bool, choose func(n int) int) time.Duration {
	if counted {
		e.retries++
		if e.uncounted {
			e.backoff = 0 // The user's errors do not inherit the platform's backoff [G15].
		}
	}
	e.uncounted = !counted
	d := retryStart << min(e.backoff, backoffMax)
	e.backoff = min(e.backoff, backoffMax) + 1
	return d + time.Duration(choose(int(d.Milliseconds())/jitterFactor+1))*time.Millisecond
}
