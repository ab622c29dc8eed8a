package schedules

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"dolab/experiments"
	"dolab/experiments/search"
	"dolab/experiments/specimens"
)

// Multiplexers is the family of all multiplexers, for a search.Registry. It finds repaired ones, too.
func Multiplexers() search.Family {
	var subjects []search.Subject
	for _, mux := range specimens.All() {
		subjects = append(subjects, *Multiplexer(mux))
	}
	f := search.Listed(subjects...)
	f.Field = field
	listed := f.Find
	f.Find = func(name string) (*search.Subject, error) {
		if s, err := listed(name); err == nil {
			return s, nil
		}
		mux, err := specimens.ByName(name)
		if err != nil {
			return nil, err
		}
		return Multiplexer(mux), nil
	}
	return f
}

// field names a multiplexer in a scenario file.
const field = "mux"

// Multiplexer is the subject of a multiplexer: one object with many schedules on its one alarm, and a counter.
func Multiplexer(mux specimens.Specimen) *search.Subject {
	first, more := search.CommonSwarm()
	s := &search.Subject{
		Name: mux.Name, About: mux.About, Field: field,
		Open:  func(w *search.World) (search.Play, error) { return open(w, mux) },
		Swarm: append(first, forgetful...), SwarmMore: append(more, forgetfulMore...),
		Draw: draw, Finish: finish, Check: checkKeys, HeldUp: heldUp, Simpler: simpler,
	}
	for _, d := range deeds {
		s.Deeds = append(s.Deeds, d.Deed)
	}
	return s
}

// deed is a deed with what the object does.
type deed struct {
	search.Deed
	act func(*host, order) (int, error)
}

// deeds are what can be done to an object with schedules.
var deeds = []deed{
	{search.Deed{
		Name: Schedule, Do: search.Do((*play).schedule), Check: checkSchedule,
		Unasked: func(o search.Operation) bool { return Start.Of(o) },
		Fields: search.Fields{
			search.Keys(), In, ID, N, Awaits, Throws, Passing, Cancels, Again, Every, Odd, Cron, Start,
		},
	}, (*host).schedule},
	{search.Deed{Name: Cancel, Do: search.Do((*play).ask), Check: checkKey, Fields: search.Fields{search.Keys()}}, (*host).cancel},
	{search.Deed{Name: Probe, Do: search.Do((*play).ask)}, (*host).probe},
	{search.Deed{Name: Foreign, Do: search.Do((*play).ask), Fields: search.Fields{In}}, (*host).foreign},
	{search.Deed{Name: Block, Do: search.Do((*play).ask), Fields: search.Fields{Awaits}, Blocks: true}, (*host).block},
	{search.Deed{Name: Ping, Do: search.Do((*play).ask)}, (*host).ping},
	{search.Deed{Name: Hold, Do: search.Do((*play).ask), Fields: search.Fields{Awaits}}, (*host).hold},
	{search.Deed{Name: Increment, Do: search.Do((*play).count), Fields: search.Fields{Awaits}}, (*host).increment},
	{search.Deed{Name: Read, Do: search.Do((*play).count)}, (*host).read},
}

// checkSchedule holds an order to what its fields mean together.
func checkSchedule(operation search.Operation) error {
	o := read(operation)
	if o.odd != "" && o.odd != oddCallback && o.odd != oddPayload {
		return &experiments.ErrUnknown{What: "value of odd", Name: o.odd, Known: []string{oddCallback, oddPayload}}
	}
	if err := o.checkCron(); err != nil {
		return err
	}
	return checkKey(operation)
}

// checkKey demands that a schedule has a key.
func checkKey(o search.Operation) error {
	if o.Key == "" {
		return fmt.Errorf("%s needs a key", o.Do)
	}
	return nil
}

// checkCron holds what recurs to what goes with that.
func (o order) checkCron() error {
	switch {
	case o.cron == "" && o.start:
		return errors.New("schedule: start needs cron")
	case o.cron == "":
		return nil
	case o.in != 0 || o.n != 0 || o.throws != 0 || o.again != 0 || o.odd != "":
		return errors.New("schedule: cron goes only with key, id, awaits, cancels and start")
	}
	_, err := specimens.Cron(o.cron).Due(time.Unix(0, 0).UTC())
	return err
}

// checkKeys demands that no two schedules have one key.
func checkKeys(s search.Scenario) error {
	taken := map[string]bool{}
	for n, o := range readAll(s.Operations) {
		if o.Do != Schedule {
			continue
		}
		for _, key := range o.keys() {
			if taken[key] {
				return fmt.Errorf("operation %d: key %s is the key of another schedule", n+1, key)
			}
			taken[key] = true
		}
	}
	return nil
}

// keys are the keys of what an operation schedules.
func (o order) keys() []string {
	if o.n <= 1 {
		return []string{o.Key}
	}
	keys := make([]string, o.n)
	for n := range keys {
		keys[n] = fmt.Sprintf("%s-%d", o.Key, n+1)
	}
	return keys
}

// heldUp is how long handlers and blocks may hold up what is behind them, all together.
func heldUp(s search.Scenario) time.Duration {
	var d time.Duration
	for _, o := range readAll(s.Operations) {
		d += o.awaits * time.Duration(max(1, o.n)*(1+o.again)*(1+o.throws))
	}
	return d
}

// simpler are the changes of an operation for search.Shrink.
var simpler = []func(search.Operation) search.Operation{
	plainer(func(o *order) { o.n = 0 }),
	plainer(func(o *order) { o.n /= 2 }),
	plainer(func(o *order) { o.n-- }),
	plainer(func(o *order) { o.again, o.every = 0, 0 }),
	plainer(func(o *order) { o.again-- }),
	plainer(func(o *order) { o.awaits = 0 }),
	plainer(func(o *order) { o.throws, o.passing = 0, false }),
	plainer(func(o *order) { o.throws = min(1, o.throws) }),
	plainer(func(o *order) { o.passing = false }),
	plainer(func(o *order) { o.cancels = "" }),
	plainer(func(o *order) { o.odd = "" }),
	plainer(func(o *order) { o.id = "" }),
}

func plainer(change func(*order)) func(search.Operation) search.Operation {
	return func(operation search.Operation) search.Operation {
		o := read(operation)
		change(&o)
		return o.operation()
	}
}

// The faults with which the alarm manager forgets an alarm, which the object goes on naming: no object can repair that
// before it is called, and a multiplexer has to then.
var (
	forgetful     = []string{"alarm.later error=L1", "alarm.later drop", "alarm.deliver drop"}
	forgetfulMore = []string{
		"alarm.sync stale", "alarm.later reorder=1ms..5s", "alarm.arm drop", "alarm.abandon error=L1", "alarm.retry abandon",
	}
)

// finish adds calls once all is due, if an alarm may have been forgotten: what is promised then is that all comes right
// with the next call.
func finish(s *search.Scenario) {
	if !s.Lossy() {
		return
	}
	s.Operations = slices.Clone(s.Operations)
	for _, after := range []time.Duration{70 * time.Minute, 80 * time.Minute} {
		s.Operations = append(s.Operations, search.Operation{At: s.Heal + after, Do: Ping})
	}
}
