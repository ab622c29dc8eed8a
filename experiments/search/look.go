package search

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"dolab/experiments/specimens"
)

// Page shows the world as it stands, for a reader: its objects, both copies of their alarms, who waits for what, and what
// the subject keeps. It does not wake anybody.
func (w *World) Page() (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "world at %v (%s)\n", w.Elapsed(), stamp(w.Now()))
	for _, stub := range w.t.stubs() {
		sight, err := w.Objects.Look(stub)
		if err != nil {
			return "", err
		}
		life := "not in memory"
		if sight.Live {
			life = "in memory"
		}
		fmt.Fprintf(&b, "object %s\n  %s, incarnation %d, %d in flight, %d sockets\n",
			stub.Label(), life, sight.Incarnation, sight.InFlight, sight.Sockets)
		fmt.Fprintf(&b, "  alarm on disk         %s\n", stamp(sight.Alarm))
		fmt.Fprintf(&b, "  alarm at the manager  %s\n", stamp(sight.Managed))
	}
	for _, x := range w.Waits() {
		fmt.Fprintf(&b, "wait\n  %s since %v for %s (%s)\n", x.Who, x.Since, x.What, cmp.Or(x.Whom, "-"))
	}
	if p, ok := w.t.play.(Pager); ok {
		b.WriteString(p.Page())
	}
	return b.String(), nil
}

// Page shows what was asked of the multiplexer, what ran, and what it stores.
func (p *schedules) Page() string {
	r, err := specimens.Observe(p.Objects, p.stub(), p.mux)
	if err != nil { // Its tables are not there yet.
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "asked for\n")
	for _, a := range r.Asked {
		state := "gone"
		switch {
		case !a.Ended.IsZero():
			state = "ended " + stamp(a.Ended)
		case r.Stored[a.ID]:
			state = "stored"
		}
		fmt.Fprintf(&b, "  %-12s due %s  asked %s  %s\n", a.Key, stamp(a.Due), stamp(a.At), state)
	}
	fmt.Fprintf(&b, "ran\n")
	for _, x := range r.Ran {
		end := cmp.Or(x.Err, "cut off or under way")
		if x.Done {
			end = "done"
		}
		fmt.Fprintf(&b, "  %-12s at  %s  %s\n", x.Key, stamp(x.At), end)
	}
	fmt.Fprintf(&b, "stored by the multiplexer\n  %s\n", strings.Join(slices.Sorted(maps.Keys(r.Stored)), " "))
	return b.String()
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return "none"
	}
	return t.UTC().Format("15:04:05.000")
}
