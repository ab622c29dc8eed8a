package robustness

import (
	"fmt"
	"time"

	"dolab/durable"
	"dolab/durable/platform"
	"dolab/experiments"
	"dolab/experiments/check"
	"dolab/experiments/remote"
	"dolab/experiments/specimens"
)

// objects are those of one cell, by number, wherever they are. Errors of schedule and trigger are the client's.
type objects interface {
	// do lets the client do its part.
	do(client func()) error
	// schedule makes a schedule for each key, in one event.
	schedule(n int, delay time.Duration, keys ...string) error
	// trigger is the manual trigger for up to count schedules.
	trigger(n, count int) error
	// observe reads what an object was asked for and what it did, as it stands.
	observe(n int) (check.Record, error)
	// sleep lets time pass.
	sleep(d time.Duration) error
	// phase waits until the moment of a second that chance decides.
	phase() error
	// elapsed is the time since the objects' world or server was opened.
	elapsed() time.Duration
	// settle waits until nothing more happens, where that can be known without asking the objects.
	settle() error
}

// name is that of an object.
func name(n int) string {
	if n == 0 {
		return "a"
	}
	return fmt.Sprint(n)
}

// simulated are objects in a simulated world.
type simulated struct {
	lab   *experiments.Lab
	mux   specimens.Specimen
	ns    *durable.Namespace
	typed bool // they are in Go
}

// newSimulated puts objects into a world: those in Go or those of the settings' Worker.
func newSimulated(r *experiments.Run, p platform.Profile, s specimens.Specimen) (*simulated, error) {
	o := &simulated{lab: r.LabOf(p), mux: s, typed: r.Settings.Worker == nil}
	var err error
	if o.ns, err = namespace(o.lab.Objects, r.Settings.Worker, s); err != nil {
		o.lab.Close()
		return nil, err
	}
	return o, nil
}

// namespace puts the class that hosts a multiplexer into a world: that in Go, or that of a Worker.
func namespace(rt *durable.Runtime, w experiments.Script, s specimens.Specimen) (*durable.Namespace, error) {
	if w == nil {
		return rt.Namespace(specimens.Class("Alarms", s, nil))
	}
	app, err := w.Deploy(rt)
	if err != nil {
		return nil, err
	}
	binding := experiments.BindingOf(s.Name)
	ns := app.Bound(binding)
	if ns == nil {
		return nil, &experiments.SettingError{Name: "worker", Err: fmt.Errorf("it has no class bound as %s", binding)}
	}
	return ns, nil
}

func (o *simulated) do(client func()) error { return o.lab.Do("client", client) }

func (o *simulated) elapsed() time.Duration { return o.lab.Elapsed() }

func (o *simulated) stub(n int) *durable.Stub { return o.ns.GetByName(name(n)) }

// call calls a method by its name in Go, or that in TypeScript. A stub is made for each call: calls through different stubs
// of one client are in order too.
func (o *simulated) call(n int, method, script string, args ...any) error {
	if !o.typed {
		method = script
	}
	if _, err := o.stub(n).Call(method, args...); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	return nil
}

func (o *simulated) schedule(n int, delay time.Duration, keys ...string) error {
	args := []any{delay}
	if !o.typed {
		args[0] = millis(delay)
	}
	for _, key := range keys {
		args = append(args, key)
	}
	return o.call(n, "Schedule", "schedule", args...)
}

func (o *simulated) trigger(n, count int) error { return o.call(n, "Trigger", "trigger", count) }

func (o *simulated) observe(n int) (check.Record, error) {
	return specimens.Observe(o.lab.Objects, o.stub(n), o.mux)
}

func (o *simulated) sleep(d time.Duration) error {
	o.lab.Sleep(d)
	return nil
}

func (o *simulated) phase() error {
	return o.sleep(time.Duration(o.lab.Choose("phase", 1000)) * time.Millisecond)
}

func (o *simulated) settle() error { return o.lab.Settle() }

// served are objects on a server, in real time.
type served struct {
	*remote.Server
	mux string
}

func (o *served) do(client func()) error {
	client()
	return nil
}

func (o *served) elapsed() time.Duration { return o.Elapsed() }

func (o *served) call(result any, n int, method string, args ...any) error {
	return o.Call(result, o.mux, o.Object(name(n)), method, args...)
}

func (o *served) schedule(n int, delay time.Duration, keys ...string) error {
	args := []any{millis(delay)}
	for _, key := range keys {
		args = append(args, key)
	}
	return o.call(nil, n, "schedule", args...)
}

func (o *served) trigger(n, count int) error { return o.call(nil, n, "trigger", count) }

// The bounds of observe in real time.
const (
	lateMax   = time.Minute
	lateEvery = 200 * time.Millisecond
)

// observe asks the object, and again while an alarm is due that has not come: a busy machine may be late. An object that
// it has woken says how it stood before, and has no such alarm.
func (o *served) observe(n int) (check.Record, error) {
	for end := o.Now().Add(lateMax); ; {
		r, err := o.sight(n)
		if err != nil || r.Alarm.IsZero() || r.Alarm.After(r.Now) || o.Now().After(end) {
			return r, err
		}
		if err := o.sleep(lateEvery); err != nil {
			return r, err
		}
	}
}

// sight asks the object itself, which says how it stood before it was asked.
func (o *served) sight(n int) (r check.Record, err error) {
	var sight struct {
		Now    int64
		Alarm  *int64
		Stored []string
		Asked  []struct {
			Key, ID               string
			Due, At, Ended, Until int64
		}
		Ran []struct {
			Key, Error string
			At, Done   int64
		}
	}
	if err := o.call(&sight, n, "observe"); err != nil {
		return r, err
	}
	r.Now, r.Stored = time.UnixMilli(sight.Now).UTC(), map[string]bool{}
	if sight.Alarm != nil {
		r.Alarm = time.UnixMilli(*sight.Alarm).UTC()
	}
	for _, id := range sight.Stored {
		r.Stored[id] = true
	}
	micro := func(n int64) (t time.Time) {
		if n != 0 {
			t = time.UnixMicro(n).UTC()
		}
		return t
	}
	for _, a := range sight.Asked {
		r.Asked = append(r.Asked, check.Asked{
			Key: a.Key, ID: a.ID, Due: micro(a.Due), At: micro(a.At), Ended: micro(a.Ended), Until: int(a.Until),
		})
	}
	for _, a := range sight.Ran {
		r.Ran = append(r.Ran, check.Ran{Key: a.Key, At: micro(a.At), Done: a.Done != 0, Err: a.Error})
	}
	return r, nil
}

func (o *served) sleep(d time.Duration) error { return o.Sleep(d) }

// phase waits for a second at most: the machine's chance.
func (o *served) phase() error {
	return o.Sleep(time.Duration(o.Now().Nanosecond()*7919) % time.Second)
}

// settle does nothing: observe waits for each object.
func (o *served) settle() error { return nil }
