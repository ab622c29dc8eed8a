package main

import (
	"errors"
	"fmt"
	"strings"

	"dolab/experiments/search"
)

// look says what of a scenario's run to show.
type look struct {
	step int64 // the world behind this step of the trace; below 0: the end
	tail int   // how many of the last lines of the trace
}

// The lines of a trace that are shown by default, and at most.
const (
	tailUsual = 12
	tailMax   = 1_000_000
)

// replayScenario runs a scenario and shows what goes wrong and the end of the trace, or the world at one step of it.
func (a *app) replayScenario(s *subject, args []string, l look, d *drawing) error {
	x, err := s.scenario(args)
	if err != nil {
		return err
	}
	p := a.page()
	m := a.meter(false)
	defer m.clear()
	m.at(0, 0, "the scenario's world")
	o := search.Options{TailMax: l.tail, Stop: a.stopped, Picture: d.recorder(), Explain: true}
	var out search.Outcome
	if l.step < 0 {
		out, err = x.Run(o)
	} else {
		var world string
		world, out, err = x.Look(l.step, o)
		p.text.WriteString(world)
	}
	m.clear()
	if errors.Is(err, search.ErrStopped) {
		return errInterrupted
	}
	if err != nil {
		return &usageError{err}
	}
	if l.step >= 0 && out.Lines <= l.step {
		return usage("--step %d: the trace ends with step %d", l.step, out.Lines-1)
	}
	p.line("trace")
	for _, line := range out.Tail {
		p.line("  " + strings.TrimSuffix(line, "\n"))
	}
	p.gap()
	if l.step < 0 {
		p.outcome(x, out)
	}
	command := s.replay(x.Name(), x.Seed)
	if d.html != "" {
		if err := a.finish(d, scenarioPage(x, out, command, d.recorder())); err != nil {
			return err
		}
	}
	if l.step >= 0 {
		p.line(fmt.Sprintf("%s --step %d", command, l.step))
		return a.showBeside(d, p)
	}
	p.line(fmt.Sprintf("%s   seed %d   hash %s   profile %s", x.Name(), x.Seed, out.Hash, x.Profile))
	p.line(fmt.Sprintf("--step 0 to %d shows the world at a step, --tail %d shows the whole trace.", out.Lines-1, out.Lines))
	p.line(command)
	return errors.Join(a.showBeside(d, p), found(len(x.Unmet(&out)) > 0))
}

// outcome says what goes wrong.
func (p *page) outcome(x search.Scenario, out search.Outcome) {
	for _, v := range out.Violations {
		p.hanging("", "  ", v.String())
	}
	if x.Fails != "" && !out.Has(x.Fails) {
		p.line("It does not go wrong any more: " + x.Fails)
	}
	if len(out.Violations) == 0 {
		p.line("Nothing goes wrong.")
	}
	p.explained(out.Explained)
	for n, text := range x.Faults {
		if n < len(out.Struck) && out.Struck[n] == 0 {
			p.line("It never struck: " + text)
		}
	}
	if x.Expect == nil {
		return
	}
	unmet := x.Unmet(&out)
	for _, text := range unmet {
		p.line("Not as expected: " + text)
	}
	if len(unmet) == 0 {
		p.line("All is as expected.")
	}
}

// explain returns where trouble meets the code of a scenario's subject, and what it says goes wrong, if it can tell.
func explain(x search.Scenario, stop func() bool) []string {
	out, err := x.Run(search.Options{Explain: true, Stop: stop})
	if err != nil {
		return nil
	}
	if note := out.Note(x.Fails); note != "" {
		return append([]string{note}, out.Explained...)
	}
	return out.Explained
}

// explained shows where trouble met the code of the subject.
func (p *page) explained(lines []string) {
	for _, text := range lines {
		p.hanging("  ", "    ", text)
	}
	if len(lines) > 0 {
		p.gap()
	}
}
