package durable

import (
	"errors"
	"time"

	"dolab/durable/platform"
)

// ErrNotRunning: Evict or Crash of an object that is not in memory [B32].
var ErrNotRunning = &platform.Error{Name: "Error", Message: "Cannot evict Durable Object: it is not currently running."}

// ErrBusy: Evict of an object that still has something in flight.
var ErrBusy = &platform.Error{Name: "Error", Message: "Timed out waiting to evict Durable Object: it still has active references."}

// Evict takes an object out of memory as idleness does: its database and its hibernatable sockets stay. It lets
// the world run until the object is quiet, at most for 30 s of its time, when it is called from outside the
// world; from inside it fails at once with ErrBusy where the object is not quiet.
func (rt *Runtime) Evict(s *Stub) error {
	if err := s.check("Evict"); err != nil {
		return err
	}
	o := s.ns.object(s.id)
	if o.inst == nil {
		return ErrNotRunning
	}
	quiet := func() bool { return o.inst == nil || len(o.inst.events) == 0 && o.inst.settled() }
	if rt.w.Current() == nil {
		late := false
		t := rt.w.After(30*time.Second, func() { late = true })
		defer t.Stop()
		if err := rt.w.RunUntil(func() bool { return quiet() || late }); err != nil {
			return err
		}
	}
	if o.inst == nil {
		return nil
	}
	if !quiet() {
		return ErrBusy
	}
	o.inst.evict("asked for")
	return nil
}

// Crash ends the machine an object runs on, at once, whatever it is doing: exactly the confirmed commits survive,
// calls in flight fail with ErrConnectionLost, sockets break. The next event starts a new incarnation.
func (rt *Runtime) Crash(s *Stub) error {
	if err := s.check("Crash"); err != nil {
		return err
	}
	o := s.ns.object(s.id)
	if o.inst == nil {
		return ErrNotRunning
	}
	if running(rt.w) == o.inst {
		return errors.New("an object cannot crash itself in this way: use State.Abort")
	}
	o.inst.crash()
	return nil
}

// Inside runs fn in a turn of the object, starting it if need be: what a test does with an object's own hands. Of a
// class that is not in Go fn gets the Hosted.
func (rt *Runtime) Inside(s *Stub, fn func(o Object, st *State) error) error {
	_, err := s.request(kindInside, "", 0, func(i *instance, end func(any, error)) {
		end(nil, fn(i.object(), i.st))
	})
	return err
}

// object is what Inside hands out.
func (i *instance) object() Object {
	if g, is := i.hosted.(*goObject); is {
		return g.object
	}
	return i.hosted
}

// Query reads an object's database from outside, without waking it. The statement must not write.
func (rt *Runtime) Query(s *Stub, query string, args ...any) ([][]any, error) {
	if err := s.check("Query"); err != nil {
		return nil, err
	}
	o := s.ns.object(s.id)
	if o.db == nil {
		return nil, nil
	}
	o.db.Allow(rt.turnSteps)
	c, err := o.db.Exec(query, pointedAt(args)...)
	if err != nil {
		return nil, err
	}
	return c.All()
}
