package check

import (
	"fmt"
	"time"
)

// Armed holds an object that is quiet, with nothing in flight, against the promise that it wakes in time: work on
// disk implies an alarm that is not later than it, the alarm manager's copy is not later than the object's, and
// there is no alarm without work. Managed is the manager's copy, zero for none. What is less than grace overdue may
// be on its way, and an alarm may be that much behind. It needs no traffic: this is what an object that nobody calls depends on.
func Armed(r Record, managed time.Time, grace time.Duration) []Violation {
	found := func(detail, note string, args ...any) []Violation {
		return []Violation{{"armed", detail, fmt.Sprintf(note, args...)}}
	}
	first, some := r.first()
	switch {
	case len(r.Stored) > 0 && r.Alarm.IsZero() && some && first.Due.Before(r.Now):
		return found("work is due, and getAlarm() is null", "%s due %s, at %s", first.Key, clock(first.Due), clock(r.Now))
	case len(r.Stored) > 0 && r.Alarm.IsZero():
		return found("work is stored, and getAlarm() is null", "at %s", clock(r.Now))
	case len(r.Stored) == 0 && r.Alarm.After(r.Now):
		return found("there is an alarm without work", "at %s for %s", clock(r.Now), clock(r.Alarm))
	case r.Alarm.IsZero(), len(r.Stored) == 0:
		return nil
	case managed.IsZero():
		return found("the alarm manager does not know the alarm", "at %s for %s", clock(r.Now), clock(r.Alarm))
	case managed.Sub(r.Alarm) >= time.Millisecond:
		return found("the alarm manager knows a later time", "%s instead of %s", clock(managed), clock(r.Alarm))
	case some && first.Due.Add(grace).Before(r.Now) && r.Alarm.After(r.Now.Add(grace)):
		return found("work is due, and the alarm is set for later",
			"%s due %s, the alarm is %s, at %s", first.Key, clock(first.Due), clock(r.Alarm), clock(r.Now))
	}
	return nil
}

// first returns the stored schedule that is due first, of those that have not begun to run: one that has is in the
// hands of whoever tries it again.
func (r *Record) first() (first Asked, some bool) {
	began := map[string]bool{}
	for _, ran := range r.Ran {
		began[ran.Key] = true
	}
	for _, a := range r.Asked {
		if a.Ended.IsZero() && r.Stored[a.ID] && !began[a.Key] && (!some || a.Due.Before(first.Due)) {
			first, some = a, true
		}
	}
	return first, some
}
