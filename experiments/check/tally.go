package check

import (
	"fmt"
	"strings"
	"time"
)

// Bounds says what counts as what.
type Bounds struct {
	// Late is how long behind its time a run is still on time.
	Late time.Duration
}

// Tally counts the schedules of a record by their fates.
type Tally struct {
	Scheduled   int // asked for and not cancelled or replaced
	Executed    int // on time, late or early
	OnTime      int
	Late        int
	Early       int
	Failed      int
	NeverArmed  int
	Starving    int
	Overwritten int
	Pending     int

	Duplicate int // schedules that ran again although they had run without an error
	Undead    int // schedules that ran after they had been cancelled or replaced
	Disorder  int // first runs that came behind one that was due later, or asked for later and due at once

	Lag      []float64 // milliseconds from due to run, of those executed; negative for early
	Alarm    time.Time // the object's alarm at the end, zero for none
	FirstRun time.Duration
	LastRun  time.Duration // from the first asking to the first and the last run, 0 for none
}

// Count counts.
func Count(r Record, b Bounds) Tally {
	t := Tally{Alarm: r.Alarm}
	runs := map[string][]Ran{}
	for _, ran := range r.Ran {
		runs[ran.Key] = append(runs[ran.Key], ran)
	}
	for _, a := range r.Asked {
		if !a.Ended.IsZero() {
			if undead(a, r) {
				t.Undead++
			}
			continue
		}
		t.Scheduled++
		t.fate(a, runs[a.Key], r, b)
	}
	t.order(r)
	if len(r.Asked) > 0 && len(r.Ran) > 0 {
		t.FirstRun = r.Ran[0].At.Sub(r.Asked[0].At)
		t.LastRun = r.Ran[len(r.Ran)-1].At.Sub(r.Asked[0].At)
	}
	return t
}

// fate counts one schedule.
func (t *Tally) fate(a Asked, runs []Ran, r Record, b Bounds) {
	var first *Ran
	kept := 0
	for i := range runs {
		if runs[i].Err != "" {
			continue
		}
		kept++
		if first == nil && runs[i].Done {
			first = &runs[i]
		}
	}
	if kept > 1 {
		t.Duplicate++
	}
	switch lag := time.Duration(0); {
	case first != nil:
		lag = first.At.Sub(a.from())
		t.Executed++
		t.Lag = append(t.Lag, float64(lag.Microseconds())/1000)
		switch {
		case lag < 0:
			t.Early++
		case lag > b.Late:
			t.Late++
		default:
			t.OnTime++
		}
	case len(runs) > 0 && !r.Stored[a.ID]:
		t.Failed++
	case !r.Stored[a.ID]:
		t.Overwritten++
	case r.Now.Before(a.from()):
		t.Pending++
	case r.Alarm.IsZero():
		t.NeverArmed++
	default:
		t.Starving++
	}
}

// from is when a schedule could run: it is due, and it has been asked for.
func (a Asked) from() time.Time {
	if a.At.After(a.Due) {
		return a.At
	}
	return a.Due
}

// undead reports whether a run of an ended schedule began after its end. Runs of a key that was asked for again are
// the newer one's.
func undead(a Asked, r Record) bool {
	for _, other := range r.Asked {
		if other.Key == a.Key && other.At.After(a.At) {
			return false
		}
	}
	for _, ran := range r.Ran[min(a.Until, len(r.Ran)):] {
		if ran.Key == a.Key {
			return true
		}
	}
	return false
}

// order counts first runs that came behind the first run of one that is behind them in the order of (due, asked).
func (t *Tally) order(r Record) {
	place := map[string]int{}
	for i, a := range r.Asked {
		if a.Ended.IsZero() {
			place[a.Key] = i
		}
	}
	seen := map[string]bool{}
	last := -1
	for _, ran := range r.Ran {
		i, known := place[ran.Key]
		if !known || seen[ran.Key] {
			continue
		}
		seen[ran.Key] = true
		if last >= 0 && behind(r.Asked[last], r.Asked[i], last, i) && !ran.At.Before(r.Asked[i].Due) {
			t.Disorder++
			continue
		}
		last = i
	}
}

// behind reports whether a, at place i, is to run after b, at place j. Of two that were asked for at different
// moments and are due within the same two milliseconds nobody can say: a multiplexer may round up or down.
func behind(a, b Asked, i, j int) bool {
	if a.At.Equal(b.At) && a.Due.Equal(b.Due) {
		return i > j
	}
	return a.Due.Sub(b.Due) >= 2*time.Millisecond
}

// OK reports whether each schedule ran once, on time, and nothing else did.
func (t *Tally) OK() bool {
	return t.OnTime+t.Pending == t.Scheduled && t.Duplicate == 0 && t.Undead == 0
}

// Diagnosis says in one line what went wrong, "" for nothing.
func (t *Tally) Diagnosis() string {
	var parts []string
	add := func(n int, format string, args ...any) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d ", n)+fmt.Sprintf(format, args...))
		}
	}
	add(t.NeverArmed, "%s due, getAlarm() is null: never armed", plural(t.NeverArmed, "row"))
	add(t.Starving, "%s due, the alarm is set for %s: starving", plural(t.Starving, "row"), t.Alarm.Format(time.TimeOnly))
	add(t.Overwritten, "gone without a run: overwritten")
	add(t.Failed, "threw and gone: failed")
	add(t.Early, "ran early, by up to %s", span(-extreme(t.Lag, -1)))
	add(t.Late, "ran late, by up to %s", span(extreme(t.Lag, 1)))
	add(t.Duplicate, "ran again: duplicate")
	add(t.Undead, "ran after being cancelled")
	return strings.Join(parts, "; ")
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

// extreme returns the largest of sign·v, as sign·that.
func extreme(lag []float64, sign float64) float64 {
	most := 0.0
	for _, v := range lag {
		most = max(most, sign*v)
	}
	return sign * most
}

// span writes milliseconds.
func span(ms float64) string {
	if ms < 1000 {
		return fmt.Sprintf("%.0f ms", ms)
	}
	return fmt.Sprintf("%.1f s", ms/1000)
}

// Add adds what was counted on another object.
func (t *Tally) Add(o Tally) {
	t.Scheduled += o.Scheduled
	t.Executed += o.Executed
	t.OnTime += o.OnTime
	t.Late += o.Late
	t.Early += o.Early
	t.Failed += o.Failed
	t.NeverArmed += o.NeverArmed
	t.Starving += o.Starving
	t.Overwritten += o.Overwritten
	t.Pending += o.Pending
	t.Duplicate += o.Duplicate
	t.Undead += o.Undead
	t.Disorder += o.Disorder
	t.Lag = append(t.Lag, o.Lag...)
	if t.Alarm.IsZero() {
		t.Alarm = o.Alarm
	}
	if t.FirstRun == 0 {
		t.FirstRun = o.FirstRun
	}
	t.LastRun = max(t.LastRun, o.LastRun)
}
