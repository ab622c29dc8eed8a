package search

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"dolab/actor"
	"dolab/actor/fault"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/experiments/check"
)

// Look runs a scenario until the turn that writes a step of the trace, counted from 0 as in the trace itself, and
// returns the page of the world as it then stands. Where the trace ends before that the page is empty.
func (s Scenario) Look(step int64, o Options) (page string, out Outcome, err error) {
	o.Step = step + 1
	watch := o.Watch
	o.Watch = func(w *World, c *check.Watch) {
		w.Objects.Remember()
		if watch != nil {
			watch(w, c)
		}
	}
	var failed error
	o.Stopped = func(w *World) { page, failed = w.Page() }
	if out, err = s.Run(o); err == nil {
		err = failed
	}
	return page, out, err
}

// Page shows the world as it stands, for a reader: its objects with their gates and lines, both copies of their alarms,
// what is stored and not durable yet; clients, faults and timers; and what the subject keeps. It does not wake anybody.
func (w *World) Page() (string, error) {
	objects, err := w.Objects.InspectAll()
	if err != nil {
		return "", err
	}
	p := &Page{}
	p.Head("world", fmt.Sprintf("at %v (%s)", w.Elapsed(), Stamp(w.Now())))
	var labels []string
	for _, x := range objects {
		labels = append(labels, x.Who)
		p.object(x)
	}
	p.others(w.Waits(), labels)
	p.faults(w.Objects.Faults())
	p.timers(w.Timers())
	if x, ok := w.t.play.(Pager); ok {
		x.Page(p)
	}
	return p.text.String(), nil
}

// Page is a page in the making: heads, and items under them.
type Page struct{ text strings.Builder }

// The bounds of a page.
const (
	itemsSeen  = 20 // of one kind
	linesSeen  = 4  // of one item
	columnSeen = 116
)

// Head begins a part of the page.
func (p *Page) Head(name, what string) {
	fmt.Fprintln(&p.text, strings.TrimRight(name+"  "+what, " "))
}

// Item writes lines under a head: a name, or "" where the item before goes on, and a text, broken between words. A long
// text is cut.
func (p *Page) Item(name, what string) {
	line := fmt.Sprintf("  %-12s  ", name)
	count := 1
	for n, word := range strings.SplitAfter(what, " ") {
		if n > 0 && utf8.RuneCountInString(line+word) > columnSeen {
			if count++; count > linesSeen {
				line += "…"
				break
			}
			fmt.Fprintln(&p.text, strings.TrimRight(line, " "))
			line = strings.Repeat(" ", 20)
		}
		line += word
	}
	fmt.Fprintln(&p.text, strings.TrimRight(line, " "))
}

// Items writes items of one name. Of a long list it writes the first 20.
func (p *Page) Items(name string, list []string) {
	for n, text := range list {
		if n == itemsSeen {
			p.Item("", fmt.Sprintf("… and %d more", len(list)-n))
			return
		}
		p.Item(name, text)
		name = ""
	}
}

// object shows one object.
func (p *Page) object(x durable.Inspection) {
	life := "not in memory"
	if x.Sight.Live {
		life = "in memory"
	}
	p.Head("object", fmt.Sprintf("%s, %s, incarnation %d (%d were lost)", x.Who, life, x.Sight.Incarnation, x.Sight.Lost))
	p.Items("alarm", alarms(x.Sight))
	if x.Sight.Live {
		p.Item("input gate", inputGate(x))
		p.Items("", each(x.Waiting, func(n int, e durable.Entrant) string {
			return fmt.Sprintf("%d. %s%s", n+1, e.What, within(e.Within))
		}))
		p.Item("output gate", outputGate(x))
		p.Items("", each(x.Held, func(_ int, h durable.Held) string {
			return fmt.Sprintf("%s has said something that rests on commit %d", orNobody(h.Who), h.Commit)
		}))
	}
	p.Items("mailbox", x.Mailbox)
	if len(x.Slow) > 0 {
		p.Item("slow line", "until the last turn's time is over, "+Stamp(x.FreeAt))
		p.Items("", x.Slow)
	}
	p.Items("in flight", each(x.Events, func(_ int, e durable.InFlight) string {
		state := "waits"
		if e.Started {
			state = "has begun"
		}
		return fmt.Sprintf("%s of %s, %s", e.What, e.Peer, state)
	}))
	p.Items("coroutines", each(x.Tasks, func(_ int, t durable.Coroutine) string {
		return t.Name + within(t.Within) + ": " + waits(t.Wait)
	}))
	p.Items("timers", each(x.Timers, func(_ int, at time.Time) string { return "due " + Stamp(at) }))
	p.Items("sockets", each(x.Sockets, func(_ int, s durable.SocketEnd) string {
		return fmt.Sprintf("%d, state %d, tags %v: %d frames to dispatch, %d held", s.N, s.State, s.Tags, s.Heard, s.Said)
	}))
	if !x.IdleAt.IsZero() {
		p.Item("idle", "somebody looks at "+Stamp(x.IdleAt)+" whether it can be evicted")
	}
	p.stored(x)
}

