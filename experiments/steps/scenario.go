package steps

import (
	"fmt"
	"strings"
	"time"

	"dolab/actor/fault"
	"dolab/durable/platform"
	"dolab/durable/worker"
	"dolab/experiments/search"
)

// Scenario is a script: what happens to a Worker, and what must hold.
type Scenario struct {
	Profile string // "": the caller's choice
	Set     []string
	Faults  []string // with those of the phases
	Seed    uint64
	Seeded  bool      // Seed is given
	Start   time.Time // of the world, zero for the usual time
	Steps   []Step
	Outside []worker.Answer // what answers for the outside of the world

	faultLines []int // in the text, of Faults
}

// Step is one step of a scenario.
type Step struct {
	Line  int    // in the text
	About string // "fetch /room/a"
	do    action
}

// action is what a step does. A step that does not hold gives a *Mismatch.
type action interface{ do(s *Session) error }

// checked is an action that can be held against the Worker before anything runs.
type checked interface{ check(w *worker.Worker) error }

// Mismatch is an expectation that is not met.
type Mismatch struct {
	Line      int    // of the expectation
	Field     string // "status", "json.users[0]"
	Want, Got string
}

func (m *Mismatch) Error() string {
	return fmt.Sprintf("%s: expected %s, got %s", m.Field, m.Want, m.Got)
}

// bounds of a text.
const (
	stepsMax = 10_000
	spanMax  = 10 * 365 * 24 * time.Hour
)

// Parse reads a scenario from YAML, or JSON with comments. An error names line and field.
func Parse(data []byte) (*Scenario, error) {
	n, err := search.ParseNode(data)
	if err != nil {
		return nil, err
	}
	m, err := mappingOf(n, "a scenario")
	if err != nil {
		return nil, err
	}
	s := &Scenario{Profile: m.text("profile"), Set: m.texts("set"), Faults: m.texts("faults")}
	if f := m.field("seed"); f != nil {
		s.Seeded = true
		s.Seed = uint64(m.whole("seed", 0, 1<<62))
	}
	if f := m.field("start"); f != nil {
		at, err := time.Parse(time.RFC3339, f.Text)
		if err != nil {
			m.fail(f, "start: %s is not a date: want 2026-01-01T00:00:00Z", f)
		}
		s.Start = at.UTC()
	}
	if s.Profile != "" {
		if _, err := platform.ProfileByName(s.Profile); err != nil {
			m.fail(m.field("profile"), "profile: %w", err)
		}
	}
	s.readFaults(m)
	s.readAnswers(m)
	s.readSteps(m)
	return s, m.done()
}

func (s *Scenario) readFaults(m *mapping) {
	for _, text := range s.Set {
		if _, err := platform.Ideal().Override(text); err != nil {
			m.fail(m.field("set"), "set: %w", err)
		}
	}
	m.faults("faults")
	for _, item := range m.list("faults") {
		s.faultLines = append(s.faultLines, item.Line)
	}
	from := time.Duration(0)
	for _, item := range m.list("phases") {
		p, err := mappingOf(&item, "a phase")
		if err != nil {
			m.keep(err)
			return
		}
		until := p.span("until")
		if f := p.field("until"); f == nil {
			p.fail(p.n, "a phase has no until: its end, counted from the beginning")
		} else if until <= from {
			p.fail(f, "until: %s is not after the end of the phase before, %s", f, fault.SpanText(from))
		}
		p.text("name")
		for n, f := range p.faults("faults") {
			s.faultLines = append(s.faultLines, p.field("faults").Items[n].Line)
			if f.From > 0 || f.Until > 0 {
				at := p.field("faults").Items[n]
				p.fail(&at, "faults: %s has from= or until=, which the phase gives it", &at)
			}
			f.From, f.Until = from, until
			s.Faults = append(s.Faults, f.String())
		}
		from = until
		m.keep(p.done())
	}
}

