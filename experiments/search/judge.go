package search

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"dolab/actor"
	"dolab/durable/platform"
	"dolab/experiments/check"
)

// lookAround holds all objects that are quiet against what must be true of their alarms at any such moment. What is
// wrong counts once it is still so, and nothing has happened, after all that can be under way has arrived. An alarm
// that is overdue counts while nothing has gone wrong, and at the end: the manager waits before it tries again. One whose
// handler has failed does not count: it will ring again.
func (t *trial) lookAround(end bool) {
	if t.lossy {
		return
	}
	var suspects []string
	for _, stub := range t.stubs() {
		sight, err := t.Objects.Look(stub)
		if err != nil {
			t.add("stuck", "an object cannot be read", err.Error())
			continue
		}
		if !Quiet(sight) {
			t.lookLater(lookAfter)
			continue
		}
		for _, v := range check.Copies(t.w.Now(), sight.Alarm, sight.Managed, t.grace()) {
			if !t.calm() && !end && v.Detail != check.Forgotten {
				continue
			}
			if m := sight.Manager; v.Detail == check.Overdue && m.Retries > 0 && !m.Next.IsZero() {
				continue
			}
			suspect := fmt.Sprint(stub.Label(), v.Signature(), sight.Alarm, sight.Managed, sight.Incarnation)
			suspects = append(suspects, suspect)
			if end || strings.Contains(t.suspects, suspect) {
				v.Note = stub.Label() + ": " + v.Note
				t.add(v.Oracle, v.Detail, v.Note)
			} else {
				t.lookLater(lookAfter + t.slack)
			}
		}
	}
	t.suspects = strings.Join(suspects, "\n")
}

// grace is how far behind its time work may be before it counts as forgotten.
func (t *trial) grace() time.Duration { return 4*time.Second + 3*t.Skew.Abs() + t.held + t.slack }

// slack is how much the platform's numbers may add to what should take no time.
func slack(p platform.Profile) time.Duration {
	late := time.Duration(0)
	for _, l := range p.AlarmLate {
		late = max(late, l.Late.Max())
	}
	return 2*late + 4*p.AlarmHop.Max() + 2*p.ColdStart.Max() + 2*p.Commit.Max() + 10*p.TurnTime.Max()
}

// waiting says who waits for what.
func waiting(list []actor.Wait) string {
	texts := each(list, func(_ int, x actor.Wait) string { return x.Who + " " + waits(x) })
	return strings.Join(texts, "; ")
}

// excusedReset reports whether the scenario has brought a reset about: on a host on which each turn takes long, the
// turns of one event may use up its CPU.
func (t *trial) excusedReset(reason string) bool {
	return t.Load > 0 && strings.Contains(reason, "CPU time limit")
}

// judge holds the end of the scenario against all that is promised.
func (t *trial) judge() {
	t.look(true)
	t.found = append(t.found, t.Watch.Broken()...)
	if !t.cut && (t.busy > 0 || t.owed > 0 && t.calm()) {
		t.add("stuck", "a call is never answered", waiting(t.w.Waits()))
	}
	if own := slices.DeleteFunc(slices.Clone(t.ear.resets), t.excusedReset); len(own) > 0 && t.calm() {
		t.add("reset", "the object was reset, though nothing had gone wrong", own[0])
	}
	for _, register := range slices.Sorted(maps.Keys(t.history)) {
		t.found = append(t.found, check.Linear(t.history[register])...)
	}
	if j, ok := t.play.(Judger); ok {
		j.Judge()
	}
}
