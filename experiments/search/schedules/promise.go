package schedules

import (
	"slices"
	"time"

	"dolab/experiments/check"
	"dolab/experiments/search"
	"dolab/experiments/specimens"
)

// effect notes that a schedule has had its effect outside the object. Where the multiplexer says which occurrence it is
// that runs, whoever does the effect does it once for that.
func (p *play) effect(key, occurrence string) {
	if occurrence != "" {
		if p.done[occurrence] {
			return
		}
		p.done[occurrence] = true
	}
	p.effects = append(p.effects, check.Effect{Key: key, At: p.w.Now()})
}

// promises holds the end against what is promised beside check.Schedules.
func (p *play) promises(r check.Record) {
	p.once(r)
	for _, o := range p.all {
		if o.cron != "" {
			p.cadence(o, r)
		}
	}
	p.cost(r)
	healed := p.w.Now().Add(-p.w.Scenario.Settle)
	own := slices.DeleteFunc(p.w.Deaths(), func(at time.Time) bool { return at.Before(healed) })
	p.note(check.Awake(own, r.Ran, deathsMax))
}

// deathsMax is how often in a row an object may die by itself: an alarm that kills it is tried seven times.
const deathsMax = triesMax

// single is the record without the schedules that recur.
func (p *play) single(r check.Record) check.Record {
	recurs := func(key string) bool { return p.orders[key].cron != "" }
	r.Asked = slices.DeleteFunc(slices.Clone(r.Asked), func(a check.Asked) bool { return recurs(a.Key) })
	r.Ran = slices.DeleteFunc(slices.Clone(r.Ran), func(a check.Ran) bool { return recurs(a.Key) })
	return r
}

// once holds the effects of what runs once. That each has run is for check.Schedules: what has run well has had its
// effect, unless two schedules were told to be the same.
func (p *play) once(r check.Record) {
	ran := map[string]bool{}
	for _, x := range r.Ran {
		ran[x.Key] = ran[x.Key] || x.Done
	}
	well := slices.DeleteFunc(slices.Clone(p.acked), func(key string) bool {
		return !ran[key] || p.orders[key].cron != ""
	})
	p.note(check.Once(p.effects, well))
}

// cadence holds a schedule that recurs. What handlers have held up is over long before the end, or nobody can say.
func (p *play) cadence(o order, r check.Record) {
	first := slices.IndexFunc(r.Asked, func(a check.Asked) bool { return a.Key == o.Key })
	if first < 0 || heldUp(p.w.Scenario) > p.w.Scenario.Settle/2 {
		return
	}
	x := check.Recurring{Key: o.Key}
	end := r.Now.Add(heldUp(p.w.Scenario) - p.w.Grace())
	due, err := r.Asked[first].Due, error(nil)
	for ; err == nil && due.Before(end); due, err = specimens.Cron(o.cron).Due(due) {
		x.Due = append(x.Due, due)
	}
	for _, ran := range r.Ran {
		if ran.Key == o.Key {
			x.Ran = append(x.Ran, ran)
		}
	}
	p.note(check.Cadence(x, p.w.Deaths(), false))
}

// budget is what schedules may cost, in rows as the reference counts them: a row made and a row deleted, without an
// index of their own; an alarm deleted in a run of its handler, and behind it; two rows for the last table of each of two
// scripts that make tables; the alarm set at its end for what is left, and once more.
var budget = check.Budget{RowsEach: 2, RowsWake: 2, RowsStart: 4, SetsWake: 2, SetsStart: 1}

// cost holds what schedules have used up, where nothing else has used anything and a drain is over at once: else an
// alarm may be set and deleted for each schedule that comes meanwhile.
func (p *play) cost(r check.Record) {
	other := p.any(func(o order) bool {
		counts := o.Do == Increment || o.Do == Read
		return counts || o.cron != "" || o.again > 0 || o.awaits > 0 || o.Do == search.Evict
	})
	if !p.steady() || other {
		return
	}
	used, err := p.w.Objects.Usage(p.stub())
	if err != nil {
		return // It never began.
	}
	s := check.Spent{
		Schedules: len(r.Asked), Earliest: earliest(r.Asked), Alarms: used.Alarms, Starts: used.Starts,
		AlarmsSet: used.AlarmsSet, Rows: used.RowsWritten - used.AlarmsSet - notes(r),
	}
	p.note(check.Cost(s, budget))
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
