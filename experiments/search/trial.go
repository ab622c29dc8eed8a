package search

import (
	"fmt"
	"io"
	"strings"
	"time"

	"dolab/actor"
	"dolab/durable"
	"dolab/experiments/check"
	"dolab/experiments/specimens"
)

// Options say how a scenario is run. The zero value runs it as it is.
type Options struct {
	Chooser actor.Chooser // instead of the scenario's seed
	Trace   io.Writer
	TailMax int // how many of the last trace lines to keep
	// Step stops the world in the turn that writes this trace line, counted from 1; Stopped is then called.
	Step    int64
	Stopped func(*World)
	// Watch adds what the user promises.
	Watch func(*World, *check.Watch)
}

// World is a scenario's world, for those who look into it.
type World struct {
	*actor.World
	Objects *durable.Runtime
	Objs    *durable.Namespace // of the one object, "a"
	Mux     specimens.Specimen
}

// Stub returns a stub of the object.
func (w *World) Stub() *durable.Stub { return w.Objs.GetByName("a") }

// Outcome is what has become of a scenario.
type Outcome struct {
	Violations []check.Violation // none: all is well
	Hash       string            // of the trace
	Tail       []string          // the last trace lines
	Stack      string            // of a panic

	Struck  []int // how often each fault struck
	Crashes int   // deaths of the object that are not evictions
	Lives   int   // incarnations
	Asked   int   // schedules
	Runs    int   // of schedules
	Lines   int64 // of the trace
	Seen    []string
	Unseen  []string // what is promised for sometimes, and was seen or not
}

// Has reports whether something of the signature is among the violations.
func (o *Outcome) Has(signature string) bool { return o.note(signature) != "" }

// note returns the first violation of a signature, in full.
func (o *Outcome) note(signature string) string {
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
	violationsMax = 100
)

// trial is a scenario under way.
type trial struct {
	Scenario
	*World
	w     *actor.World
	plan  *actor.Plan
	ear   *ear
	watch check.Watch

	orders  map[string]Operation // of schedules, by their key
	tries   map[string]int       // runs that were let throw, by key
	acked   []string             // keys of schedules that were acknowledged
	odd     map[string]bool      // keys of orders that a multiplexer took although they cannot be packed
	effects []check.Effect       // of schedules
	done    map[string]bool      // occurrences that have had their effect
	history []check.Access
	moment  int64         // of the history
	busy    int           // clients that have not ended
	drops   bool          // calls or answers may be lost on their way
	lossy   bool          // the alarm manager may lose alarms
	runs    int           // begun
	empty   int           // alarms that ran nothing
	crashes int           // asked for by operations
	slack   time.Duration // see slack
	looking bool
	suspect string // what was wrong at the last look
	found   []check.Violation
}

// Run runs the scenario. An error is one of the scenario; what goes wrong in its world is in the outcome.
func (s Scenario) Run(o Options) (out Outcome, err error) {
	t := &trial{Scenario: s, orders: map[string]Operation{}, tries: map[string]int{}, odd: map[string]bool{}}
	t.done = map[string]bool{}
	if err := s.check(); err != nil {
		return out, err
	}
	if t.plan, err = s.plan(); err != nil {
		return out, err
	}
	defer func() {
		if v := recover(); v != nil { // A bug, of the objects' or of ours: the world is not to be used any more.
			text, stack, _ := strings.Cut(fmt.Sprint(v), "\n")
			out = Outcome{Violations: []check.Violation{{Oracle: "panic", Detail: text}}, Stack: stack, Lines: t.ear.lines}
			out.Hash, out.Tail, err = t.w.Hash(), t.w.Tail(), nil
		}
	}()
	if err := t.open(o); err != nil {
		return out, err
	}
	out = t.play(o)
	t.w.Close()
	return out, nil
}

// open makes the world.
func (t *trial) open(o Options) (err error) {
	if o.Chooser == nil {
		o.Chooser = actor.Seed(t.Seed)
	}
	t.ear = &ear{out: o.Trace, step: o.Step}
	t.w = actor.NewSim(actor.Options{Chooser: o.Chooser, Trace: t.ear, TailMax: o.TailMax, StepsMax: stepsMax})
	t.ear.now = t.w.Now
	profile, err := durable.ProfileByName(t.Profile)
	if err != nil {
		return err
	}
	profile.ManagerAhead += t.Skew
	t.slack = slack(profile)
	t.World = &World{World: t.w, Objects: durable.New(t.w, profile, durable.WithFaults(t.plan))}
	if t.World.Mux, err = specimens.ByName(t.Scenario.Mux); err != nil {
		return err
	}
	t.Objs, err = t.Objects.Namespace(t.class())
	if err == nil && o.Watch != nil {
		o.Watch(t.World, &t.watch)
	}
	return err
}

// play lets everybody do their part, heals, lets everything settle, and judges.
func (t *trial) play(o Options) (out Outcome) {
	over := false
	for _, f := range t.plan.Faults {
		t.drops = t.drops || f.Do == "drop" && strings.HasPrefix(f.Where, "stub.")
		t.lossy = t.lossy || lossy(f)
	}
	t.w.After(t.Begin, t.start)
	t.w.After(t.Begin+t.Heal, func() { t.plan.Faults = nil })
	t.w.After(t.Begin+t.Heal+t.Settle, func() { over = true })
	out.Struck = make([]int, len(t.plan.Faults))
	err := t.w.RunUntil(func() bool { return over || t.ear.stopped })
	if t.ear.stopped && o.Stopped != nil {
		o.Stopped(t.World)
	}
	if err != nil {
		t.add("stuck", "the world does not come to rest", err.Error())
	} else if !t.ear.stopped {
		t.judge()
	}
	copy(out.Struck, t.plan.Struck())
	out.Violations, out.Hash, out.Tail, out.Lines = t.found, t.w.Hash(), t.w.Tail(), t.ear.lines
	out.Crashes, out.Runs, out.Asked = len(t.ear.deaths), t.runs, len(t.acked)
	if sight, err := t.Objects.Look(t.Stub()); err == nil {
		out.Lives = sight.Incarnation
	}
	out.Seen, out.Unseen = t.watch.Seen()
	return out
}

// add notes a violation.
func (t *trial) add(oracle, detail, note string) {
	if len(t.found) < violationsMax {
		t.found = append(t.found, check.Violation{Oracle: oracle, Detail: detail, Note: note})
	}
}
