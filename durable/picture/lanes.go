package picture

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// lane is one line of the picture: bands that last, and marks that do not.
type lane struct {
	group string // the object, "clients" or "world"
	name  string
	sub   string // a few words under the name
	kind  string
	rows  int // bands may lie in several rows
	bands []band
	marks []mark
}

// band is something that lasts. A label may have parts, with a | between: the second is left out where there is
// no room, or the third, which is shorter, stands for it.
type band struct {
	from, to time.Duration
	style    string
	label    string
	step     int64
	row      int
}

// mark is something that happens.
type mark struct {
	at    time.Duration
	style string
	label string
	step  int64
	row   int
}

// The styles of bands and marks. Each has one meaning and one colour.
const (
	styleLife    = "life"    // in memory
	styleGood    = "good"    // answered
	styleOdd     = "odd"     // answered with something else
	styleBad     = "bad"     // no answer, an error, a loss
	styleDue     = "due"     // past its time, and nothing will wake the object in time
	styleLate    = "late"    // past its time, and on its way
	styleWait    = "wait"    // stored, and not yet due
	styleAlarm   = "alarm"   // an alarm is set
	styleNone    = "none"    // no alarm, and no need of one
	styleMissing = "missing" // no alarm, and work is due
	styleGate    = "gate"    // a gate is closed
	styleTurn    = "turn"    // a turn of the object
	styleCommit  = "commit"
	styleSocket  = "socket"
	styleFault   = "fault"
)

// ends are the events that end an incarnation, in words.
var ends = map[string]string{
	"evict": "it was evicted", "crash": "its machine crashed", "reset": "it was reset", "deploy": "a deploy replaced it",
	"hibernate": "it hibernated", "double": "a double replaced it",
}

// lanes are all lanes of a world: clients first, then object by object, faults last.
func (t *Take) lanes(gaps map[string][]gap) []lane {
	list := t.clientLanes()
	for _, o := range t.objects {
		own := []lane{
			t.lifeLane(o), t.gateLane(o), dueLane(o, gaps[o.label]), t.scheduleLane(o),
			t.alarmLane(o, gaps[o.label]), t.managerLane(o, gaps[o.label]), t.storageLane(o), t.socketLane(o),
		}
		list = append(list, slices.DeleteFunc(own, func(l lane) bool { return len(l.bands)+len(l.marks) == 0 })...)
	}
	if l := t.faultLane(); len(l.marks) > 0 {
		list = append(list, l)
	}
	return list
}

// lifeLane shows when an object was in memory, and its turns.
func (t *Take) lifeLane(o *object) lane {
	l := lane{group: o.label, name: "in memory", sub: "incarnations", kind: "life", rows: 1}
	open := -1
	n := 0
	for i, e := range t.eventsOf(o.label) {
		at, step := e.At(), int64(i)
		switch {
		case e.Ev == "new":
			if open >= 0 {
				l.bands[open].to = at
			}
			n++
			l.bands = append(l.bands, band{at, t.end, styleLife, fmt.Sprintf("incarnation %d", n), step, 0})
			open = len(l.bands) - 1
		case ends[e.Ev] != "" && open >= 0 && (e.N == 0 || e.N == int64(n)):
			l.bands[open].to = at
			open = -1
			if e.Ev == "evict" || e.Ev == "hibernate" {
				break // The end of the band says it.
			}
			label := e.Ev
			if e.Note != "" {
				label += "|" + e.Note
			}
			l.marks = append(l.marks, mark{at, styleBad, label, step, 0})
		case e.Ev == "turn":
			l.marks = append(l.marks, mark{at, styleTurn, e.What, step, 0})
		}
	}
	return l
}

// gateLane shows when a gate of an object was closed.
func (t *Take) gateLane(o *object) lane {
	l := lane{group: o.label, name: "gates", sub: "closed, who waits", kind: "gates", rows: 2}
	in := run{row: 0}
	out := run{row: 1}
	for n := range o.moments {
		m := &o.moments[n]
		text := ""
		if len(m.seen.Locks) > 0 {
			text = "input gate: " + strings.Join(m.seen.Locks, ", ")
			if w := len(m.seen.Waiting); w > 0 {
				text += fmt.Sprintf("|%d waiting", w)
			}
		}
		in.at(m, text)
		text = ""
		if h := len(m.seen.Held); h > 0 {
			text = fmt.Sprintf("output gate: %s|until commit %d is durable", plural(h, "message"), m.seen.Held[h-1].Commit)
		}
		out.at(m, text)
	}
	in.end(t.end)
	out.end(t.end)
	l.bands = append(in.bands, out.bands...)
	return l
}

// run makes bands of a gate's text, which changes.
type run struct {
	row   int
	bands []band
	text  string
}

