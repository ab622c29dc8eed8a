package scheduler

import (
	"time"

	"dolab/actor"
	"dolab/actor/fault"
	"dolab/durable/platform"
)

// fate is what a fault makes of a request on its way. The zero value is that it is taken as it arrives.
type fate struct {
	late    time.Duration // arrives that much later
	refused error         // is not taken, and this is the answer
	dropped bool          // is not taken, without a notice
	behind  bool          // is answered as it arrives, and taken …
	after   time.Duration // … that much later, behind what is asked for meanwhile
}

// requestFault asks for a fault of a request that leaves.
func (s *Scheduler) requestFault(r Request) fate {
	f, struck := r.Object.Fault(r.Point, func(c fault.Condition) bool {
		return !r.At.IsZero() == (c == platform.IfSet)
	})
	switch {
	case !struck:
	case f.Do == platform.DoDelay:
		return fate{late: f.Delay(s.w)}
	case f.Do == platform.DoReorder:
		return fate{behind: true, after: f.Delay(s.w)}
	case f.Do == platform.DoError:
		return fate{refused: s.failure(f.Name)}
	case f.Do == platform.DoDrop:
		return fate{dropped: true}
	}
	return fate{}
}

// meet lets a request that has arrived meet its fate, and returns the answer.
func (s *Scheduler) meet(m arrived) error {
	switch f := m.fate; {
	case f.refused != nil:
		return f.refused
	case f.dropped:
		return nil
	case f.behind:
		s.w.After(f.after, func() { s.self.Send(overtaken{m.request}) })
		return nil
	}
	return s.take(m.request)
}

// overtaken takes a request that has come late.
func (s *Scheduler) overtaken(r Request) {
	s.w.Trace(actor.Event{Kind: "alarm.overtaken", Who: r.Object.Label(), What: Text(r.At)})
	if err := s.take(r); err != nil {
		bug("take a late request of %s: %v", r.Object.Label(), err)
	}
}

// timerFault draws how much too early the timer of an alarm rings.
func (s *Scheduler) timerFault(l *line) (early time.Duration) {
	if f, struck := l.object.Fault(platform.AtAlarmTimer, nil); struck {
		return f.Delay(s.w)
	}
	return 0
}

// deliverFault asks for a fault of a delivery: how much later it arrives, whether a copy follows it, or that it is
// lost.
func (s *Scheduler) deliverFault(l *line) (late time.Duration, twice, lost bool) {
	f, struck := l.object.Fault(platform.AtAlarmDeliver, nil)
	switch {
	case !struck:
	case f.Do == platform.DoDrop:
		return 0, false, true
	case f.Do == platform.DoDelay:
		return f.Delay(s.w), false, false
	case f.Do == platform.DoTwice:
		return 0, true, false
	}
	return 0, false, false
}

// retryFault asks for a fault where a try has failed, and reports whether the scheduler waits for no other.
func (s *Scheduler) retryFault(l *line, counted bool) bool {
	f, struck := l.object.Fault(platform.AtAlarmRetry, func(c fault.Condition) bool {
		return counted == (c == platform.IfCounted)
	})
	switch {
	case !struck:
	case f.Do == platform.DoAbandon:
		s.giveUp(l)
	case f.Do == platform.DoRestart:
		s.restart()
	}
	return struck
}

// abandonFault asks for a fault of the message that an alarm is given up: how much later it arrives, or why it does
// not.
func (s *Scheduler) abandonFault(l *line) (late time.Duration, refused error) {
	f, struck := l.object.Fault(platform.AtAlarmAbandon, nil)
	switch {
	case !struck:
		return 0, nil
	case f.Do == platform.DoDelay:
		return f.Delay(s.w), nil
	}
	return 0, s.failure(f.Name)
}

// restartTime is how long a restart by a fault keeps the scheduler from the next.
const restartTime = time.Second

// managerFault asks for a fault of the scheduler itself, after each thing it has done for an object.
func (s *Scheduler) managerFault(l *line) {
	if s.w.Now().Before(s.upAt) {
		return
	}
	if _, struck := l.object.Fault(platform.AtAlarmManager, nil); !struck {
		return
	}
	s.upAt = s.w.Now().Add(restartTime)
	s.restart()
}

func (s *Scheduler) restart() {
	s.w.Trace(actor.Event{Kind: "alarm.restart"})
	if err := s.Restart(); err != nil {
		bug("restart: %v", err)
	}
}

// failure returns the error of a row of the catalogue.
func (s *Scheduler) failure(name string) error {
	row, found := platform.FailureByName(name)
	if !found {
		bug("the catalogue has no row %q", name)
	}
	return row.Err(s.w)
}
