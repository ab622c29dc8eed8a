package durable

import (
	"strings"
	"time"

	"dolab/durable/scheduler"
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

	Object  ObjectAlarm     // the first copy of the alarm in full, and what the incarnation knows of the second
	Manager scheduler.Entry // the second copy in full
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

// Look returns what can be seen of an object.
func (rt *Runtime) Look(s *Stub) (Sight, error) { return visit(s, "Look", (*object).sight) }

func (o *object) sight() (Sight, error) {
	v := Sight{Live: o.inst != nil, Incarnation: o.births, Lost: o.losses, Sockets: len(o.sockets)}
	v.Manager = o.rt.scheduler.Look((*scheduled)(o))
	v.Managed = v.Manager.Scheduled
	if v.Manager.State == scheduler.Started && !v.Manager.Queued.IsZero() {
		v.Managed = v.Manager.Queued
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
	parts := []string{"stored " + scheduler.Text(a.Stored)}
	if !a.Confirmed.Equal(a.Stored) {
		parts = append(parts, "on disk "+scheduler.Text(a.Confirmed))
	}
	if !a.NoLaterThan.Equal(a.Stored) {
		parts = append(parts, "no later than "+scheduler.Text(a.NoLaterThan))
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
