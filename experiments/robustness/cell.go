package robustness

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"dolab/actor/fault"
	"dolab/durable"
	"dolab/durable/platform"
	"dolab/experiments"
	"dolab/experiments/check"
	"dolab/experiments/specimens"
)

// Cell is what one test found on one multiplexer: the stable fields first.
type Cell struct {
	Mux         string         `json:"mux"`
	N           int            `json:"n"`
	DelayMS     float64        `json:"delay_ms"`
	Pattern     string         `json:"pattern"`
	GapMS       float64        `json:"gap_ms"`
	Scheduled   int            `json:"scheduled"`
	Executed    int            `json:"executed"`
	OnTime      int            `json:"on_time"`
	Late        int            `json:"late"`
	Early       int            `json:"early"`
	Duplicate   int            `json:"duplicate"`
	Failed      int            `json:"failed"`
	Overwritten int            `json:"overwritten"`
	NeverArmed  int            `json:"never_armed"`
	LatencyMS   *check.Latency `json:"latency_ms"` // null where nothing ran
	VirtualMS   float64        `json:"virtual_ms"`
	Diagnosis   string         `json:"diagnosis"`

	Trigger    string  `json:"trigger"`
	Objects    int     `json:"objects"` // how many objects the schedules were spread over
	LoadMS     float64 `json:"load_ms"`
	Starving   int     `json:"starving"`
	FirstRunMS float64 `json:"first_run_ms"` // from the first schedule to the first run, 0 for none

	test test
	ok   bool
	lag  []float64 // milliseconds from due to run, of those that ran
}

// lateBy is how far behind its time a run is still on time, beyond what the platform itself makes of an alarm.
const lateBy = time.Second

// tolerance returns the bounds for a profile: what a native alarm alone can be late by there, and lateBy.
func tolerance(p platform.Profile) check.Bounds {
	late := lateBy + p.ColdStart.Max() + 2*p.Commit.Max() + 4*p.AlarmHop.Max() + 2*p.TurnTime.Max()
	slowest := time.Duration(0)
	for _, l := range p.AlarmLate {
		slowest = max(slowest, l.Late.Max())
	}
	return check.Bounds{Late: late + slowest}
}

// run measures one cell.
func (t test) run(r *experiments.Run, s specimens.Specimen) (c Cell, err error) {
	p := r.Profile
	if t.load > 0 {
		p.TurnTime = fault.Const(t.load)
	}
	lab := r.LabOf(p)
	defer lab.Close()
	ns, err := lab.Objects.Namespace(specimens.Class("Alarms", s, nil))
	if err != nil {
		return c, err
	}
	stubs := []*durable.Stub{ns.GetByName("a")}
	if t.apart {
		for n := 1; n < t.n; n++ {
			stubs = append(stubs, ns.GetByName(fmt.Sprint(n)))
		}
	}
	refused, err := t.drive(lab, stubs)
	if err != nil {
		return c, err
	}
	var tally check.Tally
	for _, stub := range stubs {
		record, err := specimens.Observe(lab.Objects, stub, s)
		if err != nil {
			return c, err
		}
		one := check.Count(record, tolerance(p))
		tally.Add(one)
	}
	c = t.cell(s, p, &tally, len(stubs), lab.Elapsed())
	if refused != nil {
		c.ok = false
		c.Diagnosis = strings.TrimPrefix(c.Diagnosis+"; "+refused.Error(), "; ")
	}
	c.draw(lab.Take)
	return c, nil
}

// drive lets the client do its part and the world come to rest. Refused is the platform's error that the client has got,
// an outcome: the cell shows what became of the schedules.
func (t test) drive(lab *experiments.Lab, stubs []*durable.Stub) (refused, err error) {
	var failed error
	err = lab.Do("client", func() {
		lab.Sleep(phase(lab))
		failed = t.client(lab, stubs)
		lab.Sleep(max(0, t.delay) + time.Second)
	})
	var ofPlatform *platform.Error
	if errors.As(failed, &ofPlatform) {
		refused, failed = failed, nil
	}
	return refused, errors.Join(err, failed, lab.Settle())
}

// phase is when in its second something begins.
func phase(lab *experiments.Lab) time.Duration {
	return time.Duration(lab.Choose("phase", 1000)) * time.Millisecond
}

// client schedules as the test says, until a call fails.
func (t test) client(lab *experiments.Lab, stubs []*durable.Stub) error {
	call := func(s *durable.Stub, method string, args ...any) error {
		_, err := s.Call(method, args...)
		if err != nil {
			return fmt.Errorf("%s: %w", method, err)
		}
		return nil
	}
	if t.pattern == batch {
		args := []any{t.delay}
		for n := range t.n {
			args = append(args, key(n))
		}
		if err := call(stubs[0], "Schedule", args...); err != nil {
			return err
		}
	} else {
		for n := range t.n {
			if n > 0 {
				lab.Sleep(t.gap)
			}
			if t.apart {
				lab.Sleep(phase(lab))
			}
			if err := call(stubs[n%len(stubs)], "Schedule", t.delay, key(n)); err != nil {
				return err
			}
		}
	}
	if t.trigger == byHand {
		lab.Sleep(t.delay)
		return call(stubs[0], "Trigger", t.n)
	}
	return nil
}

func key(n int) string { return fmt.Sprintf("op-%d", n) }

func (t test) cell(s specimens.Specimen, p platform.Profile, y *check.Tally, objects int, took time.Duration) Cell {
	return Cell{
		Mux: s.Name, N: t.n, DelayMS: millis(t.delay), Pattern: t.pattern, GapMS: millis(t.gap),
		Scheduled: y.Scheduled, Executed: y.Executed, OnTime: y.OnTime, Late: y.Late, Early: y.Early,
		Duplicate: y.Duplicate, Failed: y.Failed, Overwritten: y.Overwritten, NeverArmed: y.NeverArmed,
		LatencyMS: y.Latency(), VirtualMS: millis(took), Diagnosis: y.Diagnosis(),
		Trigger: t.trigger, Objects: objects, LoadMS: millis(p.TurnTime.Max()), Starving: y.Starving,
		FirstRunMS: millis(y.FirstRun), test: t, ok: y.OK() && y.Scheduled == t.n, lag: y.Lag,
	}
}

// millis is a duration in milliseconds, to the microsecond.
func millis(d time.Duration) float64 { return math.Round(float64(d)/1e3) / 1e3 }
