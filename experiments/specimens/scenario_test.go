package specimens

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"dolab/actor/fault"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
	"dolab/experiments/check"
)

// scenario is one setting of what section 6 of the field report multiplies: how many schedules, how far ahead, how
// they come, and what troubles the object meanwhile.
type scenario struct {
	n       int
	delay   time.Duration
	pattern string
	trouble []string
	profile string
	mixed   bool // each schedule's delay is drawn up to delay
	awaits  bool // handlers take time and let other events in
	trace   io.Writer
}

// The factors.
var (
	sweepN       = []int{10, 50, 100, 1000}
	sweepDelay   = []time.Duration{0, 300 * time.Millisecond, second, 5 * second, 10 * second}
	sweepPattern = []string{"batch", "sequential", "gaps"}
	sweepTrouble = []string{
		"none", "eviction", "crash in run", "crash at arming", "crash anywhere", "spam", "slow block", "manager ahead",
		"manager behind", "foreign alarm", "schedules itself", "same id", "cancels", "throws",
	}
)

func (s scenario) String() string {
	return fmt.Sprintf("n=%d delay=%v %s, %s, profile %s, mixed=%v awaits=%v",
		s.n, s.delay, s.pattern, strings.Join(s.trouble, " and "), s.profile, s.mixed, s.awaits)
}

// draw draws a scenario from a seed. Large ones are rarer.
func draw(seed uint64) scenario {
	c := sim.Seed(seed)
	s := scenario{
		n:       sweepN[[]int{0, 0, 0, 1, 1, 2, 2, 3}[c.Choose("sweep.n", 8)]],
		delay:   sweepDelay[c.Choose("sweep.delay", len(sweepDelay))],
		pattern: sweepPattern[c.Choose("sweep.pattern", len(sweepPattern))],
		trouble: []string{sweepTrouble[c.Choose("sweep.trouble", len(sweepTrouble))]},
		profile: platform.Profiles()[c.Choose("sweep.profile", 3)].Name,
		mixed:   c.Choose("sweep.mixed", 2) == 1,
		awaits:  c.Choose("sweep.awaits", 2) == 1,
	}
	if c.Choose("sweep.two", 2) == 1 {
		s.trouble = append(s.trouble, sweepTrouble[c.Choose("sweep.trouble", len(sweepTrouble))])
	}
	return s.trim()
}

// has reports whether the scenario has a trouble.
func (s scenario) has(trouble string) bool { return slices.Contains(s.trouble, trouble) }

// trim takes back what would only make a scenario long.
func (s scenario) trim() scenario {
	if s.n > 100 {
		s.awaits = false
	}
	return s
}

// trial is a scenario under way.
type trial struct {
	scenario
	*sim.World
	rt      *durable.Runtime
	mux     Specimen
	ns      *durable.Namespace
	plans   []*fault.Plan // the faults of the trial so far; the last plan is in force
	aimedAt int           // how many crashes there were when a run was aimed at; -1: none was
	crashed int           // how often the object was crashed from outside
	healed  bool          // no further trouble
	tries   map[string]int
	keys    int // used
}

// crashesMax is after how many crashes a trial sets no further faults. Those that are set may go on to strike.
const crashesMax = 8

// outcome is how a trial went.
type outcome struct {
	faults  []string // how it went wrong, none: it did not
	crashes int
	lives   int // incarnations
	runs    int
}

// run runs the scenario on a multiplexer.
func (s scenario) run(mux string, seed uint64) (o outcome, err error) {
	x := &trial{scenario: s, tries: map[string]int{}, aimedAt: -1}
	if x.mux, err = ByName(mux); err != nil {
		return o, err
	}
	p, err := platform.ProfileByName(s.profile)
	if err != nil {
		return o, err
	}
	x.World = sim.New(sim.Options{Chooser: sim.Seed(seed), StepsMax: 5_000_000, Trace: s.trace})
	defer x.Close()
	switch {
	case s.has("manager ahead"):
		p.ManagerAhead = time.Duration(1+x.Choose("skew", 2000)) * time.Millisecond
	case s.has("manager behind"):
		p.ManagerAhead = -time.Duration(1+x.Choose("skew", 2000)) * time.Millisecond
	}
	x.rt = durable.New(x.World.World, p)
	x.aim(false)
	if x.ns, err = x.rt.Namespace(Class("Alarms", x.mux, map[string]Callback{"run": x.handle})); err != nil {
		return o, err
	}
	return x.play()
}

