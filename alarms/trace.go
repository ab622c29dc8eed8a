package alarms

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"dolab/actor"
)

// traced are the events that have a line in the world's trace: what keeps an occurrence from running as it was
// scheduled, once and in time. An occurrence that runs so has none: the trace shows its native alarm and its handler's
// turn already.
var traced = map[EventKind]bool{
	EventReplaced: true, EventDuplicate: true, EventCancelled: true, EventFailed: true, EventRetry: true,
	EventDead: true, EventSkipped: true, EventSuperseded: true, EventEnded: true, EventRevived: true,
	EventRepaired: true, EventEarly: true, EventStopped: true, EventLate: true,
}

// The texts of a trace line are cut at this many characters.
const traceTextMax = 100

// trace writes the line of a schedule's event: its id and handler, the failed runs of its occurrence, and why or when.
func (a *Schedules) trace(kind EventKind, r *row, err error, note string) {
	if !traced[kind] {
		return
	}
	switch {
	case kind == EventRetry:
		note = stamp(r.at)
	case err != nil:
		note = err.Error()
	}
	a.st.Trace(actor.Event{
		Kind: "alarms." + string(kind), What: short(r.id), Peer: short(r.handler), N: r.attempt, Note: short(note),
	})
}

// traceNative writes the line of an event of the native alarm or of all that is due, and the time that it is about.
func (a *Schedules) traceNative(kind EventKind, at int64, note string) {
	if !traced[kind] {
		return
	}
	e := actor.Event{Kind: "alarms." + string(kind), Note: short(note)}
	if at != 0 {
		e.What = stamp(at)
	}
	a.st.Trace(e)
}

// traceDiscarded writes the line of a dead letter that is gone and was not revived.
func (a *Schedules) traceDiscarded(number int64) {
	a.st.Trace(actor.Event{Kind: "alarms." + string(EventDiscarded), What: fmt.Sprint(number)})
}

// lookLate tells of all schedules that are due, once, if one is later than the platform makes an alarm: after an outage
// or a lost alarm, or behind a long run or a rate.
func (a *Schedules) lookLate(due []row) {
	if len(due) == 0 {
		return
	}
	first := slices.MinFunc(due, func(x, y row) int { return cmp.Compare(x.at, y.at) }).at
	if late := a.now() - first; late > staleMillis {
		a.tell(EventLate, first, fmt.Sprintf("by %v, %d due", time.Duration(late)*time.Millisecond, len(due)))
	}
}

// stamp is a time as the platform's trace lines have it.
func stamp(at int64) string { return millis(at).Format("2006-01-02T15:04:05.000Z") }

// short is s, or its beginning.
func short(s string) string {
	if len(s) <= traceTextMax {
		return s
	}
	text := []rune(s)
	if len(text) <= traceTextMax {
		return s
	}
	return string(text[:traceTextMax-1]) + "…"
}
