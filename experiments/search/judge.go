package search

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"dolab/durable"
	"dolab/experiments/check"
	"dolab/experiments/specimens"
)

// look holds the object, if it is quiet, against what must be true at any such moment. It makes no traffic. What is
// wrong counts once it is still so, and nothing has happened, after all that can be under way has arrived.
func (t *trial) look() {
	sight, err := t.Objects.Look(t.Stub())
	if err != nil || sight.Incarnation == 0 {
		return
	}
	t.watch.Look(t.w.Now())
	if sight.InFlight > 0 {
		t.lookLater(lookAfter)
		return
	}
	record := t.observe()
	suspect := ""
	for _, v := range check.Armed(record, sight.Managed, t.grace()) {
		if t.excused(v) || slices.Contains(check.Signatures(t.found), v.Signature()) {
			continue
		}
		suspect = fmt.Sprint(v.Signature(), record.Alarm, sight.Managed, sight.Incarnation, len(record.Asked), len(record.Ran))
		if suspect == t.suspect {
			t.add(v.Oracle, v.Detail, v.Note)
		} else {
			t.lookLater(lookAfter + t.slack)
		}
	}
	t.suspect = suspect
}

// grace is how far behind its time work may be before it counts as forgotten.
func (t *trial) grace() time.Duration { return 4*time.Second + 3*t.Skew.Abs() + t.heldUp() + t.slack }

// slack is how much the platform's numbers may add to what should take no time.
func slack(p durable.Profile) time.Duration {
	longest := func(d durable.Dist) time.Duration { return slices.Max(append(slices.Clone(d.Q), 0)) }
	late := time.Duration(0)
	for _, l := range p.AlarmLate {
		late = max(late, longest(l.Late))
	}
	return 2*late + 4*longest(p.AlarmHop) + 2*longest(p.ColdStart) + 2*longest(p.Commit) + 10*longest(p.TurnTime)
}

// excused reports whether the scenario itself has brought a state of alarms about: foreign code has set the alarm; a run
// that has killed the object is not tried again at once; the manager waits before it tries an alarm again, and an
// earlier one waits behind that; its clock is known to be ahead, and what is nearly due for it is left alone; or it has
// lost one.
func (t *trial) excused(v check.Violation) bool {
	switch {
	case t.lossy:
		return true
	case strings.Contains(v.Detail, "without work"):
		return t.has(Foreign) || t.Skew > 0 || !t.calm()
	case strings.Contains(v.Detail, "set for later"):
		return t.has(Foreign) || !t.calm()
	case strings.Contains(v.Detail, "knows a later time"):
		return !t.calm()
	}
	return false
}

// judge holds the end of the scenario against all that is promised.
func (t *trial) judge() {
	t.look()
	t.found = append(t.found, t.watch.Broken()...)
	if t.busy > 0 {
		t.add("stuck", "a call is never answered", fmt.Sprint(t.w.Waits()))
	}
	if n := len(t.ear.resets); n > 0 && t.calm() {
		t.add("reset", "the object was reset, though nothing had gone wrong", t.ear.resets[0])
	}
	t.found = append(t.found, check.Linear(t.history)...)
	record := t.observe()
	t.found = append(t.found, check.Schedules(t.single(record), check.Excuses{
		Crashes: t.ear.deaths, GivenUp: t.givenUp, Late: t.lateMax(), Grace: t.grace(), Unordered: len(t.ear.deaths) > 0,
	})...)
	t.acknowledged(record)
	t.leftOver(record)
	t.promises(record)
	if t.empty > 0 && t.steady() {
		t.add("wake", "an alarm came, and nothing was due", fmt.Sprint(t.empty, " times"))
	}
}

// observe reads the object's record. Its tables may be gone with a crash before they were durable, and all in them.
func (t *trial) observe() check.Record {
	r, err := specimens.Observe(t.Objects, t.Stub(), t.World.Mux)
	if err != nil && !strings.Contains(err.Error(), "no such table") {
		t.add("stuck", "the object cannot be read", err.Error())
	}
	return r
}

// acknowledged demands that what was acknowledged was done.
func (t *trial) acknowledged(r check.Record) {
	asked := map[string]bool{}
	for _, a := range r.Asked {
		asked[a.Key] = true
	}
	for _, key := range t.acked {
		if !asked[key] {
			t.add("durable", "a write is gone that was acknowledged", key)
		}
	}
}

// leftOver demands that what cannot run does not stay for ever.
func (t *trial) leftOver(r check.Record) {
	for _, a := range r.Asked {
		if op := t.orders[a.Key]; op.Odd == OddCallback && a.Ended.IsZero() && r.Stored[a.ID] {
			t.add("poison", "a schedule whose callback is gone stays for ever", a.Key)
		}
	}
}

// triesMax is how often a schedule that throws is tried at least, as the native alarm is.
const triesMax = 7

// givenUp reports whether a schedule cannot succeed. A run that a crash has cut off counts as tried.
func (t *trial) givenUp(key string) bool {
	name, _, _ := strings.Cut(key, "+")
	op := t.orders[name]
	return op.Throws+len(t.ear.deaths) >= triesMax || op.Odd == OddCallback || op.Odd == OddPayload && !t.odd[name]
}

// lateMax is how late a run may be when nothing goes wrong, 0 where something does.
func (t *trial) lateMax() time.Duration {
	if !t.calm() || t.has(Foreign) || t.has(Restart) {
		return 0
	}
	return t.grace()
}

// heldUp is how long handlers and blocks may hold up what is behind them, all together.
func (t *trial) heldUp() time.Duration {
	var d time.Duration
	for _, o := range t.Operations {
		d += o.Awaits * time.Duration(max(1, o.N)*(1+o.Again)*(1+o.Throws))
	}
	return d
}

// steady reports whether each alarm of the scenario should find something to do.
func (t *trial) steady() bool {
	return t.calm() && t.Skew == 0 && !t.any(func(o Operation) bool {
		return o.Do == Foreign || o.Do == Cancel || o.Do == Restart || o.Cancels != "" || o.ID != "" || o.Throws > 0 || o.Odd != ""
	})
}