func (r *run) at(m *moment, text string) {
	if text == r.text {
		return
	}
	r.end(m.at)
	r.text = text
	if text != "" {
		r.bands = append(r.bands, band{m.at, m.at, styleGate, text, m.step, r.row})
	}
}

func (r *run) end(at time.Duration) {
	if r.text != "" {
		r.bands[len(r.bands)-1].to = at
	}
}

// dueLane shows the work that is past its time.
func dueLane(o *object, gaps []gap) lane {
	l := lane{group: o.label, name: "work due", sub: "rows past their time", kind: "due", rows: 1}
	if o.partial {
		l.sub = "not read to the end: too large"
	}
	for _, g := range gaps {
		style := styleDue
		if g.state >= onItsWay {
			style = styleLate
		}
		short, rest := g.words()
		label := fmt.Sprintf("%s|%s|%s|%d due", short, rest, g.brief(), g.due)
		l.bands = append(l.bands, band{g.from, g.to, style, label, o.stepAt(g.from), 0})
	}
	return l
}

// schedulesMax is how many schedules have a row of their own.
const schedulesMax = 24

// scheduleLane shows each schedule from its asking to its time, and its runs.
func (t *Take) scheduleLane(o *object) lane {
	all := o.ledger.asked
	l := lane{group: o.label, name: "schedules", sub: "◇ due, ● run", kind: "schedules"}
	l.rows = min(max(len(all), 1), schedulesMax)
	for n, a := range all {
		row := n % schedulesMax
		if !a.ended {
			name := a.key
			if len(a.runs) > 0 {
				name = "" // Its runs say it.
			}
			l.bands = append(l.bands, band{a.at, max(a.due, a.at), styleWait, name, t.stepBefore(a.at, o.label), row})
			l.marks = append(l.marks, mark{a.due, styleNone, a.key + " is due", -1, row})
		}
		for i, r := range a.runs {
			style, label := styleGood, a.key+" runs"
			switch {
			case a.due-r.at >= early:
				style, label = styleBad, a.key+" runs "+span(a.due-r.at)+" early"
			case i > 0 && a.runs[i-1].err == "":
				style, label = styleBad, a.key+" runs again"
			case r.err != "":
				style, label = styleBad, a.key+" throws "+r.err
			case r.at-a.due > gapMin:
				style, label = styleOdd, a.key+" runs "+span(r.at-a.due)+" late"
			}
			label += "||" + strings.TrimPrefix(label, a.key+" ")
			l.marks = append(l.marks, mark{r.at, style, label, t.turnAt(r.at, o.label), row})
		}
	}
	return l
}

// alarmLane shows the object's copy of its alarm.
func (t *Take) alarmLane(o *object, gaps []gap) lane {
	l := lane{group: o.label, name: "alarm, object", sub: "getAlarm()", kind: "alarm", rows: 1}
	set := false
	for n := range o.moments {
		own := &o.moments[n].seen.Sight.Object
		text, style := "null", styleNone
		switch {
		case own.InHandler && own.DeferredDelete:
			text, style = "the handler runs", styleLate
		case own.InHandler:
			text, style = "the handler runs; set for "+sinceStart(own.Stored.Sub(t.start)), styleLate
		case !own.Stored.IsZero():
			text, style = "set for "+sinceStart(own.Stored.Sub(t.start))+"||"+sinceStart(own.Stored.Sub(t.start)), styleAlarm
		}
		set = set || style != styleNone
		l.add(&o.moments[n], t.end, style, text)
	}
	if !set && !o.worked() {
		return lane{} // The object has to do with no alarm.
	}
	l.missing(gaps, "null: never armed||null")
	for i, e := range t.eventsOf(o.label) {
		if e.Ev == "alarm.ask" {
			l.marks = append(l.marks, mark{e.At(), styleAlarm, "asks for " + e.What, int64(i), 0})
		}
	}
	return l
}

// managerLane shows the alarm manager's copy.
func (t *Take) managerLane(o *object, gaps []gap) lane {
	l := lane{group: o.label, name: "alarm, manager", sub: "what will ring", kind: "manager", rows: 1}
	set := false
	for n := range o.moments {
		s := &o.moments[n].seen.Sight
		style := styleAlarm
		if s.Manager.Scheduled.IsZero() {
			style = styleNone
		}
		set = set || style != styleNone
		text := managerAlarm(s, t.start)
		if !s.Manager.Next.IsZero() {
			text += "||" + sinceStart(s.Manager.Next.Sub(t.start))
		}
		l.add(&o.moments[n], t.end, style, text)
	}
	if !set && !o.worked() {
		return lane{}
	}
	l.missing(gaps, "nothing will ring||nothing")
	for i, e := range t.eventsOf(o.label) {
		if strings.HasPrefix(e.Ev, "alarm.") && e.Ev != "alarm.ask" {
			style := styleAlarm
			if e.Ev == "alarm.abandon" || e.Ev == "alarm.failed" {
				style = styleBad
			}
			l.marks = append(l.marks, mark{e.At(), style, strings.TrimPrefix(e.Ev, "alarm.") + " " + e.What, int64(i), 0})
		}
	}
	return l
}

