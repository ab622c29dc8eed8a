package durable

import (
	"errors"
	"time"

	"dolab/durable/clone"
	"dolab/durable/platform"
	"dolab/durable/sqlite"
)

// ErrNotRunning: Evict, Crash or Deploy of an object that is not in memory [B32].
var ErrNotRunning = &platform.Error{Name: "Error", Message: "Cannot evict Durable Object: it is not currently running."}

// ErrBusy: Evict of an object that still has something in flight, or into which other code holds a callback.
var ErrBusy = &platform.Error{Name: "Error", Message: "Timed out waiting to evict Durable Object: it still has active references."}

// evictPatience is how long Evict waits for an object to become quiet.
const evictPatience = 30 * time.Second

// Evict takes an object out of memory as idleness does: its database and its hibernatable sockets stay. Called from
// outside the world, it waits until the object is quiet, at most for 30 s of the world's time; from inside it fails at
// once with ErrBusy where the object is not quiet.
func (rt *Runtime) Evict(s *Stub) (err error) {
	if err := s.check("Evict"); err != nil {
		return err
	}
	if rt.w.Current() != nil {
		return s.ns.object(s.id).evict(0)
	}
	if failed := rt.w.Do("driver", func() { err = s.ns.object(s.id).evict(evictPatience) }); failed != nil {
		return failed
	}
	return err
}

// evict ends the incarnation once it is quiet. It parks the running coroutine for that, at most for patience.
func (o *object) evict(patience time.Duration) error {
	if o.inst == nil {
		return ErrNotRunning
	}
	if patience > 0 {
		o.awaitQuiet(patience)
	}
	switch {
	case o.inst == nil:
		return nil
	case !o.quiet():
		return ErrBusy
	}
	o.inst.evict("asked for")
	return nil
}

// Crash ends the machine an object runs on, at once, whatever it is doing: exactly the confirmed commits survive,
// calls in flight fail with ErrConnectionLost, sockets break. The next event starts a new incarnation.
func (rt *Runtime) Crash(s *Stub) error {
	return s.operate("Crash", func(o *object) error {
		switch o.inst {
		case nil:
			return ErrNotRunning
		case running(rt.w):
			return errors.New("an object cannot crash itself in this way: use State.Abort")
		}
		o.inst.crash()
		return nil
	})
}

// WithGrace lets an incarnation that Deploy has overtaken go on for d with the requests that it has begun. It has no
// storage then, and what has no answer when d is over fails with L19. Without a grace Deploy resets it, and so it does
// where the alarm manager has not confirmed an alarm yet: the writes of the object since are undone.
func WithGrace(d time.Duration) Option { return func(rt *Runtime) { rt.grace = d } }

// Deploy ends an object's incarnation as a deploy of its code does: its connections end, and the next event starts an
// incarnation of the next version (Class.Next). What has no answer fails, with a grace (WithGrace) only what has not
// begun.
func (rt *Runtime) Deploy(s *Stub) error {
	return s.operate("Deploy", func(o *object) error {
		switch o.inst {
		case nil:
			return ErrNotRunning
		case running(rt.w):
			return errors.New("an object cannot deploy itself: its Worker is deployed from outside")
		}
		if rt.grace > 0 && o.inst.sendAll() {
			o.inst.outlive(platform.DoDeploy, rt.grace)
			return nil
		}
		o.inst.resetBy("L3")
		return nil
	})
}

// Value reads a key of an object's key-value store from outside, without waking it, in its natural Go form; ErrNoKey
// where there is none.
func (rt *Runtime) Value(s *Stub, key string) (any, error) {
	return visit(s, "Value", func(o *object) (value any, err error) {
		if o.db == nil {
			return nil, ErrNoKey
		}
		data, err := present(o.db.Get(key))
		if err != nil {
			return nil, err
		}
		err = clone.Unmarshal(data, &value)
		return value, err
	})
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

// Query reads an object's database from outside, without waking it. A statement that writes is sqlite.ErrReadOnly.
func (rt *Runtime) Query(s *Stub, query string, args ...any) ([][]any, error) {
	return visit(s, "Query", func(o *object) ([][]any, error) {
		if o.db == nil {
			return nil, nil
		}
		c, err := o.read(rt.turnSteps, query, args)
		if err != nil {
			return nil, err
		}
		return c.All()
	})
}

// read is a query of the database within so many steps of SQLite's machine.
func (o *object) read(steps int64, query string, args []any) (*sqlite.Cursor, error) {
	o.db.Allow(steps)
	return o.db.Read(query, pointedAt(args)...)
}

// Entries reads, from outside and without waking the object, the keys that begin with a prefix, and their values: at
// most as many as most says.
func (rt *Runtime) Entries(s *Stub, prefix string, most int) ([]Entry, error) {
	return visit(s, "Entries", func(o *object) (list []Entry, err error) {
		if o.db == nil {
			return nil, nil
		}
		l, err := o.db.List(sqlite.ListOptions{Prefix: prefix, Limit: most})
		if err != nil {
			return nil, err
		}
		defer l.Close()
		for l.Next() {
			list = append(list, Entry{l.Key(), l.Value()})
		}
		return list, l.Err()
	})
}
