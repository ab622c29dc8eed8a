package check

import "time"

// Forgotten is the detail of an alarm that the alarm manager does not know: it will not come.
const Forgotten = "the alarm manager does not know the alarm"

// Overdue is the detail of an alarm that has not rung by now.
const Overdue = "an alarm is overdue, and does not come"

// Copies holds the two copies of an object's alarm against one another, at a moment at which the object is quiet and
// nothing is in flight: zero is none. The alarm manager's copy is never later than the object's, and what is due is
// delivered within grace. It holds of any object, whatever the alarm is for.
func Copies(now, alarm, managed time.Time, grace time.Duration) []Violation {
	found := func(detail string, other time.Time) []Violation {
		note := "at " + clock(now) + " for " + clock(alarm)
		if !other.IsZero() {
			note += ", the manager for " + clock(other)
		}
		return []Violation{{"armed", detail, note}}
	}
	switch {
	case alarm.IsZero():
		return nil
	case managed.IsZero():
		return found(Forgotten, managed)
	case managed.Sub(alarm) >= time.Millisecond:
		return found("the alarm manager knows a later time", managed)
	case alarm.Add(grace).Before(now):
		return found(Overdue, managed)
	}
	return nil
}
