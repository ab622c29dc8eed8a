package steps

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"dolab/actor"
	"dolab/durable/platform"
	"dolab/durable/worker"
)

// Outcome is how a scenario went under one seed.
type Outcome struct {
	Seed     uint64
	Hash     string // of the trace
	Elapsed  time.Duration
	Done     int      // steps that held
	Failure  *Failure // nil: all steps held
	Unstruck []string // faults that never struck, where all steps held
	Console  []Console
}

// Failure is the first step that does not hold.
type Failure struct {
	Step  int // from 1
	Line  int
	About string
	Mismatch
}

// Run runs a scenario in a world of its own. Its own Faults, Seed and Start do not count: those of the options do. An
// error is none of the Worker's: the world was stopped, or has a bug.
func (s *Scenario) Run(w *worker.Worker, o Options) (out Outcome, err error) {
	o.Outside = slices.Concat(s.Outside, o.Outside)
	session, err := Open(w, o)
	if err != nil {
		return out, err
	}
	defer session.Close()
	out.Seed = o.Seed
	for n, step := range s.Steps {
		err := session.step(step)
		var unmet *Mismatch
		if errors.As(err, &unmet) {
			unmet.Line = cmp.Or(unmet.Line, step.Line)
			out.Failure = &Failure{Step: n + 1, Line: step.Line, About: step.About, Mismatch: *unmet}
			break
		}
		if err != nil {
			return out, fmt.Errorf("line %d: step %d, %s: %w", step.Line, n+1, step.About, err)
		}
		out.Done++
	}
	if out.Failure == nil {
		out.Unstruck = session.unstruck()
	}
	out.Hash, out.Elapsed, out.Console = session.World.Hash(), session.World.Elapsed(), session.Console
	return out, nil
}

// step runs a step. A world that is busy for ever does not hold what the step expects.
func (s *Session) step(step Step) error {
	err := step.do.do(s)
	var unmet *Mismatch
	var busy *actor.BusyError
	var refused *platform.Error
	switch {
	case err == nil, errors.As(err, &unmet):
		return err
	case errors.As(err, &busy):
		return &Mismatch{step.Line, "world", "that it comes to rest", clip(busy.Error())}
	case NoAnswer(err):
		return &Mismatch{step.Line, "answer", "one in the time that the step gives it", err.Error()}
	case errors.As(err, &refused):
		return &Mismatch{step.Line, "world", "that it obeys", clip(err.Error())}
	}
	return err
}
