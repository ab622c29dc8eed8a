package picture

import (
	"slices"
	"time"
)

// gap is a stretch of time in which an object has work that is past its time.
type gap struct {
	from, to time.Duration
	due      int
	alarm    time.Duration // what the object's alarm is set for
	state    waiting
}

// waiting is what overdue work waits for.
type waiting int

// The states of overdue work.
const (
	neverArmed waiting = iota // getAlarm() is null, and nothing will ring
	unknown                   // the object has an alarm that the manager does not know
	elsewhere                 // the alarm is set for a later time
	onItsWay                  // the alarm is due too, and about to come
	running                   // the alarm handler is at it
)

// gaps lists the stretches in which an object has work past its time, cut where the work or the alarm changes.
func (o *object) gaps(end time.Duration, start time.Time) []gap {
	var list []gap
	next := 0 // of the moments
	for n, w := range o.works {
		until := end
		if n+1 < len(o.works) {
			until = o.works[n+1].at
		}
		dues := make([]time.Duration, len(w.jobs))
		for i, j := range w.jobs {
			dues[i] = j.due
		}
		slices.Sort(dues)
		for from := w.at; from < until; {
			for next < len(o.moments) && o.moments[next].at <= from {
				next++
			}
			due, to := 0, until
			for due < len(dues) && dues[due] <= from {
				due++
			}
			if due < len(dues) {
				to = min(to, dues[due])
			}
			if next < len(o.moments) {
				to = min(to, o.moments[next].at)
			}
			if due > 0 && next > 0 {
				list = joined(list, o.moments[next-1].gap(from, to, due, start))
			}
			from = to
		}
	}
	return list
}

// joined adds a gap to a list, to the one before where the two differ in nothing but time.
func joined(list []gap, g gap) []gap {
	if n := len(list) - 1; n >= 0 {
		if last := &list[n]; last.to == g.from && last.due == g.due && last.state == g.state && last.alarm == g.alarm {
			last.to = g.to
			return list
		}
	}
	return append(list, g)
}

// gap says what overdue work waits for as the object stands.
func (m *moment) gap(from, to time.Duration, due int, start time.Time) gap {
	g := gap{from: from, to: to, due: due}
	own, manager := m.seen.Sight.Object, m.seen.Sight.Manager
	ringing := manager.State == "started"
	if !own.Stored.IsZero() {
		g.alarm = own.Stored.Sub(start)
	}
	switch {
	case own.InHandler:
		g.state = running
	case own.Stored.IsZero() && ringing:
		g.state = onItsWay
	case own.Stored.IsZero():
		g.state = neverArmed
	case manager.Scheduled.IsZero() && !own.Asking:
		g.state = unknown
	case g.alarm > from+time.Millisecond && !ringing:
		g.state = elsewhere
	default:
		g.state = onItsWay
	}
	return g
}

// brief is what words says in a few words.
func (g *gap) brief() string {
	return [...]string{"never armed", "nothing will ring", "alarm set for later", "on its way", "running"}[g.state]
}

// words names a gap: in full, and what comes first of that.
func (g *gap) words() (short, rest string) {
	short = plural(g.due, "row") + " due"
	switch g.state {
	case neverArmed:
		return short, "getAlarm() is null: never armed"
	case unknown:
		return short, "the alarm manager does not know the alarm: nothing will ring"
	case elsewhere:
		return short, "the alarm is set for " + sinceStart(g.alarm)
	case running:
		return short, "the alarm handler runs"
	}
	return short, "the alarm is on its way"
}
