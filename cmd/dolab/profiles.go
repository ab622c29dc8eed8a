package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"dolab/durable"
)

// number is one number of a profile.
type number struct{ name, value, source string }

// numbers lists the numbers of a profile in the order of durable.Profile, each with its source.
func numbers(p durable.Profile) []number {
	var late []string
	for _, l := range p.AlarmLate {
		upTo := "beyond"
		if l.UpTo > 0 {
			upTo = "up to " + span(l.UpTo)
		}
		late = append(late, upTo+": "+spread(l.Late))
	}
	if len(late) == 1 {
		late[0] = spread(p.AlarmLate[0].Late)
	}
	all := []number{
		{"ClientHop", spread(p.ClientHop), ""},
		{"ObjectHop", spread(p.ObjectHop), ""},
		{"Commit", spread(p.Commit), ""},
		{"ColdStart", spread(p.ColdStart), ""},
		{"AlarmHop", spread(p.AlarmHop), ""},
		{"AlarmLate", strings.Join(late, "; "), ""},
		{"ManagerAhead", span(p.ManagerAhead), ""},
		{"TurnTime", spread(p.TurnTime), ""},
		{"HibernateAfter", span(p.HibernateAfter), ""},
		{"EvictAfter", spread(p.EvictAfter), ""},
		{"TimersInLine", strconv.FormatBool(p.TimersInLine), ""},
	}
	var told []number
	for _, n := range all {
		n.source = p.Sources[n.name]
		if n.source == "" {
			n.source = p.Sources["*"]
		}
		if n.source != "" || n.value != span(0) {
			told = append(told, n)
		}
	}
	return told
}

// spread is a distribution from its smallest to its largest value.
func spread(d durable.Dist) string {
	switch n := len(d.Q); {
	case n == 0:
		return span(0)
	case n == 1 || d.Q[0] == d.Q[n-1]:
		return span(d.Q[0])
	default:
		lo, unit, _ := strings.Cut(span(d.Q[0]), " ")
		hi := span(d.Q[n-1])
		if strings.HasSuffix(hi, " "+unit) {
			return lo + "–" + hi
		}
		return lo + " " + unit + "–" + hi
	}
}

// span is a duration with one unit.
func span(d time.Duration) string {
	if d.Abs() >= time.Second {
		return fmt.Sprintf("%g s", d.Seconds())
	}
	return fmt.Sprintf("%g ms", float64(d)/float64(time.Millisecond))
}
