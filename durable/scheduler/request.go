package scheduler

import (
	"cmp"
	"time"

	"dolab/actor"
)

// Arm asks for an alarm at r.At. While another runs or waits for its next try, the new one is queued behind it [G17].
// The requests and reports of one object arrive in the order in which they are made.
func (s *Scheduler) Arm(r Request) {
	if r.At.IsZero() {
		bug("arm %s for no time", r.Object.Label())
	}
	s.send(r)
}

// Clear asks for no alarm, whatever r.At is. A run under way goes on [G17].
func (s *Scheduler) Clear(r Request) {
	r.At = time.Time{}
	s.send(r)
}

// send is the asker's half: the request leaves.
func (s *Scheduler) send(r Request) {
	s.w.Trace(actor.Event{Kind: "alarm.ask", Who: r.Object.Label(), What: Text(r.At)})
	l := s.line(r.Object)
	m := arrived{request: r, sent: s.depart(l)}
	m.fate = s.requestFault(r)
	l.asks.Deliver(s.hop()+m.fate.late, func() { s.self.Send(m) })
}

// arrived takes a request and sends the answer.
func (s *Scheduler) arrived(m arrived) {
	l, back := s.lines[m.request.Object], uncut
	err := s.lost(l, m.sent)
	if err == nil {
		err = s.meet(m)
		s.managerFault(l)
		back = s.depart(l)
	}
	l.table.whenDurable(func(failed error) {
		l.answers.Deliver(s.hop(), func() { m.request.From.Answered(m.request, cmp.Or(s.lost(l, back), err, failed)) })
	})
}

// take puts a request into the table, then into memory.
func (s *Scheduler) take(r Request) error {
	l := s.line(r.Object)
	if err := s.open(l.table); err != nil {
		return err
	}
	if r.At.Equal(l.foreseen) {
		l.foreseen = time.Time{}
	}
	if err := l.store(r.At); err != nil {
		return err
	}
	switch e := l.entry; {
	case r.At.IsZero():
		s.remove(l)
	case e == nil:
		s.schedule(l, s.add(l), r.At)
	case e.state != Waiting:
		e.queued = r.At
	default:
		s.schedule(l, e, r.At)
	}
	return nil
}

// Foresee writes into the table the time that an object is about to ask for, before the object's own copy has it. A
// process that is killed after the object's commit and before its request would leave an alarm that never rings. Until
// the request arrives, no other request or report makes the row later or deletes it. The entry in memory does not
// change. A table in memory does not change either: it does not outlive the process.
func (s *Scheduler) Foresee(o Object, at time.Time) error {
	l := s.line(o)
	if err := s.open(l.table); err != nil || l.table.db == nil {
		return err
	}
	l.foreseen = at
	return l.store(at)
}

// store writes into the table the earlier of a time and the foreseen one. The zero time is none: the row is deleted if
// nothing is foreseen either.
func (l *line) store(at time.Time) error {
	if !l.foreseen.IsZero() && (at.IsZero() || l.foreseen.Before(at)) {
		at = l.foreseen
	}
	if at.IsZero() {
		return l.table.delete(l.object.Key())
	}
	return l.table.set(l.object.Key(), at)
}

// remove takes an object's alarm out of memory; one that runs stays until it has ended.
func (s *Scheduler) remove(l *line) {
	e := l.entry
	switch {
	case e == nil:
	case !e.queued.IsZero() && e.state == Started:
		e.queued = time.Time{}
	case !e.queued.IsZero():
		s.schedule(l, e, e.queued)
	case e.state != Started:
		l.forget()
	}
}
