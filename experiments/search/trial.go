package search

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"dolab/actor"
	"dolab/actor/fault"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/picture"
	"dolab/experiments/check"
)

// Options say how a scenario is run. The zero value runs it as it is.
type Options struct {
	Chooser actor.Chooser // instead of the scenario's seed
	Trace   io.Writer
	// Picture, if set, records the worlds of Run, to draw them. It changes nothing in them.
	Picture *picture.Recorder
	TailMax int // how many of the last trace lines to keep
	// Step stops the world in the turn that writes this trace line, counted from 1; Stopped is then called.
	Step    int64
	Stopped func(*World)
	// Explain asks the subject where trouble met its code, for Outcome.Explained: see Explainer.
	Explain bool
	// Stop, if set, ends the run with ErrStopped once it reports true.
	Stop func() bool
	// Progress, if set, is told by Shrink, CrashSweep and Explore how many runs are done, of how many (0: unknown), and
	// what is next.
	Progress func(done, total int, what string)
	// Watch adds what the user promises.
	Watch func(*World, *check.Watch)
}

// Outcome is what has become of a scenario.
type Outcome struct {
	Violations []check.Violation // none: all is well
	Hash       string            // of the trace
	Tail       []string          // the last trace lines
	Stack      string            // of a panic
	Explained  []string          // where trouble met the subject's code, with Options.Explain
	Notes      []string          // see Noter

	Struck  []int // how often each fault struck
	Crashes int   // deaths of the object that are not evictions
	Lives   int   // incarnations
	Asked   int   // operations that were answered without an error, or what the subject counts (Counter)
	Runs    int   // the same, or what the subject counts
	Lines   int64 // of the trace
	Seen    []string
	Unseen  []string // what is promised for sometimes, and was seen or not
}

// tell tells Progress.
func (o *Options) tell(done, total int, what string) {
	if o.Progress != nil {
		o.Progress(done, total, what)
	}
}

// ErrStopped: Options.Stop has reported true.
var ErrStopped = errors.New("the search was stopped")

// Has reports whether something of the signature is among the violations.
func (o *Outcome) Has(signature string) bool { return o.Note(signature) != "" }

// Judged reports whether the world came to its end and was judged there. One that never rests, or that a panic has ended,
// says nothing of what did not go wrong.
func (o *Outcome) Judged() bool { return !o.Has("stuck: "+detailRestless) && o.Stack == "" }

// Note returns the first violation of a signature, in full; "" for none.
func (o *Outcome) Note(signature string) string {
	for _, v := range o.Violations {
		if v.Signature() == signature {
			return v.String()
		}
	}
	return ""
}

// The bounds of a trial.
const (
	stepsMax      = 1_000_000
	instantMax    = stepsMax / 2 // of these, while time stands still
	violationsMax = 100          // and as many again of signatures that are not among these
)

const detailRestless = "the world does not come to rest"

// trial is a scenario under way.
type trial struct {
	Scenario
	*World
	w    *sim.World
	play Play
	plan *fault.Plan
	ear  *ear

	history  map[string][]check.Access // by register
	moment   int64                     // of the history
	answered int                       // operations
	busy     int                       // clients that have not ended
	owed     int                       // answers that are due to clients, to those that have given up too
	drops    bool                      // calls or answers may be lost on their way
	lossy    bool                      // the alarm manager may lose alarms
	skewed   bool                      // clocks may differ
	crashes  int                       // asked for by operations
	explain  bool                      // the world is run to be explained
	slack    time.Duration             // see slack
	held     time.Duration             // see heldUp
	looking  bool
	over     bool   // nothing happens any more but what is judged
	cut      bool   // … before the scenario's time, by World.End: what is under way was not waited for
	halted   bool   // World.Halt: what is judged does not end
	suspects string // what was wrong with objects at the last look
	found    []check.Violation
	failed   error         // of a deed that cannot be done: see Do
	take     *picture.Take // nil: no picture is drawn
}

// Run runs the scenario. An error is one of the scenario; what goes wrong in its world is in the outcome.
func (s Scenario) Run(o Options) (out Outcome, err error) {
	if err := s.Check(); err != nil {
		return out, err
	}
	t := &trial{Scenario: s, history: map[string][]check.Access{}, explain: o.Explain || o.Step > 0}
	t.take = o.Picture.Begin(s.Name())
	t.ear = &ear{out: both(o.Trace, t.take), step: o.Step}
	if t.plan, err = s.plan(); err != nil {
		return out, err
	}
	var failed error
	end := contain(func() {
		if failed = t.open(o); failed == nil {
			out, failed = t.run(o)
		}
	})
	if end != nil { // Objects of the subject, or we, have a bug: the world is only closed.
		out, failed = t.broken(end), nil
	}
	if closing := contain(t.w.Close); closing != nil && end == nil {
		out = t.broken(closing)
	}
	return out, failed
}

