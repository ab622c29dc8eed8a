package durable

import (
	"slices"
	"time"

	"dolab/actor/fault"
	"dolab/durable/platform"
	"dolab/durable/scheduler"
)

// alarmManager is the scheduler as objects reach it. A test of the object's side puts another in its place.
type alarmManager interface {
	Arm(r scheduler.Request)
	Clear(r scheduler.Request)
	Foresee(o scheduler.Object, at time.Time) error
	Report(r scheduler.Report)
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

// foresee writes an alarm that the turn's commit brings forward into the manager's table before that commit. In a file
// a commit is there at once, and the manager is asked only later.
func (a *objectAlarm) foresee(i *instance, stored instant) error {
	if i.rt.dir == "" || stored == a.committed || !stored.before(a.noLaterThan) {
		return nil
	}
	return i.rt.alarms.Foresee((*scheduled)(i.obj), stored.time())
}

// reconcile asks the manager for the alarm of an object's file if the manager's table has none or a later one. A loss
// of power can leave such files: a disk may have a commit that it was not asked to sync.
func (a *objectAlarm) reconcile(i *instance) {
	var known instant
	if at := i.rt.scheduler.Look((*scheduled)(i.obj)).Scheduled; !at.IsZero() {
		known = instant{at.UnixNano(), true}
	}
	at := a.confirmed
	if !at.before(known) {
		return
	}
	a.noLaterThan = known
	a.arm(i, at, func(err error) {
		if err == nil {
			a.noLaterThan = at
		}
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

// request asks the alarm manager for an alarm at that time, or for none; done gets the answer, unless the incarnation
// has died by then. Point is where a fault may strike the request.
func (i *instance) request(point string, at instant, done func(error)) {
	a := &i.alarm
	a.asks++
	a.requests = append(a.requests, alarmRequest{a.asks, done})
	r := scheduler.Request{Object: (*scheduled)(i.obj), From: i, Number: a.asks, Point: point}
	if !at.set {
		i.rt.alarms.Clear(r)
		return
	}
	r.At = at.time()
	i.rt.alarms.Arm(r)
}

// Answered is the alarm manager's answer to a request.
func (i *instance) Answered(r scheduler.Request, err error) {
	if i.dead {
		return
	}
	a := &i.alarm
	at := slices.IndexFunc(a.requests, func(x alarmRequest) bool { return x.number == r.Number })
	if at < 0 {
		bug("%v made no request %d", i, r.Number)
	}
	done := a.requests[at].done
	a.requests = slices.Delete(a.requests, at, at+1)
	done(err)
	i.rest()
}

// scheduled is an object as the scheduler sees it.
type scheduled object

// Label is the object's name in traces.
func (s *scheduled) Label() string { return s.label }

// Key is the object's row in the table of the scheduler.
func (s *scheduled) Key() scheduler.Key {
	name, named := s.id.Name()
	return scheduler.Key{Class: s.ns.class.Name, ID: s.id.String(), Name: name, Named: named}
}

// Fault asks for a fault of the object.
func (s *scheduled) Fault(point string, holds func(fault.Condition) bool) (fault.Effect, bool) {
	return (*object)(s).fault(point, holds)
}

// Depart asks for a fault of the link to the scheduler.
func (s *scheduled) Depart() { (*object)(s).linkStruck(peerManager) }

// Cut reports whether a partition was in the way of a message that left then.
func (s *scheduled) Cut(sent time.Duration) bool { return sent < s.cut[peerManager] }