func (s *Scenario) readSteps(m *mapping) {
	list := m.list("steps")
	if m.err == nil && len(list) == 0 {
		m.fail(m.n, "a scenario has no steps")
	}
	if len(list) > stepsMax {
		m.fail(m.field("steps"), "steps: there are more than %d", stepsMax)
		return
	}
	names := map[string]bool{}
	for _, item := range list {
		step, err := readStep(&item)
		if err != nil {
			m.keep(err)
			return
		}
		m.keep(named(step, names))
		s.Steps = append(s.Steps, step)
	}
}

// named holds the names of WebSockets to those that have been opened.
func named(step Step, names map[string]bool) error {
	switch d := step.do.(type) {
	case *open:
		if names[d.name] {
			return fmt.Errorf("line %d: open: there is a WebSocket %s already", step.Line, d.name)
		}
		names[d.name] = true
	case interface{ socket() string }:
		if !names[d.socket()] {
			return fmt.Errorf("line %d: %s: no step before opens a WebSocket of this name", step.Line, step.About)
		}
	}
	return nil
}

// Check holds a scenario against the Worker that it is for, and its faults against the profile. Without its faults, set
// Faults to nil before.
func (s *Scenario) Check(w *worker.Worker, p platform.Profile) error {
	for n, text := range s.Faults {
		f, err := platform.ParseFault(text)
		if err == nil {
			err = p.CheckFault(f)
		}
		if err != nil {
			return fmt.Errorf("line %d: faults: %w", s.faultLines[n], err)
		}
	}
	for _, step := range s.Steps {
		if c, ok := step.do.(checked); ok {
			if err := c.check(w); err != nil {
				return fmt.Errorf("line %d: %w", step.Line, err)
			}
		}
	}
	return nil
}

// kinds are the readers of steps by the field that says what they do.
func kinds() []kind {
	return []kind{
		{"fetch", func(m *mapping) action { return readFetch(m) }},
		{"together", func(m *mapping) action { return readTogether(m) }},
		{"open", func(m *mapping) action { return readOpen(m) }},
		{"send", func(m *mapping) action { return readSend(m) }},
		{"close", func(m *mapping) action { return readClose(m) }},
		{"drop", func(m *mapping) action { return &drop{m.name("drop")} }},
		{"wait", func(m *mapping) action { return &wait{m.positive("wait")} }},
		{"until", func(m *mapping) action { return readUntil(m) }},
		{"evict", func(m *mapping) action { return &end{"evict", m.object("evict")} }},
		{"crash", func(m *mapping) action { return &end{"crash", m.object("crash")} }},
		{"deploy", func(m *mapping) action { return &end{"deploy", m.object("deploy")} }},
		{"scheduled", func(m *mapping) action { return readScheduled(m) }},
		{"call", func(m *mapping) action { return readCall(m) }},
		{"storage", func(m *mapping) action { return readStorage(m) }},
		{"alarm", func(m *mapping) action { return readAlarm(m) }},
		{"log", func(m *mapping) action { return readLog(m) }},
		{"faults", func(m *mapping) action { return readFaults(m) }},
		{"expect", func(m *mapping) action { return readExpect(m) }}, // The last one: other steps have a field of the name.
	}
}

// kind is how a step is read.
type kind struct {
	name string
	read func(m *mapping) action
}

func readStep(n *search.Node) (Step, error) {
	m, err := mappingOf(n, "a step")
	if err != nil {
		return Step{}, err
	}
	var all []string
	for _, k := range kinds() {
		f := m.field(k.name)
		if all = append(all, k.name); f == nil {
			continue
		}
		m.what = k.name
		step := Step{Line: n.Line, About: k.name + " " + about(f), do: k.read(m)}
		return step, m.done()
	}
	first := "it is empty"
	if len(n.Fields) > 0 {
		first = "it has " + n.Fields[0].Name
	}
	return Step{}, fmt.Errorf("line %d: a step has one of %s, and %s", n.Line, strings.Join(all, ", "), first)
}

// about is what a step is about, in a word.
func about(n *search.Node) string {
	switch n.Kind {
	case search.NodeScalar:
		return clip(n.Text)
	case search.NodeList:
		return fmt.Sprintf("(%d)", len(n.Items))
	}
	return ""
}

// clip is a text cut to what an error shows.
func clip(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, text)
	return clipped(text)
}

// shownMax is how many characters of a value an error shows.
const shownMax = 200