// worked reports whether the object has ever had work stored.
func (o *object) worked() bool {
	return slices.ContainsFunc(o.works, func(w work) bool { return len(w.jobs) > 0 })
}

// add lets a band begin at a moment, unless the one before says the same.
func (l *lane) add(m *moment, end time.Duration, style, label string) {
	if n := len(l.bands); n > 0 {
		if last := &l.bands[n-1]; last.style == style && last.label == label {
			return
		}
		l.bands[n-1].to = m.at
		if l.bands[n-1].from == m.at {
			l.bands = l.bands[:n-1]
			l.add(m, end, style, label)
			return
		}
	}
	l.bands = append(l.bands, band{m.at, end, style, label, m.step, 0})
}

// missing gives the bands without an alarm another style while work is due and nothing will wake the object.
func (l *lane) missing(gaps []gap, words string) {
	var list []band
	for _, b := range l.bands {
		if b.style != styleNone {
			list = append(list, b)
			continue
		}
		for _, g := range gaps {
			if g.state != neverArmed && g.state != unknown || g.to <= b.from || g.from >= b.to {
				continue
			}
			if g.from > b.from {
				before := b
				before.to = g.from
				list = append(list, before)
			}
			missed := b
			missed.from, missed.to, missed.style, missed.label = max(b.from, g.from), min(b.to, g.to), styleMissing, words
			if n := len(list); n > 0 && list[n-1].style == styleMissing && list[n-1].to == missed.from {
				list[n-1].to = missed.to
			} else {
				list = append(list, missed)
			}
			b.from = missed.to
		}
		if b.from < b.to {
			list = append(list, b)
		}
	}
	l.bands = list
}

// storageLane shows commits, and what a crash has undone.
func (t *Take) storageLane(o *object) lane {
	l := lane{group: o.label, name: "storage", sub: "commits", kind: "storage", rows: 1}
	at := map[int64]*write{}
	for n := range o.writes {
		at[o.writes[n].step] = &o.writes[n]
	}
	for i, e := range t.eventsOf(o.label) {
		w := at[int64(i)]
		switch {
		case e.Ev == "commit":
			label := fmt.Sprintf("commit %d", e.N)
			if w != nil {
				label += ": " + plural(len(w.changes), "row")
			}
			l.marks = append(l.marks, mark{e.At(), styleCommit, label, int64(i), 0})
		case w != nil && e.Ev != "new":
			l.marks = append(l.marks, mark{e.At(), styleBad, e.Ev + " undoes " + plural(len(w.changes), "row"), int64(i), 0})
		}
	}
	return l
}

// socketLane shows an object's WebSockets, and what they carry.
func (t *Take) socketLane(o *object) lane {
	l := lane{group: o.label, name: "sockets", sub: "open, in and out", kind: "sockets", rows: 1}
	open := map[int64]int{}
	for i, e := range t.eventsOf(o.label) {
		if !strings.HasPrefix(e.Ev, "ws.") {
			continue
		}
		row := int(max(e.N-1, 0)) % 8
		l.rows = max(l.rows, row+1)
		switch e.Ev {
		case "ws.accept":
			open[e.N] = len(l.bands)
			l.bands = append(l.bands, band{e.At(), t.end, styleSocket, fmt.Sprintf("socket %d", e.N), int64(i), row})
		case "ws.close", "ws.drop":
			if b, known := open[e.N]; known && l.bands[b].to == t.end {
				l.bands[b].to = e.At()
			}
			l.marks = append(l.marks, mark{e.At(), styleBad, e.Ev[3:] + " " + e.Note, int64(i), row})
		case "ws.in", "ws.out":
			arrow := "→ "
			if e.Ev == "ws.out" {
				arrow = "← "
			}
			l.marks = append(l.marks, mark{e.At(), styleSocket, arrow + e.What, int64(i), row})
		}
	}
	return l
}

// faultLane shows what was made to go wrong, and what the world failed by.
func (t *Take) faultLane() lane {
	l := lane{group: "world", name: "faults", sub: "made to go wrong", kind: "faults", rows: 1}
	for i := range t.events {
		e := &t.events[i]
		switch e.Ev {
		case "fault", "partition", "overtaken":
			l.marks = append(l.marks, mark{e.At(), styleFault, strings.TrimSpace(e.Who + ": " + e.What), int64(i), 0})
		case "fail", "deadlock", "error":
			l.marks = append(l.marks, mark{e.At(), styleBad, e.Ev + " " + e.Note, int64(i), 0})
		}
	}
	return l
}
