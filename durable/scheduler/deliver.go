package scheduler

import (
	"time"

	"dolab/actor"
	"dolab/durable/platform"
)

// rang delivers an alarm, unless the timer that has rung was replaced since.
func (s *Scheduler) rang(m rang) {
	l, e := m.line, m.line.entry
	if e == nil || e.state == Started || e.ring != m.number {
		return
	}
	e.timer, e.ring, e.state = nil, 0, Started
	s.w.Trace(actor.Event{Kind: "alarm.fire", Who: l.object.Label(), What: Text(e.scheduled), N: int64(e.retries)})
	s.deliver(l, e)
	s.managerFault(l)
}

// deliver sends an alarm to its object. The hop is in the profile's lateness. An alarm that a fault loses counts as one
// that has run: the object goes on naming it, and it does not fire.
func (s *Scheduler) deliver(l *line, e *entry) {
	d := Delivery{Object: l.object, Entry: e.number, At: e.scheduled, Retries: e.retries}
	sent := s.depart(l)
	late, twice, lost := s.deliverFault(l)
	if lost {
		m := reported{Report{Delivery: d, Outcome: Outcome{Note: "lost"}, Refused: true}, uncut}
		l.asks.Deliver(s.hop(), func() { s.self.Send(m) })
		return
	}
	e.link.Deliver(late, func() { s.arrive(l, d, sent) })
	if twice {
		d.Copy = true
		e.link.Deliver(0, func() { s.arrive(l, d, sent) })
	}
}

// arrive is the end of a delivery's way. That the link was cut the scheduler's own side notices, and reports.
func (s *Scheduler) arrive(l *line, d Delivery, sent time.Duration) {
	err := s.lost(l, sent)
	switch {
	case err == nil:
		l.object.Deliver(d)
	case !d.Copy:
		s.Report(Report{Delivery: d, Outcome: Outcome{Failed: true, Note: err.Error()}, Refused: true})
	}
}

// Report tells the outcome of a delivery. Reports take the way of requests: a request that the handler made arrives
// before the handler's outcome.
func (s *Scheduler) Report(r Report) {
	l := s.line(r.Delivery.Object)
	m := reported{r, uncut}
	if !r.Refused && !r.Delivery.GivenUp {
		m.sent = s.depart(l)
	}
	l.asks.Deliver(s.hop()+r.Late, func() { s.self.Send(m) })
}

// reported takes an outcome, if its entry still waits for it. It does not hold a report that was lost against the
// object.
func (s *Scheduler) reported(m reported) {
	d, out := m.report.Delivery, m.report.Outcome
	l := s.lines[d.Object]
	if s.lost(l, m.sent) != nil {
		out = Outcome{Failed: true, Note: platform.TextLost}
	}
	e, awaited := l.entry, Started
	if d.GivenUp {
		awaited = Finished
	}
	if e == nil || e.number != d.Entry || e.state != awaited || !e.scheduled.Equal(d.At) {
		return
	}
	if d.GivenUp {
		s.givenUp(l, out)
		return
	}
	s.ended(l, out)
}

// ended decides what follows a run.
func (s *Scheduler) ended(l *line, out Outcome) {
	e := l.entry
	if !e.queued.IsZero() {
		s.schedule(l, e, e.queued)
		return
	}
	e.state = Finished
	switch {
	case out.Abandon, out.Failed && e.retries >= RetriesMax:
		s.giveUp(l)
	case !out.Failed:
		s.drop(l)
	case !s.retryFault(l, out.Counted):
		s.after(l, e.again(out.Counted, func(n int) int { return s.w.Choose("alarm.jitter", n) }))
	}
}

// giveUp tells the object to clear its copy. Until the object reports that, the entry stays [G19].
func (s *Scheduler) giveUp(l *line) {
	e := l.entry
	s.w.Trace(actor.Event{Kind: "alarm.abandon", Who: l.object.Label(), What: Text(e.scheduled), N: int64(e.retries)})
	d := Delivery{Object: l.object, Entry: e.number, At: e.scheduled, GivenUp: true}
	late, refused := s.abandonFault(l)
	e.link.Deliver(s.hop()+late, func() {
		if refused != nil {
			s.Report(Report{Delivery: d, Outcome: Outcome{Failed: true, Note: refused.Error()}, Refused: true})
			return
		}
		l.object.Deliver(d)
	})
}

// givenUp drops an entry whose object has cleared its copy. What the object asked for instead has arrived before.
func (s *Scheduler) givenUp(l *line, out Outcome) {
	e := l.entry
	switch {
	case out.Failed:
	case !e.queued.IsZero():
		s.schedule(l, e, e.queued)
	default:
		s.drop(l)
	}
}

// drop removes an alarm that is over, from memory and from the table.
func (s *Scheduler) drop(l *line) {
	l.forget()
	err := s.open(l.table)
	if err == nil {
		err = l.store(time.Time{})
	}
	if err == nil {
		l.table.whenDurable(func(error) {}) // A row that stays wakes its object once too often, and that notices it.
	}
	if err != nil {
		bug("lost the table of %s: %v", l.table.class, err)
	}
}
