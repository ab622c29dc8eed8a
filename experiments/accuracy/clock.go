package accuracy

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"dolab/durable"
	"dolab/experiments"
	"dolab/experiments/check"
	"dolab/experiments/specimens"
)

// clock is the object whose alarms are measured.
type clock struct {
	st  *durable.State
	mux specimens.Multiplexer
}

// clocks are the objects that are measured in a world, by name: those in Go or those of the settings' Worker.
type clocks struct {
	rt    *durable.Runtime
	ns    *durable.Namespace
	mux   specimens.Specimen
	typed bool // they are in Go
}

func newClocks(r *experiments.Run, rt *durable.Runtime, s specimens.Specimen) (c clocks, err error) {
	c = clocks{rt: rt, mux: s, typed: r.Settings.Worker == nil}
	if c.typed {
		c.ns, err = rt.Namespace(durable.Class{Name: "Clock", New: newClock(s)})
	} else {
		c.ns, err = experiments.Hosting(r.Settings.Worker, rt, s.Name)
	}
	return c, err
}

// set begins a trial and returns the time of its alarm, in microseconds since the epoch.
func (c clocks) set(name string, id int, delay time.Duration) (int64, error) {
	stub := c.ns.GetByName(name)
	if c.typed {
		return durable.Call[int64](stub, "Set", id, delay)
	}
	if _, err := stub.Call("schedule", delay.Milliseconds(), firedKey(id)); err != nil {
		return 0, err
	}
	seen, err := specimens.Observe(c.rt, stub, c.mux)
	if err != nil {
		return 0, err
	}
	n := slices.IndexFunc(seen.Asked, func(a check.Asked) bool { return a.Key == firedKey(id) })
	if n < 0 {
		return 0, errors.New("the Worker has no record of what it was asked for")
	}
	return seen.Asked[n].Due.UnixMicro(), nil
}

// fired returns when the run of a trial took place, 0 if it has not.
func (c clocks) fired(name string, id int) (int64, error) {
	stub := c.ns.GetByName(name)
	if c.typed {
		return durable.Call[int64](stub, "Fired", id)
	}
	seen, err := specimens.Observe(c.rt, stub, c.mux)
	n := slices.IndexFunc(seen.Ran, func(r check.Ran) bool { return r.Key == firedKey(id) })
	if n < 0 || err != nil {
		return 0, err
	}
	return seen.Ran[n].At.UnixMicro(), nil
}

// trial is the outcome of one: times in microseconds since the epoch.
type trial struct {
	Due   int64
	Fired int64 // 0: it has not
}

// patience is how long after its time an alarm is waited for.
const patience = time.Minute

func newClock(s specimens.Specimen) func(*durable.State) (durable.Object, error) {
	return func(st *durable.State) (durable.Object, error) {
		c := &clock{st: st}
		mux, err := s.New(specimens.Host{State: st, Run: c.run})
		c.mux = mux
		return c, err
	}
}

func firedKey(id int) string { return fmt.Sprintf("fired:%06d", id) }

// Set schedules one run after a delay and returns its time, in microseconds since the epoch.
func (c *clock) Set(id int, delay time.Duration) (int64, error) {
	when := specimens.After(delay)
	due, err := when.Due(c.st.Now())
	if err != nil {
		return 0, err
	}
	if _, err := c.mux.Schedule(specimens.Order{When: when, Payload: id}); err != nil {
		return 0, err
	}
	c.st.Go(func() { c.st.Sleep(delay + patience) })
	return due.UnixMicro(), nil
}

// Fired returns when a run took place, 0 if it has not.
func (c *clock) Fired(id int) (int64, error) {
	at, err := durable.Get[int64](c.st.Storage.KV(), firedKey(id))
	if errors.Is(err, durable.ErrNoKey) {
		return 0, nil
	}
	return at, err
}

// run notes when a schedule first ran.
func (c *clock) run(t specimens.Task) error {
	id, ok := t.Payload.(float64) // A JSON number.
	if !ok {
		return fmt.Errorf("schedule %s: payload %v is no trial", t.ID, t.Payload)
	}
	found, err := c.st.Storage.KV().Has(firedKey(int(id)))
	if err != nil || found {
		return err
	}
	return c.st.Storage.KV().Put(firedKey(int(id)), c.st.Now().UnixMicro())
}

// Alarm is the native alarm.
func (c *clock) Alarm(a durable.AlarmInfo) error { return c.mux.Alarm(a) }
