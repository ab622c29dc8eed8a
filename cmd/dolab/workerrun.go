package main

import (
	"fmt"
	"slices"

	"dolab/durable/worker"
	"dolab/experiments/steps"
)

// readSteps reads a scenario of steps.
func readSteps(path string) (*steps.Scenario, error) {
	if _, err := inputFile(path); err != nil {
		return nil, usage("run: %w", err)
	}
	data, err := readFile(path, scenarioBytesMax)
	if err != nil {
		return nil, usage("run: %w", err)
	}
	s, err := steps.Parse(data)
	if err != nil {
		return nil, usage("%s: %w", path, err)
	}
	return s, nil
}

// workerRun runs a scenario under one seed or several.
func (a *app) workerRun(
	o *workerOptions, w *worker.Worker, others []*worker.Worker, s *steps.Scenario, file string, out *sinks,
) error {
	world, err := o.world(a, s, others)
	if err != nil {
		return err
	}
	if o.faults != nil {
		s.Faults = nil // The flag's are checked.
	}
	if err := s.Check(w, world.Profile); err != nil {
		return usage("%s: %w", file, err)
	}
	if trial, err := steps.Open(w, steps.Options{Profile: world.Profile, Others: others}); err != nil {
		return usage("%s: %w", o.projects(), err)
	} else {
		trial.Close()
	}
	world.Trace = a.traceWriter(&o.out, out.trace)
	if o.seeds == 1 {
		world.Console = a.console()
	}
	m := a.meter(false)
	list, err := eachSeed(a, m, world.Seed, o.seeds, func(seed uint64) (steps.Outcome, error) {
		return a.runSeed(o, w, s, world, seed, o.replay(workerRun, file, seed))
	})
	m.clear()
	if err != nil {
		return err
	}
	failing := failingOf(list)
	if out.json != nil {
		if err := writeIndented(out.json, runRecords(file, list)); err != nil {
			return err
		}
	}
	p := a.page()
	p.ran(o, s, file, list, world.Profile.Name)
	switch taken := len(o.out.stdout()) > 0; {
	case taken && len(failing) > 0:
		f := failing[0].Failure
		a.complain("%s:%d: step %d, %s: %v\n%s\n", file, f.Line, f.Step, f.About, f, o.replay(workerRun, file, failing[0].Seed))
	case !taken:
		if err := a.show(p); err != nil {
			return err
		}
	}
	if len(failing) > 0 {
		return errContradicted
	}
	return nil
}

func (a *app) runSeed(
	o *workerOptions, w *worker.Worker, s *steps.Scenario, world steps.Options, seed uint64, replay string,
) (out steps.Outcome, err error) {
	defer func() {
		if b := caught(recover()); b != nil {
			b.replay = replay
			err = b
		}
	}()
	world.Seed = seed
	out, err = s.Run(w, world)
	return out, o.worldError(err, replay)
}

func failingOf(list []steps.Outcome) (failing []steps.Outcome) {
	for _, out := range list {
		if out.Failure != nil {
			failing = append(failing, out)
		}
	}
	return failing
}

func allHold(n int) string {
	if n == 1 {
		return "The step holds"
	}
	return fmt.Sprintf("All %d steps hold", n)
}

// unstruck are the faults that have struck under no seed, where all steps hold.
func unstruck(list []steps.Outcome) []string {
	never := slices.Clone(list[0].Unstruck)
	for _, out := range list {
		never = slices.DeleteFunc(never, func(text string) bool { return !slices.Contains(out.Unstruck, text) })
	}
	return never
}

// ran shows how a scenario went.
func (p *page) ran(o *workerOptions, s *steps.Scenario, file string, list []steps.Outcome, profile string) {
	failing := failingOf(list)
	shown := list[0]
	switch {
	case len(failing) == 0 && len(list) == 1:
		p.line(fmt.Sprintf("%s, in %s of the world's time.", allHold(shown.Done), worldTime(shown.Elapsed)))
	case len(failing) == 0:
		p.line(fmt.Sprintf("%s under each of %d seeds.", allHold(shown.Done), len(list)))
	default:
		shown = failing[0]
		if len(list) > 1 {
			p.line(fmt.Sprintf("%d of %d seeds fail. The first is %d:", len(failing), len(list), shown.Seed))
		}
		f := shown.Failure
		p.hanging("", "  ", fmt.Sprintf("Step %d of %d does not hold: %s", f.Step, len(s.Steps), f.About))
		p.line(fmt.Sprintf("  %s:%d", file, f.Line))
		at := ""
		if f.Mismatch.Line != f.Line {
			at = fmt.Sprintf("   (line %d)", f.Mismatch.Line)
		}
		p.line("  " + f.Field + at)
		p.hanging("    expected  ", "              ", f.Want)
		p.hanging("    got       ", "              ", f.Got)
	}
	for _, text := range unstruck(list) {
		p.hanging("", "  ", "It never struck: "+text)
	}
	p.line(fmt.Sprintf("seed %d   hash %s   profile %s", shown.Seed, shown.Hash, profile))
	command := o.replay(workerRun, file, shown.Seed)
	if len(failing) == 0 && len(list) > 1 {
		command += fmt.Sprintf(" --seeds %d", len(list))
	}
	p.line(command)
}

// runRecord is an outcome as JSON.
type runRecord struct {
	Scenario string         `json:"scenario"`
	Seed     uint64         `json:"seed"`
	Hash     string         `json:"hash"`
	Elapsed  float64        `json:"elapsed_ms"`
	Steps    int            `json:"steps_held"`
	Failure  *failureRecord `json:"failure"`
}

type failureRecord struct {
	Step     int    `json:"step"`
	Line     int    `json:"line"`
	About    string `json:"about"`
	Field    string `json:"field"`
	Expected string `json:"expected"`
	Got      string `json:"got"`
}

func runRecords(file string, list []steps.Outcome) []runRecord {
	records := make([]runRecord, len(list))
	for n, out := range list {
		records[n] = runRecord{
			Scenario: file, Seed: out.Seed, Hash: out.Hash, Elapsed: float64(out.Elapsed.Microseconds()) / 1000, Steps: out.Done,
		}
		if f := out.Failure; f != nil {
			records[n].Failure = &failureRecord{f.Step, f.Mismatch.Line, f.About, f.Field, f.Want, f.Got}
		}
	}
	return records
}
