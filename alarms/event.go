package alarms

import "time"

// EventKind is what has happened.
type EventKind string

// What happens to schedules, and to the native alarm.
const (
	EventScheduled  EventKind = "scheduled"
	EventReplaced   EventKind = "replaced"   // … an older one of its name
	EventDuplicate  EventKind = "duplicate"  // one of that name is there already and was kept
	EventCancelled  EventKind = "cancelled"  //
	EventStarted    EventKind = "started"    // its handler begins
	EventSucceeded  EventKind = "succeeded"  //
	EventFailed     EventKind = "failed"     // Err says why
	EventRetry      EventKind = "retry"      // … and it runs again At
	EventDead       EventKind = "dead"       // … or not: it is a dead letter now
	EventSkipped    EventKind = "skipped"    // an occurrence is passed over: Note says why
	EventSuperseded EventKind = "superseded" // a run's end does not count: cancelled, replaced or overtaken meanwhile
	EventEnded      EventKind = "ended"      // a recurrent schedule has no further occurrence
	EventRevived    EventKind = "revived"    // a dead letter is a schedule again
	EventDiscarded  EventKind = "discarded"  // a dead letter is gone
	EventArmed      EventKind = "armed"      // the native alarm is set to At
	EventDisarmed   EventKind = "disarmed"   // the native alarm is deleted
	EventRepaired   EventKind = "repaired"   // the native alarm was not what it was left at, and is set to At
	EventEarly      EventKind = "early"      // the native alarm came before its time
	EventStopped    EventKind = "stopped"    // a drain leaves due schedules for the next: Note says why
	EventLate       EventKind = "late"       // what is due was to run At, over a minute ago: Note says how late it is
)

// Event is one step of a schedule. What does not apply is zero.
type Event struct {
	Kind    EventKind
	ID      string
	Handler string
	Key     string    // the occurrence's
	Due     time.Time // the occurrence's
	At      time.Time // when it, or the native alarm, comes next; of EventLate, when the first was to run
	Attempt int       // failed runs of the occurrence so far
	Err     error
	Note    string
}

func (a *Schedules) emit(kind EventKind, r *row, err error) { a.note(kind, r, err, "") }

func (a *Schedules) note(kind EventKind, r *row, err error, note string) {
	a.trace(kind, r, err, note)
	a.report(kind, r, err, note)
}

// report is note without a line in the trace.
func (a *Schedules) report(kind EventKind, r *row, err error, note string) {
	if a.o.On == nil {
		return
	}
	a.o.On(Event{
		Kind: kind, ID: r.id, Handler: r.handler, Key: r.occurrenceKey(), Due: millis(r.due), At: millis(r.at),
		Attempt: int(r.attempt), Err: err, Note: note,
	})
}

// tell is note for what concerns the native alarm.
func (a *Schedules) tell(kind EventKind, at int64, note string) {
	a.traceNative(kind, at, note)
	if a.o.On == nil {
		return
	}
	e := Event{Kind: kind, Note: note}
	if at != 0 {
		e.At = millis(at)
	}
	a.o.On(e)
}
