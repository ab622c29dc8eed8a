package picture

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"dolab/durable"
	"dolab/durable/scheduler"
)

// pair is one line of how an object stands: what, and how.
type pair struct{ name, text string }

// listMax is how many items of one kind a state names.
const listMax = 12

// pairs describes an object for a reader. What says nothing is left out.
func pairs(x *durable.Inspection, start time.Time) []pair {
	var list []pair
	add := func(name, format string, args ...any) { list = append(list, pair{name, fmt.Sprintf(format, args...)}) }
	if x.Sight.Live {
		add("object", "in memory, incarnation %d", x.Sight.Incarnation)
	} else {
		add("object", "not in memory; %d incarnations so far", x.Sight.Incarnation)
	}
	add("getAlarm()", "%s", ownAlarm(&x.Sight, start))
	add("alarm manager", "%s", managerAlarm(&x.Sight, start))
	if x.Sight.Live {
		gates(x, add)
	}
	add2 := func(name string, items []string) {
		if n := len(items); n > listMax {
			items = append(slices.Clone(items[:listMax]), fmt.Sprintf("… and %d more", n-listMax))
		}
		for _, item := range items {
			add(name, "%s", item)
		}
	}
	add2("mailbox", x.Mailbox)
	add2("waits until the object is free", x.Slow)
	for _, e := range x.Events {
		state := "waits"
		if e.Started {
			state = "is running"
		}
		add("in flight", "%s from %s %s", e.What, e.Peer, state)
	}
	for _, c := range x.Tasks {
		add("coroutine", "%s%s %s", c.Name, within(c.Within), waits(c))
	}
	for _, s := range x.Sockets {
		add("socket", "%d is %s, %d frames to dispatch, %d held", s.N, readyState(s.State), s.Heard, s.Said)
	}
	if x.Ahead != 0 {
		add("clock", "the object's is %s", offset(x.Ahead))
	}
	if x.ManagerAhead != 0 {
		add("clock", "the alarm manager's is %s", offset(x.ManagerAhead))
	}
	return list
}

func gates(x *durable.Inspection, add func(name, format string, args ...any)) {
	input := "open"
	if len(x.Locks) > 0 {
		input = "locked by " + strings.Join(x.Locks, ", inside it ")
	}
	add("input gate", "%s", input)
	for n, e := range x.Waiting {
		if n == listMax {
			add("waits there", "… and %d more", len(x.Waiting)-n)
			break
		}
		add("waits there", "%s%s", e.What, within(e.Within))
	}
	c := x.Commits
	output := fmt.Sprintf("commit %d is durable", c.Durable)
	if c.Issued > c.Durable {
		output += fmt.Sprintf(", %d is not yet", c.Issued)
	}
	if c.Arming {
		output += "; commits wait for the alarm manager"
	}
	if c.Writing {
		output += "; the turn has written"
	}
	if len(x.Held) > 0 {
		output += fmt.Sprintf("; it holds %s", plural(len(x.Held), "message"))
	}
	add("output gate", "%s", output)
}

// ownAlarm is the object's copy of the alarm.
func ownAlarm(s *durable.Sight, start time.Time) string {
	switch {
	case s.Object.DeferredDelete:
		return "null: the handler runs, and deletes it by succeeding"
	case s.Object.Stored.IsZero():
		return "null"
	}
	return sinceStart(s.Object.Stored.Sub(start))
}

// managerAlarm is the alarm manager's copy.
func managerAlarm(s *durable.Sight, start time.Time) string {
	m := s.Manager
	text := "nothing will ring"
	switch {
	case m.Scheduled.IsZero():
	case m.State == scheduler.Started:
		text = "rings now, for " + sinceStart(m.Scheduled.Sub(start))
	case m.Next.IsZero():
		text = "knows " + sinceStart(m.Scheduled.Sub(start)) + ", and will not ring"
	default:
		text = "rings at " + sinceStart(m.Next.Sub(start))
	}
	if !m.Queued.IsZero() {
		text += ", then at " + sinceStart(m.Queued.Sub(start))
	}
	if m.Retries > 0 {
		text += fmt.Sprintf(" (try %d)", m.Retries+1)
	}
	return text
}

func waits(c durable.Coroutine) string {
	switch {
	case c.Wait.What == "":
		return "is ready"
	case c.Wait.What == "sleep":
		return fmt.Sprintf("sleeps %s since %s", c.Wait.Whom, sinceStart(c.Wait.Since))
	}
	text := fmt.Sprintf("waits since %s for %s", sinceStart(c.Wait.Since), c.Wait.What)
	if c.Wait.Whom != "" {
		text += " (" + c.Wait.Whom + ")"
	}
	return text
}

func within(section string) string {
	if section == "" {
		return ""
	}
	return ", within " + section
}

func readyState(n int) string {
	switch n {
	case durable.ReadyStateConnecting:
		return "connecting"
	case durable.ReadyStateOpen:
		return "open"
	case durable.ReadyStateClosing:
		return "closing"
	}
	return "closed"
}

func offset(d time.Duration) string {
	if d < 0 {
		return span(-d) + " behind the world's"
	}
	return span(d) + " ahead of the world's"
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