// alarms are both copies of an object's alarm.
func alarms(s durable.Sight) []string {
	return []string{"object   " + s.Object.String(), "manager  " + s.Manager.String()}
}

func inputGate(x durable.Inspection) string {
	state := "open"
	if len(x.Locks) > 0 {
		state = "locked by " + strings.Join(x.Locks, ", and in it by ")
	}
	if len(x.Waiting) > 0 {
		state += ", and there wait"
	}
	return state
}

func outputGate(x durable.Inspection) string {
	c := x.Commits
	state := fmt.Sprintf("commit %d is durable", c.Durable)
	if c.Sent > c.Durable {
		state += fmt.Sprintf(", %d on its way to the disk", c.Sent)
	}
	if c.Issued > c.Sent {
		state += fmt.Sprintf(", %d the newest", c.Issued)
	}
	if c.Arming {
		state += ": they wait for the alarm manager"
	}
	if c.Writing {
		state += "; the turn has written"
	}
	return state
}

// stored shows what is in an object's database.
func (p *Page) stored(x durable.Inspection) {
	s := x.Stored
	if s.Bytes == 0 {
		return
	}
	var sizes []string
	for _, t := range s.Tables {
		more := ""
		if t.More {
			more = "+"
		}
		sizes = append(sizes, fmt.Sprintf("%s %d%s", t.Name, t.Rows, more))
	}
	sizes = append(sizes, fmt.Sprintf("keys %d", s.Keys))
	p.Item("stored", fmt.Sprintf("%s; %d bytes", strings.Join(sizes, ", "), s.Bytes))
	if len(s.Pending) > 0 {
		p.Item("not durable", fmt.Sprintf("a crash now would undo, back to commit %d", s.Durable))
		p.Items("", lines(s.Pending))
	}
	if len(s.Last) > 0 {
		p.Item("last durable", fmt.Sprintf("commit %d changed", s.Durable))
		p.Items("", lines(s.Last))
	}
	if s.More {
		p.Item("", "(large tables are not compared)")
	}
}

// others shows who waits and is no coroutine of an object's incarnation.
func (p *Page) others(all []actor.Wait, labels []string) {
	var list []string
	for _, x := range all {
		if !slices.ContainsFunc(labels, func(label string) bool { return strings.HasPrefix(x.Who, label+" ") }) {
			list = append(list, x.Who+": "+waits(x))
		}
	}
	if len(list) > 0 {
		p.Head("clients", "")
		p.Items("", list)
	}
}

func (p *Page) faults(all []fault.Standing) {
	if len(all) == 0 {
		return
	}
	p.Head("faults", "")
	p.Items("", each(all, func(_ int, f fault.Standing) string {
		over := ""
		if f.Over {
			over = ", healed"
		}
		return fmt.Sprintf("%s: struck %d× of %d occasions%s", f.Fault, f.Struck, f.Passed, over)
	}))
}

func (p *Page) timers(all []sim.Pending) {
	p.Head("timers", "")
	p.Items("", each(all, func(_ int, t sim.Pending) string {
		what := t.What
		switch {
		case t.Background:
			what = "housekeeping"
		case what == "":
			what = "a timer"
		}
		return Stamp(t.At) + "  " + what
	}))
}

// waits says what a coroutine waits for.
func waits(x actor.Wait) string {
	if x.What == "sleep" {
		return fmt.Sprintf("sleeps %s since %v", x.Whom, x.Since)
	}
	text := fmt.Sprintf("waits since %v for %s", x.Since, x.What)
	if x.Whom != "" {
		text += " (" + x.Whom + ")"
	}
	return text
}

func within(section string) string {
	if section == "" {
		return ""
	}
	return ", within " + section
}

func orNobody(name string) string {
	if name == "" {
		return "the platform"
	}
	return name
}

func each[T any](list []T, text func(n int, x T) string) []string {
	all := make([]string, len(list))
	for n, x := range list {
		all[n] = text(n, x)
	}
	return all
}

func lines(list []durable.RowChange) []string {
	return each(list, func(_ int, c durable.RowChange) string { return c.String() })
}

// Stamp is a time as a Page shows it: "none" for the zero time.
func Stamp(t time.Time) string {
	if t.IsZero() {
		return "none"
	}
	return t.UTC().Format("15:04:05.000")
}