// open makes the world.
func (t *trial) open(o Options) (err error) {
	if o.Chooser == nil {
		o.Chooser = sim.Seed(t.Seed)
	}
	t.w = sim.New(sim.Options{
		Chooser: o.Chooser, Trace: t.ear, TailMax: o.TailMax, StepsMax: stepsMax, InstantMax: instantMax,
		Stop: o.Stop,
	})
	t.ear.now = t.w.Now
	profile, err := t.numbers()
	if err != nil {
		return err
	}
	profile.ManagerAhead += t.Skew
	if t.Load > 0 {
		profile.TurnTime = fault.Const(t.Load)
	}
	t.slack, t.held = slack(profile), t.heldUp()
	for _, f := range t.plan.Faults {
		t.drops = t.drops || f.Do == "drop" && strings.HasPrefix(f.Where, "stub.")
		t.lossy = t.lossy || lossy(f)
		t.skewed = t.skewed || skews(f)
	}
	objects := durable.New(t.w.World, profile, durable.WithFaults(t.plan), durable.WithAudit(t.finding))
	t.take.Watch(objects)
	t.World = &World{World: t.w, Objects: objects, Scenario: t.Scenario, t: t}
	if t.play, err = t.subject.Open(t.World); err != nil {
		return err
	}
	if t.play == nil {
		return fmt.Errorf("%w: subject %s: Open returned no Play and no error", ErrSubject, t.Name())
	}
	if o.Watch != nil {
		o.Watch(t.World, &t.Watch)
	}
	return nil
}

// run lets everybody do their part, heals, lets everything settle, and judges.
func (t *trial) run(o Options) (out Outcome, err error) {
	t.w.After(t.Begin, t.start)
	t.w.After(t.Begin+t.Heal, t.heal)
	t.w.After(t.Begin+t.Heal+t.Settle, func() { t.over = true })
	out.Struck = make([]int, len(t.plan.Faults))
	err = t.w.RunUntil(func() bool { return t.over || t.ear.stopped })
	if errors.Is(err, sim.ErrStopped) {
		return Outcome{}, ErrStopped
	}
	if t.ear.stopped && o.Stopped != nil {
		o.Stopped(t.World)
	}
	if err != nil {
		t.add("stuck", detailRestless, err.Error())
	} else if !t.ear.stopped {
		t.judge()
	}
	if errors.Is(t.w.Err(), sim.ErrStopped) { // A judge lets the world go on.
		return Outcome{}, ErrStopped
	}
	copy(out.Struck, t.plan.Struck())
	out.Violations, out.Hash, out.Tail, out.Lines = t.found, t.w.Hash(), t.w.Tail(), t.ear.lines
	out.Crashes, out.Asked, out.Runs = len(t.ear.deaths), t.answered, t.answered
	if errors.Is(t.w.Err(), actor.ErrClosed) {
		t.add("stuck", "the subject has closed its world", "")
		out.Violations = t.found
		return out, nil
	}
	for _, stub := range t.stubs() {
		if sight, err := t.Objects.Look(stub); err == nil {
			out.Lives += sight.Incarnation
		}
	}
	if p, ok := t.play.(Counter); ok {
		out.Asked, out.Runs = p.Count()
	}
	if p, ok := t.play.(Noter); ok {
		out.Notes = p.Notes()
	}
	if p, ok := t.play.(Explainer); ok && t.explain {
		out.Explained = p.Explain()
	}
	out.Seen, out.Unseen = t.Watch.Seen()
	return out, t.failed
}

// heal ends all trouble, what lasts of it too.
func (t *trial) heal() {
	t.plan.Faults = nil
	if err := t.Objects.SetFaults(t.plan); err != nil {
		panic(err) // It has no faults.
	}
}

// both is where a trace goes that is kept and drawn.
func both(out io.Writer, take *picture.Take) io.Writer {
	switch {
	case take == nil:
		return out
	case out == nil:
		return take
	}
	return io.MultiWriter(out, take)
}

// add notes a violation, unless the same is noted already.
func (t *trial) add(oracle, detail, note string) {
	t.draw(oracle, detail, note)
	v := check.Violation{Oracle: oracle, Detail: detail, Note: note}
	switch n := len(t.found); {
	case slices.Contains(t.found, v):
	case n < violationsMax, n < 2*violationsMax && !t.Violated(v.Signature()):
		t.found = append(t.found, v)
	}
}

// finding takes what the runtime sees of itself. Clocks that differ make alarms early.
func (t *trial) finding(f durable.Finding) {
	if f.Oracle == "early" && (t.Skew != 0 || t.skewed) {
		return
	}
	t.add(f.Oracle, f.Detail, f.Who+": "+f.Note)
}

// stubs are of all objects that have ever been reached, in the order of their classes and IDs.
func (t *trial) stubs() []*durable.Stub {
	var list []*durable.Stub
	for _, ns := range t.Objects.Namespaces() {
		for _, id := range ns.Objects() {
			list = append(list, ns.Get(id))
		}
	}
	return list
}
