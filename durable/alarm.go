package durable

import (
	"dolab/durable/platform"
)

// arm asks the manager for an earlier time and calls done with its answer. A move-later in flight comes first.
func (a *objectAlarm) arm(i *instance, at instant, done func(error)) {
	ask := func() { i.request(platform.AtAlarmArm, at, done) }
	if a.laterInFlight {
		a.afterLater = ask
		return
	}
	ask()
}

// later tells the manager a later time, or none. It may fail: the alarm then fires early and finds out. One such
// request is under way at a time; its answer looks again what there is to tell.
func (a *objectAlarm) later(i *instance, at instant) {
	a.noLaterThan = at
	if a.laterInFlight {
		a.chained(at)
		return
	}
	a.laterInFlight = true
	i.request(platform.AtAlarmLater, at, func(error) {
		a.laterInFlight = false
		if a.next(i) {
			return
		}
		if told := a.afterTold; told != nil {
			a.afterTold = nil
			told()
		}
		if next := a.afterLater; next != nil {
			a.afterLater = nil
			next()
			return
		}
		a.catchUp(i)
	})
}

// arrived is catchUp where a commit has reached the disk.
func (a *objectAlarm) arrived(i *instance) {
	if !a.noLaterThan.before(a.confirmed) {
		return
	}
	if a.syncStruck(i) {
		a.later(i, a.confirmed)
		return
	}
	a.catchUp(i)
}

// catchUp tells the manager what the disk has where that is later than what the manager knows. It waits for changes
// that are on their way to the disk: told of the state before them, the manager would stay later than the disk until
// the next look.
func (a *objectAlarm) catchUp(i *instance) {
	if !i.dead && !a.laterInFlight && a.version == a.durable && a.noLaterThan.before(a.confirmed) {
		a.later(i, a.confirmed)
	}
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

// putAlarm writes the object's copy. What it is already is not written, and the manager does not hear of it: neither
// of an alarm that is set, in its own run, for the time it runs for [N2].
func (i *instance) putAlarm(at instant, confirm bool) error {
	old, err := i.alarm.stored(i.obj.db)
	if err != nil || old == at {
		return storageError(err)
	}
	if err := i.write("alarm", confirm); err != nil {
		return err
	}
	i.alarm.version++
	if at.set {
		_, err = i.obj.db.SetAlarm(at.ns)
	} else {
		_, err = i.obj.db.DeleteAlarm()
	}
	return storageError(err)
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
