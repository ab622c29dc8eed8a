package search

import (
	"slices"
	"time"

	"dolab/experiments/check"
	"dolab/experiments/specimens"
)

// effect notes that a schedule has had its effect outside the object. Where the multiplexer says which occurrence it is
// that runs, whoever does the effect does it once for that.
func (t *schedules) effect(key, occurrence string) {
	if occurrence != "" {
		if t.done[occurrence] {
			return
		}
		t.done[occurrence] = true
	}
	t.effects = append(t.effects, check.Effect{Key: key, At: t.w.Now()})
}

// promises holds the end against what is promised beside check.Schedules.
func (t *schedules) promises(r check.Record) {
	t.once(r)
	for _, o := range t.Operations {
		if o.Cron != "" {
			t.cadence(o, r)
		}
	}
	t.cost(r)
	healed := t.w.Now().Add(-t.Settle)
	own := slices.DeleteFunc(slices.Clone(t.ear.deaths), func(at time.Time) bool { return at.Before(healed) })
	t.found = append(t.found, check.Awake(own, r.Ran, deathsMax)...)
}

// deathsMax is how often in a row an object may die by itself: an alarm that kills it is tried seven times.
const deathsMax = triesMax

// single is the record without the schedules that recur.
func (t *schedules) single(r check.Record) check.Record {
	recurs := func(key string) bool { return t.orders[key].Cron != "" }
	r.Asked = slices.DeleteFunc(slices.Clone(r.Asked), func(a check.Asked) bool { return recurs(a.Key) })
	r.Ran = slices.DeleteFunc(slices.Clone(r.Ran), func(a check.Ran) bool { return recurs(a.Key) })
	return r
}

// once holds the effects of what runs once. That each has run is for check.Schedules: what has run well has had its
// effect, unless two schedules were told to be the same.
func (t *schedules) once(r check.Record) {
	ran := map[string]bool{}
	for _, x := range r.Ran {
		ran[x.Key] = ran[x.Key] || x.Done
	}
	well := slices.DeleteFunc(slices.Clone(t.acked), func(key string) bool {
		return !ran[key] || t.orders[key].Cron != ""
	})
	t.found = append(t.found, check.Once(t.effects, well)...)
}

// cadence holds a schedule that recurs. What handlers have held up is over long before the end, or nobody can say.
func (t *schedules) cadence(o Operation, r check.Record) {
	first := slices.IndexFunc(r.Asked, func(a check.Asked) bool { return a.Key == o.Key })
	if first < 0 || t.heldUp() > t.Settle/2 {
		return
	}
	x := check.Recurring{Key: o.Key}
	end := r.Now.Add(t.heldUp() - t.grace())
	due, err := r.Asked[first].Due, error(nil)
	for ; err == nil && due.Before(end); due, err = specimens.Cron(o.Cron).Due(due) {
		x.Due = append(x.Due, due)
	}
	for _, ran := range r.Ran {
		if ran.Key == o.Key {
			x.Ran = append(x.Ran, ran)
		}
	}
	t.found = append(t.found, check.Cadence(x, t.ear.deaths, false)...)
}

// budget is what schedules may cost: a row made and a row deleted; an alarm deleted in a run of its handler, and behind
// it; the tables; the alarm set at its end for what is left, and once more.
var budget = check.Budget{RowsEach: 2, RowsWake: 2, RowsStart: 2, SetsWake: 2, SetsStart: 1}

// cost holds what schedules have used up, where nothing else has used anything and a drain is over at once: else an
// alarm may be set and deleted for each schedule that comes meanwhile.
func (t *schedules) cost(r check.Record) {
	other := t.any(func(o Operation) bool {
		counts := o.Do == Increment || o.Do == Read
		return counts || o.Cron != "" || o.Again > 0 || o.Awaits > 0 || o.Do == Evict
	})
	if !t.steady() || other {
		return
	}
	used, err := t.Objects.Usage(t.stub())
	if err != nil {
		return // It never began.
	}
	s := check.Spent{
		Schedules: len(r.Asked), Earliest: earliest(r.Asked), Alarms: used.Alarms, Starts: used.Starts,
		AlarmsSet: used.AlarmsSet, Rows: used.RowsWritten - used.AlarmsSet - notes(r),
	}
	t.found = append(t.found, check.Cost(s, budget)...)
}

// notes are the rows that the object has written for its own record.
func notes(r check.Record) int64 {
	n := len(r.Asked) + len(r.Ran)
	for _, ran := range r.Ran {
		if ran.Done || ran.Err != "" {
			n++
		}
	}
	return int64(n)
}

// earliest counts those that were due before all that had been asked for before them, and were not due yet.
func earliest(asked []check.Asked) int {
	n := 0
	for i, a := range asked {
		if !slices.ContainsFunc(asked[:i], func(b check.Asked) bool { return !b.Due.After(a.Due) && b.Due.After(a.At) }) {
			n++
		}
	}
	return n
}
