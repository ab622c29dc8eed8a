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

// local are objects in a world, simulated or in real time.
type local struct {
	experiments.Place
	mux   specimens.Specimen
	ns    *durable.Namespace
	typed bool // they are in Go
}

// newLocal puts objects into a world: those in Go or those of the settings' Worker.
func newLocal(r *experiments.Run, place string, p platform.Profile, s specimens.Specimen) (*local, error) {
	o := &local{Place: r.PlaceOf(place, p), mux: s, typed: r.Settings.Worker == nil}
	var err error
	if o.ns, err = namespace(o.Objects, r.Settings.Worker, s); err != nil {
		o.Close()
		return nil, err
	}
	return o, nil
}

// namespace puts the class that hosts a multiplexer into a world: that in Go, or that of a Worker.
func namespace(rt *durable.Runtime, w experiments.Script, s specimens.Specimen) (*durable.Namespace, error) {
	if w == nil {
		return rt.Namespace(specimens.Class("Alarms", s, nil))
	}
	return experiments.Hosting(w, rt, s.Name)
}

func (o *local) do(client func()) error { return o.Do("client", client) }

func (o *local) elapsed() time.Duration { return o.Elapsed() }

func (o *local) stub(n int) *durable.Stub { return o.ns.GetByName(name(n)) }

// call calls a method by its name in Go, or that in TypeScript. A stub is made for each call: calls through different
// stubs of one client are in order too.
func (o *local) call(n int, method, script string, args ...any) error {
	if !o.typed {
		method = script
	}
	if _, err := o.stub(n).Call(method, args...); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	return nil
}

func (o *local) schedule(n int, delay time.Duration, keys ...string) error {
	args := []any{delay}
	if !o.typed {
		args[0] = millis(delay)
	}
	for _, key := range keys {
		args = append(args, key)
	}
	return o.call(n, "Schedule", "schedule", args...)
}

func (o *local) trigger(n, count int) error { return o.call(n, "Trigger", "trigger", count) }

func (o *local) observe(n int) (check.Record, error) {
	if o.Lab != nil {
		return o.sight(n)
	}
	return wait(func() (check.Record, error) { return o.sight(n) }, func(d time.Duration) error {
		return o.Do("driver", func() { o.Sleep(d) })
	})
}

// sight reads what is on record from outside. It wakes no object.
func (o *local) sight(n int) (check.Record, error) {
	return specimens.Observe(o.Objects, o.stub(n), o.mux)
}

func (o *local) sleep(d time.Duration) error {
	o.Sleep(d)
	return nil
}

func (o *local) phase() error {
	return o.sleep(time.Duration(o.Choose("phase", 1000)) * time.Millisecond)
}

// settle does nothing in real time: observe waits for each object.
func (o *local) settle() error {
	if o.Lab == nil {
		return nil
	}
	return o.Lab.Settle()
}

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

// observe asks the object. One that it has woken says how it stood before, and has no alarm that is due.
func (o *served) observe(n int) (check.Record, error) {
	return wait(func() (check.Record, error) { return o.sight(n) }, o.sleep)
}

// wait observes an object in real time, and again while an alarm is due that has not come: a busy machine may be late.
func wait(sight func() (check.Record, error), sleep func(time.Duration) error) (r check.Record, err error) {
	for range lateMax / lateEvery {
		if r, err = sight(); err != nil || r.Alarm.IsZero() || r.Alarm.After(r.Now) {
			return r, err
		}
		if err = sleep(lateEvery); err != nil {
			return r, err
		}
	}
	return r, nil
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
