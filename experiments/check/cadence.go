package check

import (
	"fmt"
	"slices"
	"time"
)

// Recurring is a schedule that comes again and again.
type Recurring struct {
	Key string
	Due []time.Time // its occurrences, in their order, as far as they have had their time
	Ran []Ran       // all its runs, in their order
}

// Cadence holds a recurring schedule against the promise that each of its occurrences exists once: a run that ended
// well stands for the first occurrence that was due and had none. A run for which there is none left is one too many,
// unless a crash came between; an occurrence without a run was skipped, unless skips says that the multiplexer may run
// one for all that it was late for.
func Cadence(r Recurring, crashes []time.Time, skips bool) []Violation {
	var found []Violation
	add := func(detail, note string, args ...any) {
		found = append(found, Violation{"cadence", detail, r.Key + ", " + fmt.Sprintf(note, args...)})
	}
	served, last := 0, time.Time{}
	for _, ran := range r.Ran {
		if !ran.Done {
			continue
		}
		crashed := slices.ContainsFunc(crashes, func(t time.Time) bool { return !t.Before(last) && !t.After(ran.At) })
		switch due := r.until(ran.At); {
		case served < due && skips:
			served = due
		case served < due:
			served++
		case served < len(r.Due) && !crashed:
			add("an occurrence ran twice, or early", "at %s, the next is due %s", clock(ran.At), clock(r.Due[served]))
		}
		last = ran.At
	}
	if n := len(r.Due) - served; n > 0 {
		add("an occurrence was skipped", "%d of %d", n, len(r.Due))
	}
	return found
}

// until counts the occurrences that are due at a time.
func (r *Recurring) until(t time.Time) int {
	n, _ := slices.BinarySearchFunc(r.Due, t, func(due, t time.Time) int {
		if due.After(t) {
			return 1
		}
		return -1
	})
	return n
}