// play lets the client and the trouble do their part, heals, and waits for what is promised then.
func (x *trial) play() (o outcome, err error) {
	var failed error
	x.Go("trouble", x.make)
	err = x.Do("client", func() {
		x.Sleep(time.Duration(x.Choose("phase", 1000)) * time.Millisecond)
		failed = x.client()
		x.Sleep(x.delay + 5*second)
		x.healed = true
		failed = errors.Join(failed, x.rt.SetFaults(nil))
	})
	if err == nil && failed == nil {
		err = x.Advance(2 * time.Hour)
	}
	if err := errors.Join(err, failed); err != nil { // A world that stands still, a call that nobody answers.
		o.faults = []string{err.Error()}
		return o, nil
	}
	stub := x.ns.GetByName("a")
	r, err := Observe(x.rt, stub, x.mux)
	if err != nil {
		return o, err
	}
	sight, err := x.rt.Look(stub)
	return outcome{x.judge(r), x.crashes(), sight.Incarnation, len(r.Ran)}, err
}

// losses is how often the object was crashed by us, or reset. A slow block resets where the profile lets timers end
// in line: behind a handler that waits, it does not end within its 30 s.
func (x *trial) losses() int {
	sight, err := x.rt.Look(x.ns.GetByName("a"))
	if err != nil {
		panic(err) // The world of a trial has no disk that could fail.
	}
	return sight.Lost
}

// drainMax is how many schedules the cure runs by one native alarm: a manager that is behind makes each of them wait.
const drainMax = 100

// judge holds what happened against what is promised: nothing lost, nothing early, in order; nothing twice but for
// crashes; nothing late but for what delays.
func (x *trial) judge(r check.Record) []string {
	behind := max(0, -x.rt.Profile().ManagerAhead)
	late := 4*second + behind*time.Duration(1+len(r.Asked)/drainMax)
	t := check.Count(r, check.Bounds{Late: late})
	var faults []string
	count := func(n int, what string) {
		if n > 0 {
			faults = append(faults, fmt.Sprintf("%d %s", n, what))
		}
	}
	if t.Scheduled == 0 && !x.has("cancels") {
		faults = append(faults, "nothing was scheduled")
	}
	count(t.Scheduled-t.Executed, "lost")
	count(t.Early, "early")
	losses := x.losses()
	if !x.has("slow block") {
		count(losses-x.crashes(), "resets of its own")
	}
	count(t.Duplicate-losses, fmt.Sprintf("twice beyond the %d crashes", losses))
	count(t.Undead, "ran after their end")
	if losses == 0 {
		count(t.Disorder, "out of order")
	}
	if losses == 0 && !x.has("slow block") && !x.has("foreign alarm") && !x.has("throws") {
		count(t.Late, "late")
	}
	if len(faults) > 0 {
		faults = append(faults, "diagnosis: "+t.Diagnosis())
	}
	return faults
}

// client schedules. A call that fails is made again under other keys: nobody knows whether it was heard.
func (x *trial) client() error {
	made := 0
	for made < x.n {
		n := 1
		if x.pattern == "batch" {
			n = x.n
		}
		err := x.inside(func(o *Object) error {
			for range n {
				if err := x.order(o); err != nil {
					return err
				}
			}
			return nil
		})
		if made += n; err != nil && x.losses() == 0 {
			return err
		}
		if x.pattern == "gaps" {
			gaps := []time.Duration{7 * time.Millisecond, 100 * time.Millisecond, second, 11 * second}
			x.Sleep(gaps[x.Choose("gap", len(gaps))])
		}
	}
	if x.losses() > 0 { // So that there is something to lose.
		return x.inside(x.order)
	}
	return nil
}

// order makes one schedule, under a key that is not used again.
func (x *trial) order(o *Object) error {
	key := fmt.Sprintf("op-%04d", x.keys)
	x.keys++
	d := x.delay
	if x.mixed {
		d = time.Duration(o.State.Choose("mixed", int(d/time.Millisecond)+1)) * time.Millisecond
	}
	order := Order{When: After(d)}
	if x.has("same id") {
		order.ID = fmt.Sprintf("id-%d", o.State.Choose("id", max(1, x.n/4)))
	}
	_, err := o.Order(key, order)
	return err
}

// inside runs fn in an event of the object, through a crash or two.
func (x *trial) inside(fn func(o *Object) error) error {
	var err error
	for range 2 * crashesMax {
		err = x.rt.Inside(x.ns.GetByName("a"), func(o durable.Object, _ *durable.State) error { return fn(o.(*Object)) })
		var e *platform.Error
		if !errors.As(err, &e) || !e.Retryable && !e.DurableObjectReset {
			return err
		}
	}
	return err
}
