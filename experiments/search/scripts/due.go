package scripts

import (
	"fmt"
	"time"

	"dolab/durable"
	"dolab/experiments/search"
)

// What is wrong with stored work.
const (
	unarmed = "work is stored, and no alarm is set"
	tooLate = "work is stored, and the alarm is set for a later time"
)

// lookDue holds the objects that are quiet to their stored work. What is wrong counts at the second look at which it is
// still so, and at the end.
func (p *play) lookDue(end bool) {
	for _, stub := range p.objects() {
		sight, err := p.w.Objects.Look(stub)
		if err != nil || !search.Quiet(sight) {
			continue
		}
		for _, d := range p.Due {
			at, found := p.earliest(stub, d)
			if !found {
				continue
			}
			key := stub.Label() + " " + d.String()
			wrong := p.amiss(sight, at)
			if wrong == "" {
				delete(p.owing, key)
				continue
			}
			note := fmt.Sprintf("%s: the earliest of %v is %s, the alarm %s",
				stub.Label(), d, search.Stamp(at), stamp(sight.Object.Stored))
			switch {
			case end || p.owing[key] == note:
				if !p.w.Violated("due: " + wrong) {
					p.w.Violate("due", wrong, note)
				}
			default:
				p.owing[key] = note
				p.w.LookAgain()
			}
		}
	}
}

// amiss says what is wrong with the alarm of an object whose earliest work is due at a time.
func (p *play) amiss(s durable.Sight, at time.Time) string {
	alarm := s.Object.Stored
	switch {
	case s.Object.InHandler:
		return ""
	case alarm.IsZero():
		return unarmed
	case (at.After(p.w.Now()) || p.w.Calm()) && alarm.Sub(at) > p.w.Grace() && alarm.After(p.w.Now()):
		return tooLate // What is overdue may be tried again later, once something has gone wrong.
	}
	return ""
}

// keysMax is how many keys are read for the earliest time.
const keysMax = 1000

// earliest reads the earliest time of work that is stored.
func (p *play) earliest(stub *durable.Stub, d due) (at time.Time, found bool) {
	if d.kv {
		list, err := p.w.Objects.Entries(stub, d.prefix, keysMax)
		if err != nil {
			return at, false
		}
		for _, e := range list {
			var v any
			err := e.Read(&v)
			if m, is := v.(map[string]any); is && d.field != "" {
				v = m[d.field]
			}
			if t, is := moment(v); err == nil && is && (!found || t.Before(at)) {
				at, found = t, true
			}
		}
		return at, found
	}
	rows, err := p.w.Objects.Query(stub, d.query())
	if err != nil || len(rows) != 1 || len(rows[0]) != 1 {
		return at, false // There is no such table, or not yet.
	}
	return moment(rows[0][0])
}

// moment is a time that is stored as a number of seconds, milliseconds or smaller parts of a second, or as a date.
func moment(v any) (time.Time, bool) {
	var n float64
	switch v := v.(type) {
	case int:
		n = float64(v)
	case int32:
		n = float64(v)
	case int64:
		n = float64(v)
	case float64:
		n = v
	case time.Time:
		return v, true
	default:
		return time.Time{}, false
	}
	const seconds, millis, micros = 1e11, 1e14, 1e17
	switch {
	case n < seconds:
		n *= 1e9
	case n < millis:
		n *= 1e6
	case n < micros:
		n *= 1e3
	}
	return time.Unix(0, int64(n)).UTC(), true
}

func stamp(at time.Time) string {
	if at.IsZero() {
		return "is not set"
	}
	return "is set for " + search.Stamp(at)
}
