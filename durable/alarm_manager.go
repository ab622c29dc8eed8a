package durable

import (
	"time"

	"dolab/durable/platform"
	"dolab/durable/scheduler"
	"dolab/durable/sqlite"
)

// Deliver lets an alarm enter the object as an event, whose end is reported.
func (s *scheduled) Deliver(d scheduler.Delivery) {
	o := (*object)(s)
	r := &alarmRun{scheduled: instant{d.At.UnixNano(), true}, retries: d.Retries}
	ev := &event{kind: kindAlarm, what: r.scheduled.String(), peer: "alarms", alarm: r}
	r.ev = ev
	ev.run = func(i *instance, end func(any, error)) { i.ring(r, end) }
	ev.done = func(v any, err error) { o.report(d, r, v, err) }
	switch {
	case d.Copy:
		ev.done = func(v any, _ error) { Discard(v) }
	case d.GivenUp:
		ev.kind, ev.what = kindInside, "abandon alarm"
		ev.run = func(i *instance, end func(any, error)) { end(scheduler.Outcome{}, i.abandon(r)) }
		ev.done = func(_ any, err error) {
			o.rt.alarms.Report(scheduler.Report{Delivery: d, Outcome: scheduler.Outcome{Failed: err != nil}})
		}
	}
	o.deliver(ev)
}

// report tells the scheduler the end of a delivery. That the object has refused the delivery, or that the incarnation
// has died, is a failure.
func (o *object) report(d scheduler.Delivery, r *alarmRun, v any, err error) {
	out, _ := v.(scheduler.Outcome)
	if err != nil {
		out = r.failure(err)
	}
	out, late := r.outcome(o.rt.w, out)
	o.rt.alarms.Report(scheduler.Report{Delivery: d, Outcome: out, Late: late, Refused: r.ev.refused})
}

// failure is the outcome of a delivery that the incarnation did not survive. It counts as a retry only once the handler
// has been called: a constructor that fails does not.
func (r *alarmRun) failure(err error) scheduler.Outcome {
	out := scheduler.Outcome{Failed: true, Note: err.Error()}
	if e, ok := err.(*platform.Error); ok && r.began {
		out.Counted = countsAgainstLimit(true, e.User, false)
		out.Abandon = e.Abort && e.NoRetryAlarm
	}
	return out
}

// countsAgainstLimit classifies a failed run: what the user's code did counts, what broke the output gate
// without the user's doing does not [G16].
func countsAgainstLimit(outputGateBroken, userError, resourceLimitExceeded bool) bool {
	return !outputGateBroken || userError || resourceLimitExceeded
}

// alarmHost gives the scheduler the objects of a runtime and their databases.
type alarmHost struct{ rt *Runtime }

// Classes lists the classes in the order of their declaration.
func (h alarmHost) Classes() []string {
	names := make([]string, len(h.rt.order))
	for n, ns := range h.rt.order {
		names[n] = ns.class.Name
	}
	return names
}

// OpenTable opens the database that has the alarms of a class, nil in a world without a directory: nothing could read
// it there, and to open one takes a tenth of a small world.
func (h alarmHost) OpenTable(class string) (*sqlite.DB, error) {
	if h.rt.dir == "" {
		return nil, nil
	}
	return h.rt.open(h.rt.ns[class], h.rt.tableName(), sqlite.Options{System: true})
}

// Object returns the object of a row. To be in the table is not yet a touch: see object.adopt.
func (h alarmHost) Object(k scheduler.Key) (scheduler.Object, error) {
	ns := h.rt.ns[k.Class]
	id, err := ns.key.fromString(k.ID)
	if err != nil {
		return nil, err
	}
	id.name, id.named = k.Name, k.Named
	o := ns.object(id)
	o.orphan = o.orphan || o.births == 0
	return (*scheduled)(o), nil
}

// Skew draws how far a fault sets the scheduler's clock ahead.
func (h alarmHost) Skew() time.Duration {
	f, struck := h.rt.faultOf(platform.AtClock, managerName)
	return h.rt.skew(f, struck)
}

// Beside returns what syncs the tables beside the world.
func (h alarmHost) Beside() func(work, then func()) {
	if !h.rt.flushes() {
		return nil
	}
	return h.rt.beside
}

// loadAlarms lets the manager have the alarms of a class that are in files.
func (rt *Runtime) loadAlarms(ns *Namespace) error {
	if err := rt.adopt(ns); err != nil {
		return err
	}
	return rt.scheduler.Load(ns.class.Name)
}

// RestartAlarms restarts the alarm manager: it reads its table again; retry counters are lost, and what is
// overdue fires at once [G18]. Deliveries under way are not waited for.
func (rt *Runtime) RestartAlarms() (err error) {
	rt.w.Check()
	rt.w.Visit(func() { err = rt.scheduler.Restart() })
	return err
}

// FireAlarm lets the alarm manager deliver an object's alarm, or its next try, now instead of later. It reports false
// where the manager has none that waits. The handler is told the time that the alarm was set for.
func (rt *Runtime) FireAlarm(s *Stub) (fired bool, err error) {
	if err := s.check("FireAlarm"); err != nil {
		return false, err
	}
	if o := s.ns.objects[s.id.bytes]; o != nil {
		rt.w.Visit(func() { fired = rt.scheduler.Fire((*scheduled)(o)) })
	}
	return fired, nil
}

// NextAlarm returns the object whose alarm the manager delivers next, nil for none.
func (rt *Runtime) NextAlarm() *Stub {
	rt.w.Check()
	var next *object
	var best time.Time
	rt.w.Visit(func() {
		for o := range rt.objects() {
			at := rt.scheduler.Look((*scheduled)(o)).Next
			if !at.IsZero() && (next == nil || at.Before(best)) {
				next, best = o, at
			}
		}
	})
	if next == nil {
		return nil
	}
	return next.ns.Get(next.id)
}
