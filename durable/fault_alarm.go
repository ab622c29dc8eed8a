package durable

import (
	"time"

	"dolab/actor"
	"dolab/actor/fault"
	"dolab/durable/platform"
)

// wish asks for trouble with a wish on its way to the manager: how much later it arrives, and what becomes of taking it
// there: it is taken, refused, lost without anybody noticing, or taken later, behind what is asked for meanwhile.
func (s *scheduler) wish(where string, o *object, at instant) (late time.Duration, take func(func() error) error) {
	take = func(take func() error) error { return take() }
	f, struck := o.fault(where, at.is)
	switch {
	case !struck:
	case f.Do == platform.DoDelay:
		late = f.Delay(s.rt.w)
	case f.Do == platform.DoReorder:
		after := f.Delay(s.rt.w)
		take = func(take func() error) error {
			s.rt.w.After(after, func() { s.self.Send(func() { s.overtaken(o, at, take) }) })
			return nil
		}
	case f.Do == platform.DoError:
		err := s.rt.failure(f.Name)
		take = func(func() error) error { return err }
	case f.Do == platform.DoDrop:
		take = func(func() error) error { return nil }
	}
	return late, take
}

// is is the condition that a wish is for an alarm, or for none.
func (a instant) is(c fault.Condition) bool { return a.set == (c == platform.IfSet) }

// overtaken takes a wish that has come late.
func (s *scheduler) overtaken(o *object, at instant, take func() error) {
	s.rt.w.Trace(actor.Event{Kind: "alarm.overtaken", Who: o.label, What: at.String()})
	if err := take(); err != nil {
		bug("alarm manager lost its table: %v", err)
	}
}

// chainMax is how many wishes a chain has room for; behind it only the newest waits.
const chainMax = 1000

// syncStruck asks for trouble where a commit has reached the disk, and reports whether the manager hears of its alarm
// in any case: stale, although that has changed since; in a chain, although a wish is still under way. The reference
// runtime was like that (workerd until 2025-11-26 and 2026-04-13).
func (a *objectAlarm) syncStruck(i *instance) bool {
	changed := a.version != a.durable
	f, struck := i.obj.fault(platform.AtAlarmSync, func(c fault.Condition) bool {
		switch c {
		case platform.IfChanged:
			return changed
		case platform.IfAsking:
			return a.laterInFlight
		}
		return a.confirmed.is(c)
	})
	return struck && (f.Do == platform.DoStale || !changed)
}

// chained lets a wish wait for those before it.
func (a *objectAlarm) chained(at instant) {
	if len(a.chain) == chainMax {
		a.chain[chainMax-1] = at
		return
	}
	a.chain = append(a.chain, at)
}

// next makes the next wish of the chain, if there is one.
func (a *objectAlarm) next(i *instance) bool {
	if len(a.chain) == 0 {
		return false
	}
	at, last := a.chain[0], a.noLaterThan
	a.chain = a.chain[1:]
	a.later(i, at)
	a.noLaterThan = last
	return true
}

// early is how much too early the manager's timer rings.
func (s *scheduler) early(o *object) time.Duration {
	f, struck := o.fault(platform.AtAlarmTimer, nil)
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
	f, struck := e.obj.fault(platform.AtAlarmDeliver, nil)
	if struck {
		switch f.Do {
		case platform.DoDrop:
			at := e.scheduled
			e.obj.asks.Deliver(s.hop(), func() { s.self.Send(func() { s.ended(e, at, alarmOutcome{note: "lost"}) }) })
			return
		case platform.DoDelay:
			late = f.Delay(s.rt.w)
		case platform.DoTwice:
			again := ev.copy()
			r := *ev.alarm
			r.ev, again.alarm = again, &r
			again.run = func(i *instance, end func(any, error)) { i.ring(&r, end) }
			defer e.link.Deliver(0, func() { p.deliver(again) })
		}
	}
	e.link.Deliver(late, func() { p.deliver(ev) }) // The hop is in the profile's lateness.
}

// acked asks for trouble where a handler has ended and nothing of that is durable. Code of an incarnation that is lost
// there does not go on.
func (i *instance) acked(r *alarmRun) {
	f, struck := i.obj.fault(platform.AtAlarmAck, nil)
	if !struck {
		return
	}
	if f.Do == platform.DoCrash {
		i.exit(i.crash)
		return
	}
	r.ack = &f
}

// outcome is what the manager hears of a delivery, and how much later: where the word is lost it hears that the
// connection is, which it does not hold against the object, and tries again.
func (r *alarmRun) outcome(w *actor.World, out alarmOutcome) (_ alarmOutcome, late time.Duration) {
	switch f := r.ack; {
	case f == nil:
	case f.Do == platform.DoDrop:
		return alarmOutcome{failed: true, note: platform.TextLost}, 0
	case f.Do == platform.DoDelay:
		return out, f.Delay(w)
	}
	return out, 0
}

// retryStruck asks for trouble where a try has failed, and reports whether the manager waits for no other.
func (s *scheduler) retryStruck(e *alarmEntry, out alarmOutcome) bool {
	f, struck := e.obj.fault(platform.AtAlarmRetry, func(c fault.Condition) bool {
		return out.counted == (c == platform.IfCounted)
	})
	switch {
	case !struck:
		return false
	case f.Do == platform.DoAbandon:
		s.abandon(e)
	case f.Do == platform.DoRestart:
		s.restart()
	}
	return true
}

// abandonStruck asks for trouble with the word that an alarm is given up: how much later it arrives, or why it does
// not.
func (s *scheduler) abandonStruck(o *object) (late time.Duration, _ *platform.Error) {
	f, struck := o.fault(platform.AtAlarmAbandon, nil)
	switch {
	case !struck:
		return 0, nil
	case f.Do == platform.DoDelay:
		return f.Delay(s.rt.w), nil
	}
	return 0, s.rt.failure(f.Name)
}

// restartTime is how long a restart of the manager keeps it from the next.
const restartTime = time.Second

// struck asks for trouble with the manager itself, after each thing it has done for an object.
func (s *scheduler) struck(o *object) {
	if s.rt.w.Now().Before(s.upAt) {
		return
	}
	if _, struck := o.fault(platform.AtAlarmManager, nil); !struck {
		return
	}
	s.upAt = s.rt.w.Now().Add(restartTime)
	s.restart()
}

func (s *scheduler) restart() {
	s.rt.w.Trace(actor.Event{Kind: "alarm.restart"})
	if err := s.rt.RestartAlarms(); err != nil {
		bug("restart the alarm manager: %v", err)
	}
}
