package durable

import (
	"time"

	"dolab/durable/platform"
	"dolab/durable/scheduler"
)

// admit decides whether a delivered alarm may enter: one runs at a time, one more may wait, and a delivery of
// the time of either joins it [G9].
func (r *alarmRun) admit(i *instance) bool {
	a := &i.alarm
	if a.running == nil {
		a.running = r
		return true
	}
	for _, before := range []*alarmRun{a.running, a.waiting} {
		if before != nil && before.scheduled == r.scheduled {
			before.joined = append(append(before.joined, r.ev), r.joined...)
			return false
		}
	}
	if old := a.waiting; old != nil {
		for _, ev := range append(old.joined, old.ev) {
			i.forget(ev)
			ev.answer(scheduler.Outcome{Note: "replaced"}, nil)
		}
	}
	a.waiting = r
	return false
}

// alarmLimit is how long an alarm handler may take [G10].
const alarmLimit = 15 * time.Minute

// ring lets the object's host run the handler for a delivery, on the event's coroutine.
func (i *instance) ring(r *alarmRun, end func(any, error)) {
	a := &i.alarm
	r.moves = a.moves
	run, err := a.handler(i, r.scheduled)
	switch {
	case err != nil:
		end(nil, err)
		return
	case !run:
		i.trace("alarm.cancel", r.scheduled.String(), "")
		end(scheduler.Outcome{Note: "cancelled"}, nil)
		return
	case !i.hosted.Has(HandlerAlarm):
		end(scheduler.Outcome{Note: platform.TextNoAlarmRun}, i.finishAlarm())
		return
	}
	a.inHandler, r.began = true, true
	i.obj.used.rang()
	stop := i.limitTo(alarmLimit, func() {
		i.die(&platform.Error{Name: "Error", Message: platform.TextAlarmWall, Overloaded: true, DurableObjectReset: true, User: true})
	})
	over := i.auditRing(r.scheduled.time())
	info := AlarmInfo{RetryCount: r.retries, IsRetry: r.retries > 0, ScheduledTime: r.scheduled.time()}
	i.hosted.Alarm(Reply[None]{i, func(_ any, err error) {
		stop()
		over()
		end(i.rung(r, err))
	}}, info)
}

// handler decides at arming time what becomes of a delivered alarm [G8]: it runs, with deferred deletion or
// without, or it is cancelled, after the manager has been told the right time.
func (a *objectAlarm) handler(i *instance, scheduled instant) (run bool, err error) {
	stored, err := a.stored(i.obj.db)
	if err != nil {
		return false, err
	}
	if a.asks == 0 && scheduled.before(a.noLaterThan) {
		a.noLaterThan = scheduled // All that the manager has is a request of the last incarnation, whose commit was lost.
	}
	if stored == scheduled {
		a.deferredDelete = true
		return true, nil
	}
	if a.version != a.durable { // Also where it has come back to what the disk has: what is on its way is another.
		a.deferredDelete = false
		return true, nil
	}
	if now := i.now().UnixNano(); stored.before(instant{now, true}) {
		a.deferredDelete = true
		return true, nil
	}
	later := scheduled.before(stored)
	if later {
		a.noLaterThan = stored
	}
	k := i.w.Current().Waker()
	i.request(platform.AtAlarmArm, stored, func(err error) {
		if err == nil && !later {
			a.noLaterThan = stored
		}
		k.Wake(err)
	})
	err, _ = i.park("the alarm manager to take the right time", stored.String()).(error)
	return false, err
}

// rung is what the alarm manager is told of a run whose handler has ended.
func (i *instance) rung(r *alarmRun, err error) (any, error) {
	a := &i.alarm
	a.inHandler = false
	if i.ghost != nil { // Its end cannot be stored: the manager asks the successor.
		return nil, i.ghost.refusal
	}
	i.acked(r)
	if err != nil {
		a.deferredDelete = false
		i.trace("alarm.failed", err.Error(), "")
		return scheduler.Outcome{Failed: true, Counted: true, Note: err.Error()}, nil
	}
	return scheduler.Outcome{}, i.finishAlarm()
}

// finishAlarm deletes the alarm that has fired, if that was put off and nothing has been set since.
func (i *instance) finishAlarm() error {
	if !i.alarm.deferredDelete {
		return nil
	}
	i.alarm.deferredDelete = false
	return i.putAlarm(instant{}, true)
}

// abandon is the manager giving up an alarm: the object's copy goes if it is still that one and no handler runs [G19].
// To the manager this is as a run that succeeds: if the object has another, it is told so (workerd:
// ActorSqlite::abandonAlarm).
func (i *instance) abandon(r *alarmRun) error {
	a := &i.alarm
	r.moves, r.alone = a.moves, a.asks == 0
	stored, err := a.stored(i.obj.db)
	if err != nil || a.inHandler || stored != r.scheduled {
		return err
	}
	return i.putAlarm(instant{}, true)
}

// ended notes what the run leaves behind, and returns what reports it and then lets answer run.
func (r *alarmRun) ended(i *instance, v any, answer func()) (out func()) {
	r.version = i.alarm.version
	return func() { r.report(i, v, answer) }
}

// report lets next tell the manager of a delivery's outcome. Of one that succeeded the manager drops its copy. Another
// event may have set an alarm that rests on that copy, as the earlier one: the manager is told of it first, although it
// may not be durable yet, since a crash behind its commit would lose it.
//
// The report waits until the disk has what replaces the alarm that has run, also where that was written unconfirmed. It
// waits too while a request for an earlier alarm is under way: if that fails, only the manager's copy wakes the object.
func (r *alarmRun) report(i *instance, v any, next func()) {
	a := &i.alarm
	out, ok := v.(scheduler.Outcome)
	want, again, err := a.wanted(i, r)
	if !ok || out.Failed || err != nil {
		next()
		return
	}
	if a.durable < r.version || i.commits.arming {
		a.afterReached = append(a.afterReached, func() { r.report(i, v, next) })
		return
	}
	tell := again || r.alone && want != r.scheduled || a.noLaterThan.before(want)
	if !want.set || !tell {
		if a.noLaterThan == r.scheduled && want != r.scheduled {
			a.noLaterThan = instant{} // With this report it is used up: the next alarm is asked for.
		}
		next()
		return
	}
	if a.laterInFlight {
		a.afterTold = func() { r.report(i, v, next) }
		return
	}
	a.later(i, want)
	next() // Behind that request, by the same way.
}

// wanted returns the alarm that a run which succeeded leaves behind: the earliest of the row, of those that commits are
// taking to the disk, and of the disk's, if that is not the one that has run. Again tells that it is for the very time
// that has run, and was set anew.
func (a *objectAlarm) wanted(i *instance, r *alarmRun) (want instant, again bool, err error) {
	anew := r.again || a.moves != r.moves
	want, err = a.stored(i.obj.db)
	for _, sent := range a.sent {
		if sent.at.before(want) && (anew || sent.at != r.scheduled) {
			want = sent.at
		}
	}
	if a.confirmed.before(want) && (r.again || a.confirmed != r.scheduled) {
		want = a.confirmed
	}
	return want, anew && want == r.scheduled, err
}

// over ends the running delivery and lets the waiting one in.
func (r *alarmRun) over(i *instance, v any, err error) {
	a := &i.alarm
	a.running = nil
	for _, ev := range r.joined {
		i.forget(ev)
		ev.answer(v, err)
	}
	if next := a.waiting; next != nil && !i.dead {
		a.waiting = nil
		i.self.Send(next.ev)
	}
}
