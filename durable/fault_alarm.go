package durable

import (
	"time"

	"dolab/actor"
)

// wish asks for trouble with a wish on its way to the manager: how much later it arrives, and what becomes of taking it
// there: it is taken, refused, or lost without anybody noticing.
func (s *scheduler) wish(where string, o *object) (late time.Duration, take func(func() error) error) {
	take = func(take func() error) error { return take() }
	f, struck := o.fault(where, nil)
	switch {
	case !struck:
	case f.Do == "delay":
		late = f.Delay(s.rt.w)
	case f.Do == "error":
		err := s.rt.failure(f)
		take = func(func() error) error { return err }
	case f.Do == "drop":
		take = func(func() error) error { return nil }
	}
	return late, take
}

// armedStruck asks for trouble where the manager knows an earlier alarm and the disk does not.
func (i *instance) armedStruck() bool {
	_, struck := i.obj.fault("alarm.armed", nil)
	if struck {
		i.crash()
	}
	return struck
}

// early is how much too early the manager's timer rings.
func (s *scheduler) early(o *object) time.Duration {
	f, struck := o.fault("alarm.timer", nil)
	if !struck {
		return 0
	}
	return f.Delay(s.rt.w)
}

// wake delivers an alarm to its object. One that is lost the manager takes for one that has run: the object goes on
// naming it, and it does not fire.
func (s *scheduler) wake(e *alarmEntry, ev *event) {
	var late time.Duration
	p := e.obj.depart(peerManager, nil)
	f, struck := e.obj.fault("alarm.deliver", nil)
	if struck {
		switch f.Do {
		case "drop":
			at := e.scheduled
			e.obj.asks.Deliver(s.hop(), func() { s.self.Send(func() { s.ended(e, at, alarmOutcome{note: "lost"}) }) })
			return
		case "delay":
			late = f.Delay(s.rt.w)
		case "twice":
			again := ev.copy()
			r := *ev.alarm
			r.ev, again.alarm = again, &r
			again.run = func(i *instance) (any, error) { return i.ring(&r) }
			defer e.link.Deliver(0, func() { p.deliver(again) })
		}
	}
	e.link.Deliver(late, func() { p.deliver(ev) }) // The hop is in the profile's lateness.
}

// acked asks for trouble where a handler has ended and nothing of that is durable. Code of an incarnation that is lost
// there does not go on.
func (i *instance) acked(r *alarmRun) {
	f, struck := i.obj.fault("alarm.ack", nil)
	if !struck {
		return
	}
	if f.Do == "crash" {
		c := i.w.Current()
		i.crash()
		c.Exit()
	}
	r.ack = &f
}

// outcome is what the manager hears of a delivery, and how much later: where the word is lost it hears that the
// connection is, which it does not hold against the object, and tries again.
func (r *alarmRun) outcome(w *actor.World, out alarmOutcome) (_ alarmOutcome, late time.Duration) {
	switch f := r.ack; {
	case f == nil:
	case f.Do == "drop":
		return alarmOutcome{failed: true, note: textLost}, 0
	case f.Do == "delay":
		return out, f.Delay(w)
	}
	return out, 0
}

// restartTime is how long a restart of the manager keeps it from the next.
const restartTime = time.Second

// struck asks for trouble with the manager itself, after each thing it has done for an object.
func (s *scheduler) struck(o *object) {
	if s.rt.w.Now().Before(s.upAt) {
		return
	}
	if _, struck := o.fault("alarm.manager", nil); !struck {
		return
	}
	s.upAt = s.rt.w.Now().Add(restartTime)
	s.rt.w.Trace(actor.Event{Kind: "alarm.restart"})
	if err := s.rt.RestartAlarms(); err != nil {
		bug("restart the alarm manager: %v", err)
	}
}
