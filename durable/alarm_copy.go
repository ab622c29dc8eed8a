package durable

import (
	"time"

	"dolab/actor/fault"
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
		shift(&a.sent)
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

// alarmRequest is a request of an incarnation that the alarm manager has not answered.
type alarmRequest struct {
	number int
	done   func(error)
}

// alarmRun is one delivery of an alarm.
type alarmRun struct {
	ev        *event
	scheduled instant
	retries   int
	moves     int           // of the row, when it was let in
	version   int           // of the row, when it ended
	began     bool          // its handler has been called
	again     bool          // it is to run again: see Profile.SameTimeRearms
	alone     bool          // the manager has nothing else, whatever the object believes
	joined    []*event      // deliveries of the same time while it runs
	ack       *fault.Effect // the fault that strikes the report of its end
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
