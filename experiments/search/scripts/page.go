package scripts

import (
	"fmt"
	"slices"
	"strings"

	"dolab/durable/worker"
	"dolab/experiments/check"
	"dolab/experiments/search"
)

// linesMax is how many lines an explanation has.
const linesMax = 20

// met takes note of what has come between the beginning and the end of an await, and of what was written.
func (p *play) met(e worker.AwaitEvent) {
	switch e.How {
	case "written":
		p.wrote(e)
		return
	case "between":
		text := fmt.Sprintf("%s: %s called %s, which another had called since %s", e.Place, e.Who, e.Object, e.First)
		if !p.w.Ended() && len(p.between) < betweenMax && !slices.Contains(p.between, text) {
			p.between = append(p.between, text)
		}
		return
	case "ended":
		if class, _, _ := strings.Cut(e.Who, "/"); p.ended[class] == "" {
			p.ended[class] = e.Who
		}
		return
	}
	place := e.Place
	if e.From != "" {
		place += " (called at " + e.From + ")"
	}
	text := fmt.Sprintf("%s: %s waited for a %s", place, e.Who, e.What)
	if e.Stub != "" && e.Stub != e.Place {
		text += " by a stub made at " + e.Stub
	}
	switch e.How {
	case "foreign":
		text = fmt.Sprintf("%s: %s used a stub of another event, made at %s", e.Place, e.Who, e.Stub)
	case "failed":
		text += ", which failed: " + clip(e.Err)
	case "answered":
		text = fmt.Sprintf("%s: %s had the answer of a %s when it ended: %s", place, e.Who, e.What, clip(e.Err))
	case "lost":
		text += " when it ended: " + clip(e.Err)
	default:
		text += " when another " + e.How + " began"
	}
	p.line(text)
}

// line adds a line to the explanation, once.
func (p *play) line(text string) {
	to := &p.lines
	if p.w.Ended() {
		to = &p.after
	}
	if len(*to) < linesMax && !slices.Contains(*to, text) {
		*to = append(*to, text)
	}
}

// thrower is the code that an error leaves, by the event.
var thrower = map[string]string{
	"alarm":     "its alarm handler",
	"construct": "its constructor",
	"socket":    "its WebSocket handler",
	"worker":    "its handler",
	"rejection": "code that nothing waits for",
	"waitUntil": "a promise of waitUntil",
}

// metThrown takes note of an error that leaves the Worker's code, unless the await that failed is named already.
func (p *play) metThrown(e worker.Thrown) {
	named := func(line string) bool {
		return strings.HasPrefix(line, e.Place+": ") || strings.HasPrefix(line, e.Place+" (")
	}
	if e.Place == "" || slices.ContainsFunc(p.lines, named) || slices.ContainsFunc(p.after, named) {
		return
	}
	p.line(fmt.Sprintf("%s: %s threw in %s: %s", e.Place, e.Who, thrower[e.Event], clip(e.Err.Error())))
}

// metTest is met for the module of tests.
func (p *play) metTest(e worker.AwaitEvent) {
	if e.How == "written" || e.How == "ended" || e.How == "between" {
		return
	}
	before := len(p.lines)
	p.met(e)
	p.ofTests += len(p.lines) - before
}

// betweenMax is how many calls an explanation names before which another has called the object.
const betweenMax = 4

// writesMax is how many of an object's last writes an explanation has.
const writesMax = 3

// wrote keeps the last writes of each object, each place once.
func (p *play) wrote(e worker.AwaitEvent) {
	if p.w.Ended() {
		return
	}
	at := slices.IndexFunc(p.written, func(list []worker.Await) bool { return list[0].Who == e.Who })
	if at < 0 {
		p.written = append(p.written, []worker.Await{e.Await})
		return
	}
	list := slices.DeleteFunc(p.written[at], func(a worker.Await) bool { return a.Place == e.Place && a.What == e.What })
	list = append(list, e.Await)
	for len(list) > writesMax {
		// Where its alarm was set is kept longest.
		old := max(0, slices.IndexFunc(list, func(a worker.Await) bool { return a.What != "setAlarm" }))
		list = slices.Delete(list, old, old+1)
	}
	p.written[at] = list
}

// Explain tells at which awaits something came between, and which calls of an event came behind those of another. It tells
// what objects have written last, and where alarm handlers end that have set no alarm. Where answers rest on memory, or
// nothing else explains an error, it tells what ended objects had in memory only.
func (p *play) Explain() []string {
	var lines []string
	if p.w.Violated("armed: " + check.Forgotten) {
		lines = p.sameTime()
	}
	lines = append(lines, p.lines...)
	lines = append(lines, p.between...)
	if p.explainAgain {
		lines = append(lines, p.after...)
	}
	judged := func(name string) bool { return p.w.Violated("judge: " + name) }
	if p.w.Violated("due: "+unarmed) || len(p.lines) == p.ofTests && slices.ContainsFunc(p.test.Judges, judged) {
		lines = append(lines, p.ends()...)
	}
	for _, list := range p.written {
		for _, a := range list {
			text := fmt.Sprintf("%s: %s called %s, among the last that it wrote", a.Place, a.Who, a.What)
			if len(lines) < 2*linesMax && !slices.Contains(lines, text) {
				lines = append(lines, text)
			}
		}
	}
	memory := []string{forgotten, restarted, hibernated}
	if len(p.lines) == p.ofTests || slices.ContainsFunc(memory, func(what string) bool { return p.w.Violated("memory: " + what) }) {
		lines = append(lines, p.memory()...)
	}
	return lines
}

// Page shows where code waits.
func (p *play) Page(page *search.Page) {
	page.Head("script", p.Project.worker.Config().Name)
	list := p.app.Awaits()
	if p.lab != nil {
		list = append(list, p.lab.Awaits()...)
	}
	var texts []string
	for _, a := range list {
		texts = append(texts, fmt.Sprintf("%s waits for a %s at %s", a.Who, a.What, a.Place))
	}
	if len(texts) == 0 {
		texts = []string{"none"}
	}
	page.Items("awaits", texts)
	if len(p.lines) > 0 {
		page.Items("met", p.lines)
	}
}
