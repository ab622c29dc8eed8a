package check

import (
	"fmt"
	"slices"
	"time"
)

// Excuses say what a judgement of schedules has to make allowance for.
type Excuses struct {
	// Crashes are when the object died in other ways than by eviction: a run that it cut off, or whose end was not
	// written yet, comes again.
	Crashes []time.Time
	// GivenUp reports whether a schedule need not succeed, such as one that throws more often than it is tried.
	GivenUp func(key string) bool
	// Grace is how long behind its time what has not run yet may still be on its way.
	Grace time.Duration
	// Late is how long behind its time a run may begin; 0: however long, as long as it comes.
	Late time.Duration
	// Unordered: what is due may run in any order, as when a crash has come between.
	Unordered bool
}

// Schedules holds what became of schedules against what is promised, once trouble is over and everything has had
// its time: each has run, none before its time, none twice but for a crash, none after its end, in the order of
// (due, asked), and not too late.
func Schedules(r Record, e Excuses) []Violation {
	j := judgement{Record: r, Excuses: e, runs: map[string][]Ran{}}
	for _, ran := range r.Ran {
		j.runs[ran.Key] = append(j.runs[ran.Key], ran)
	}
	for _, a := range r.Asked {
		runs := j.runs[a.Key]
		j.early(a, runs)
		j.twice(a, runs)
		switch {
		case !a.Ended.IsZero():
			if undead(a, r) {
				j.add("undead", "it ran after it had been cancelled or replaced", a)
			}
		case e.GivenUp == nil || !e.GivenUp(a.Key):
			j.lost(a, runs)
		}
	}
	if !e.Unordered {
		j.order()
	}
	return j.found
}

type judgement struct {
	Record
	Excuses
	runs  map[string][]Ran
	found []Violation
}

func (j *judgement) add(oracle, detail string, a Asked) {
	note := fmt.Sprintf("%s, asked for at %s, due %s", a.Key, clock(a.At), clock(a.Due))
	j.found = append(j.found, Violation{oracle, detail, note})
}

func clock(t time.Time) string { return t.Format("15:04:05.000") }

// lost finds a schedule that has not run, and one that has, but too late.
func (j *judgement) lost(a Asked, runs []Ran) {
	done := slices.IndexFunc(runs, func(r Ran) bool { return r.Done })
	switch stored := j.Stored[a.ID]; {
	case done >= 0:
		if j.Late > 0 && runs[0].At.Sub(a.from()) > j.Late {
			j.add("late", "it ran later than its delays explain", a)
		}
	case !stored && len(runs) == 0:
		j.add("lost", "gone without a run", a)
	case !stored && runs[len(runs)-1].Err != "":
		j.add("lost", "it threw, and is gone", a)
	case !stored:
		j.add("lost", "its run was cut off, and it is gone", a)
	case j.Now.Before(a.from().Add(j.Grace)):
	case j.Alarm.IsZero():
		j.add("lost", "stored and due, and getAlarm() is null", a)
	default:
		j.add("lost", "stored and due, and the alarm is set for another time", a)
	}
}

// early finds runs before the time.
func (j *judgement) early(a Asked, runs []Ran) {
	for _, r := range runs {
		if by := a.Due.Sub(r.At); by > 0 {
			detail := "by less than a second"
			if by >= time.Second {
				detail = "by a second or more"
			}
			j.add("early", detail, a)
			return
		}
	}
}

// twice finds a run that was not to be: one before it had ended well, or has been cut off without a crash.
func (j *judgement) twice(a Asked, runs []Ran) {
	for n := 1; n < len(runs); n++ {
		before, now := runs[n-1], runs[n]
		if before.Err != "" || j.crashed(before.At, now.At) {
			continue
		}
		if before.Done {
			j.add("twice", "it ran again after it had ended well, without a crash", a)
		} else {
			j.add("twice", "it ran again while it ran", a)
		}
		return
	}
}

func (j *judgement) crashed(from, to time.Time) bool {
	return slices.ContainsFunc(j.Crashes, func(t time.Time) bool { return !t.Before(from) && !t.After(to) })
}

// order finds a first run that came before that of a schedule which is before it in the order of (due, asked), and
// was there when the run's time had come: whoever ran the one could see the other.
func (j *judgement) order() {
	var ran []int // places in Asked, in the order of their first runs
	place, at := map[string]int{}, map[int]time.Time{}
	for i, a := range j.Asked {
		if a.Ended.IsZero() {
			place[a.Key] = i
		}
	}
	for _, r := range j.Ran {
		i, known := place[r.Key]
		if _, again := at[i]; known && !again {
			ran, at[i] = append(ran, i), r.At
		}
	}
	for n, i := range ran {
		a := j.Asked[i]
		if at[i].Before(a.from()) {
			continue // It is early, which is worse.
		}
		for _, k := range ran[n+1:] {
			if b := j.Asked[k]; before(b, a, k, i) {
				j.add("order", "it ran behind what is due later, or was asked for later", b)
				return
			}
		}
	}
}

// before reports whether a, at place i, is to run before b, at place k. Of two that were asked for at different moments
// and are due within the same two milliseconds nobody can say: a multiplexer may round up or down.
func before(a, b Asked, i, k int) bool {
	if a.At.Equal(b.At) && a.Due.Equal(b.Due) {
		return i < k
	}
	return b.Due.Sub(a.Due) >= 2*time.Millisecond && a.At.Before(b.from())
}
