package robustness

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"dolab/actor/fault"
	"dolab/durable/picture"
	"dolab/durable/platform"
	"dolab/experiments"
	"dolab/experiments/check"
	"dolab/experiments/remote"
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

	Place      string  `json:"place"` // "simulated", "live", or the URL of a server
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

// run measures one cell in a world of its own, or on a server.
func (t test) run(r *experiments.Run, place string, s specimens.Specimen) (c Cell, err error) {
	p := r.Profile
	if t.load > 0 {
		p.TurnTime = fault.Const(t.load)
	}
	var o objects
	var take *picture.Take // a nil one records nothing
	if experiments.InWorld(place) {
		here, err := newLocal(r, place, p, s)
		if err != nil {
			return c, err
		}
		o, take = here, here.Take
		defer here.Close()
	} else {
		server, err := remote.New(place, r.Settings.Stop)
		if err != nil {
			return c, &experiments.SettingError{Name: "url", Err: err}
		}
		o = &served{server, s.Name}
	}
	count := 1
	if t.apart {
		count = t.n
	}
	refused, err := t.drive(o)
	if err != nil {
		return c, err
	}
	var tally check.Tally
	for n := range count {
		record, err := o.observe(n)
		if err != nil {
			return c, err
		}
		tally.Add(check.Count(record, tolerance(p)))
	}
	c = t.cell(s, p, &tally, count, o.elapsed())
	if c.Place = place; place != experiments.Simulated { // A machine promises no time: late is told, and no failure.
		c.ok = c.OnTime+c.Late == t.n && c.Scheduled == t.n && c.Duplicate == 0 && tally.Undead == 0
	}
	if refused != nil {
		c.ok = false
		c.Diagnosis = strings.TrimPrefix(c.Diagnosis+"; "+refused.Error(), "; ")
	}
	c.draw(take)
	return c, nil
}

// drive lets the client do its part and waits for what follows. Refused is the platform's error that the client has got,
// an outcome: the cell shows what became of the schedules.
func (t test) drive(o objects) (refused, err error) {
	var failed error
	err = o.do(func() {
		if failed = o.phase(); failed != nil {
			return
		}
		failed = errors.Join(t.client(o), o.sleep(max(0, t.delay)+time.Second))
	})
	var ofPlatform *platform.Error
	if errors.As(failed, &ofPlatform) {
		refused, failed = failed, nil
	}
	return refused, errors.Join(err, failed, o.settle())
}

// client schedules as the test says, until a call fails.
func (t test) client(o objects) error {
	if t.pattern == batch {
		keys := make([]string, t.n)
		for n := range keys {
			keys[n] = key(n)
		}
		if err := o.schedule(0, t.delay, keys...); err != nil {
			return err
		}
	} else {
		for n := range t.n {
			if err := t.one(o, n); err != nil {
				return err
			}
		}
	}
	if t.trigger != byHand {
		return nil
	}
	if err := o.sleep(t.delay); err != nil {
		return err
	}
	return o.trigger(0, t.n)
}

// one makes schedule n of a sequence.
func (t test) one(o objects, n int) error {
	if n > 0 {
		if err := o.sleep(t.gap); err != nil {
			return err
		}
	}
	on := 0
	if t.apart {
		on = n
		if err := o.phase(); err != nil {
			return err
		}
	}
	return o.schedule(on, t.delay, key(n))
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
