package durable

import (
	"time"

	"dolab/durable/platform"
	"dolab/durable/scheduler"
	"dolab/durable/sqlite"
)

// instant is a time an alarm is set for, or none.
type instant struct {
	ns  int64
	set bool
}

// before reports whether a fires earlier than b, where none fires never.
func (a instant) before(b instant) bool { return a.set && (!b.set || a.ns < b.ns) }

func (a instant) time() time.Time { return time.Unix(0, a.ns).UTC() }

func (a instant) String() string {
	if !a.set {
		return "none"
	}
	return scheduler.Text(a.time())
}

// objectAlarm is the object's copy of its alarm and what it knows of the manager's. The rule that keeps alarms
// from being lost: what the manager has is never later than what is on the disk (workerd: ActorSqlite).
type objectAlarm struct {
	noLaterThan instant        // the manager will wake the object by then
	asks        int            // requests to the manager so far; before the first, noLaterThan is what the disk had
	requests    []alarmRequest // that the manager has not answered
	confirmed   instant        // what the disk has
	version     int            // counts changes
	sent        []sentAlarm    // what commits on their way to the disk have
	committed   instant        // what the newest commit has; a turn that uses the CPU may have changed it since
	issued      int            // … and its version
	moves       int            // counts commits that have another than the one before
	durable     int            // the version that the disk has

	inHandler      bool
	deferredDelete bool // the handler's success deletes the alarm

	laterInFlight bool
	chain         []instant // later ones that wait for it, each for the answer of the one before: only by a fault
	afterLater    func()    // a move-earlier that waits for it
	afterTold     func()    // a report that waits for it
	afterReached  []func()  // reports that wait for the disk

	running *alarmRun
	waiting *alarmRun
}

// sentAlarm is the alarm as commit n has it.
type sentAlarm struct {
	n  int64
	at instant
}

// wake reads the state at the start of an incarnation: what is on the disk the manager knows.
func (a *objectAlarm) wake(db *sqlite.DB) error {
	at, err := a.stored(db)
	a.noLaterThan, a.confirmed, a.committed = at, at, at
	return err
}

func (a *objectAlarm) stored(db *sqlite.DB) (instant, error) {
	ns, ok, err := db.Alarm()
	return instant{ns, ok}, err
}

// moved notes what a commit has.
func (a *objectAlarm) moved(at instant) {
	a.issued = a.version
	if at != a.committed {
		a.committed, a.moves = at, a.moves+1
	}
}

// reached notes that a commit has reached the disk, and those before it.
func (a *objectAlarm) reached(n int64, at instant, version int) {
	a.confirmed, a.durable = at, version
	for len(a.sent) > 0 && a.sent[0].n <= n {
		a.sent = a.sent[1:]
	}
}

// reports returns the reports that have waited for the disk, or for the manager.
func (a *objectAlarm) reports() []func() {
	list := a.afterReached
	a.afterReached = nil
	return list
}

// asking reports whether an answer of the manager is awaited.
func (a *objectAlarm) asking() bool {
	return a.laterInFlight || a.afterLater != nil || a.afterTold != nil || len(a.afterReached) > 0
}

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
