package steps

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dolab/actor/fault"
	"dolab/durable"
)

// wait lets time pass.
type wait struct{ span time.Duration }

func (x *wait) do(s *Session) error { return s.World.Advance(x.span) }

// until lets time pass until a moment.
type until struct {
	line int
	text string
	span time.Duration // since the beginning, where at is zero
	at   time.Time
}

func readUntil(m *mapping) *until {
	f := m.scalar("until", "a duration since the beginning, or a date")
	if f == nil {
		return nil
	}
	x := &until{line: f.Line, text: f.Text}
	var err error
	if x.at, err = time.Parse(time.RFC3339, f.Text); err == nil {
		return x
	}
	x.span = m.positive("until")
	return x
}

func (x *until) do(s *Session) error {
	at := x.at
	if at.IsZero() {
		at = s.World.Now().Add(x.span - s.World.Elapsed())
	}
	if at.Before(s.World.Now()) {
		return &Mismatch{x.line, "until", x.text, "it is later already: " + date(s.World.Now())}
	}
	return s.World.Run(at)
}

func date(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// end ends an object's incarnation.
type end struct {
	how string
	object
}

func (x *end) do(s *Session) error {
	stub := x.stub(s)
	if !slices.Contains(s.App.Namespace(x.class).Objects(), stub.ID()) {
		return &Mismatch{0, x.how, "an object " + x.class + "/" + x.name, "none that has been reached: " + s.reached(x.class)}
	}
	act := map[string]func(*durable.Stub) error{"evict": s.Objects.Evict, "crash": s.Objects.Crash, "deploy": s.Objects.Deploy}
	err := act[x.how](stub)
	switch {
	case errors.Is(err, durable.ErrNotRunning): // It is not in memory: nothing is left to end.
		return nil
	case errors.Is(err, durable.ErrBusy):
		return &Mismatch{0, x.how, "an object that becomes quiet", err.Error()}
	}
	return err
}

// reached lists the objects of a class that have been reached.
func (s *Session) reached(class string) string {
	ns := s.App.Namespace(class)
	var names []string
	for _, id := range ns.Objects() {
		names = append(names, ns.Get(id).Label())
	}
	if len(names) == 0 {
		return "no object of the class has"
	}
	return clip(strings.Join(names, ", "))
}

// scheduled is a cron trigger.
type scheduled struct {
	line int
	cron string
	err  *pattern
}

func readScheduled(m *mapping) *scheduled {
	x := &scheduled{line: m.n.Line, cron: m.name("scheduled")}
	if at := m.field("expect"); at != nil {
		e, err := mappingOf(at, "expect")
		if err != nil {
			m.keep(err)
			return x
		}
		x.err = e.expression("error")
		m.keep(e.done())
	}
	return x
}

func (x *scheduled) do(s *Session) error {
	var failed error
	if err := s.await(15*time.Minute, func() { failed = s.App.Scheduled(s.World.Now(), x.cron) }); err != nil {
		return err
	}
	if x.err == nil && failed != nil {
		return &Mismatch{x.line, "error", "none", quote(failed.Error())}
	}
	return x.err.hold(failed)
}

// faults replaces what goes wrong.
type faults struct{ list []fault.Fault }

func readFaults(m *mapping) *faults { return &faults{m.faults("faults")} }

func (x *faults) do(s *Session) error {
	for _, f := range x.list {
		p := s.Objects.Profile()
		if err := p.CheckFault(f); err != nil {
			return fmt.Errorf("faults: %w", err)
		}
	}
	s.plan = fault.NewPlan(x.list...)
	return s.Objects.SetFaults(s.plan)
}
