package durable

import (
	"fmt"
	"strings"
	"time"
)

// Sight is what can be seen of an object from outside, without waking it.
type Sight struct {
	Live        bool
	Incarnation int       // how often it has been constructed
	Lost        int       // how many incarnations were reset or crashed
	Alarm       time.Time // the object's own copy, with what is not yet durable; zero for none
	Managed     time.Time // the time the alarm manager goes by: that of the queued alarm while another runs; zero for none
	InFlight    int       // events accepted and not yet answered
	Sockets     int       // accepted sockets

	Object  ObjectAlarm  // the first copy of the alarm in full, and what the incarnation knows of the second
	Manager ManagerAlarm // the second copy in full
}

// ObjectAlarm is an object's copy of its alarm, and what its incarnation knows of the manager's. Without an incarnation
// all is as the next will find it: it believes that the manager has what the disk has.
type ObjectAlarm struct {
	Stored         time.Time // the row, with what is not yet durable: what getAlarm answers, but for DeferredDelete
	Confirmed      time.Time // the row on the disk
	NoLaterThan    time.Time // the manager will wake the object by then, as the incarnation believes; zero for never
	InHandler      bool      // the alarm handler runs
	DeferredDelete bool      // … and deletes the row by succeeding: getAlarm is null
	Asking         bool      // the manager's answer is awaited, or the line to it
}

// ManagerAlarm is the alarm manager's entry for an object. The zero value is none.
type ManagerAlarm struct {
	Scheduled time.Time  // what it is for
	State     AlarmState // where it stands
	Queued    time.Time  // set while it runs or waits for its next try: comes after it; zero for none
	Retries   int        // counted ones [G14]
	Backoff   int        // the next try is 2 s << Backoff away [G13]
	Uncounted bool       // the last failure was not counted
	Next      time.Time  // when the manager's timer rings; zero: no timer, nothing happens by itself
}

// AlarmState is where an entry of the alarm manager stands.
type AlarmState string

// The states of an entry, by the reference runtime's names (workerd: AlarmScheduler).
const (
	AlarmWaiting  AlarmState = "waiting"  // for its time
	AlarmStarted  AlarmState = "started"  // delivered, the outcome is not known
	AlarmFinished AlarmState = "finished" // failed, waiting for the next try, or given up
)

// Look returns what can be seen of an object.
func (rt *Runtime) Look(s *Stub) (Sight, error) {
	if err := s.check("Look"); err != nil {
		return Sight{}, err
	}
	o := s.ns.object(s.id)
	v := Sight{Live: o.inst != nil, Incarnation: o.births, Lost: o.losses, Sockets: len(o.sockets)}
	if e := rt.alarms.entries[o]; e != nil {
		v.Manager = e.sight()
		v.Managed = v.Manager.Scheduled
		if e.state == started && e.queued.set {
			v.Managed = v.Manager.Queued
		}
	}
	if o.db == nil {
		return v, nil
	}
	ns, ok, err := o.db.Alarm()
	v.Alarm = instant{ns, ok}.orZero()
	v.Object = ObjectAlarm{Stored: v.Alarm, Confirmed: v.Alarm, NoLaterThan: v.Alarm}
	if i := o.inst; i != nil {
		v.InFlight = len(i.events)
		a := &i.alarm
		v.Object = ObjectAlarm{
			Stored: v.Alarm, Confirmed: a.confirmed.orZero(), NoLaterThan: a.noLaterThan.orZero(),
			InHandler: a.inHandler, DeferredDelete: a.deferredDelete, Asking: a.asking() || i.commits.arming,
		}
	}
	return v, err
}

func (e *alarmEntry) sight() ManagerAlarm {
	v := ManagerAlarm{
		Scheduled: e.scheduled.time(), State: [...]AlarmState{AlarmWaiting, AlarmStarted, AlarmFinished}[e.state],
		Queued: e.queued.orZero(), Retries: e.retries, Backoff: e.backoff, Uncounted: e.uncounted,
	}
	if e.timer != nil {
		v.Next = e.timer.At()
	}
	return v
}

// orZero is the time, the zero one for none.
func (a instant) orZero() time.Time {
	if !a.set {
		return time.Time{}
	}
	return a.time()
}

// String shows both copies, as two lines.
func (v Sight) String() string {
	return "object:  " + v.Object.String() + "\nmanager: " + v.Manager.String()
}

// String is one line: the row, and what differs from it.
func (a ObjectAlarm) String() string {
	parts := []string{"stored " + stamp(a.Stored)}
	if !a.Confirmed.Equal(a.Stored) {
		parts = append(parts, "on disk "+stamp(a.Confirmed))
	}
	if !a.NoLaterThan.Equal(a.Stored) {
		parts = append(parts, "no later than "+stamp(a.NoLaterThan))
	}
	for _, x := range []struct {
		holds bool
		what  string
	}{
		{a.InHandler, "in the handler"}, {a.DeferredDelete, "deleted when it succeeds"}, {a.Asking, "asks the manager"},
	} {
		if x.holds {
			parts = append(parts, x.what)
		}
	}
	return strings.Join(parts, ", ")
}

// String is one line; "none" for no entry.
func (m ManagerAlarm) String() string {
	if m.Scheduled.IsZero() {
		return "none"
	}
	parts := []string{stamp(m.Scheduled) + " " + string(m.State)}
	if !m.Queued.IsZero() {
		parts = append(parts, "queued "+stamp(m.Queued))
	}
	if m.Backoff > 0 {
		failed := fmt.Sprintf("retries %d, backoff %d", m.Retries, m.Backoff)
		if m.Uncounted {
			failed += " (not counted)"
		}
		parts = append(parts, failed)
	}
	switch {
	case m.State == AlarmStarted:
	case m.Next.IsZero():
		parts = append(parts, "no timer")
	case !m.Next.Equal(m.Scheduled):
		parts = append(parts, "rings "+stamp(m.Next))
	}
	return strings.Join(parts, ", ")
}

// stamp writes a time as alarms are set for, in milliseconds.
func stamp(t time.Time) string {
	if t.IsZero() {
		return "none"
	}
	return instant{t.UnixNano(), true}.String()
}
