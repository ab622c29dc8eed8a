package robustness

import (
	"errors"
	"fmt"
	"time"

	"dolab/durable"
	"dolab/experiments"
	"dolab/experiments/remote"
	"dolab/experiments/specimens"
)

// sights counts how many synchronous writes could be read back, and how many schedules were stored when schedule()
// had returned.
type sights struct {
	writes                    int // of each kind
	sameKV, nextKV, wokenKV   int // in the same turn, the next turn, after hibernation
	sameSQL, nextSQL, wokeSQL int
	stored                    map[string]int // rows of 10 schedules, read in the same event, by multiplexer
}

const scheduledOnce = 10

// visibility measures at a place what an object sees of its own writes, and what a multiplexer's caller sees of its
// schedules. With an error there are no sights.
func visibility(r *experiments.Run, place string) (sights, error) {
	v := sights{writes: 100, stored: map[string]int{}}
	var err error
	switch {
	case !experiments.InWorld(place):
		err = v.onServer(r, place)
	case r.Settings.Worker != nil:
		err = v.measureScript(r, place)
	default:
		err = v.measure(r, place)
	}
	if err != nil {
		return sights{}, err
	}
	return v, nil
}

func (v *sights) measure(r *experiments.Run, place string) error {
	if err := v.readBack(r.Place(place)); err != nil {
		return err
	}
	for _, s := range specimens.All() {
		if err := v.schedules(r.Place(place), s); err != nil {
			return fmt.Errorf("visibility on %s: %w", s.Name, err)
		}
	}
	return nil
}

// measureScript is measure for a Worker's objects.
func (v *sights) measureScript(r *experiments.Run, place string) error {
	for n, s := range specimens.All() {
		o, err := newLocal(r, place, r.Profile, s)
		if err != nil {
			return err
		}
		stored, err := durable.Call[int](o.stub(0), "stored", scheduledOnce)
		v.stored[s.Name] = stored
		if err == nil && n == 0 {
			err = v.askObject(func(method string) ([]int, error) {
				return durable.Call[[]int](o.stub(1), method, v.writes)
			}, func() error { return forget(o.Place, o.stub(1)) })
		}
		o.Close()
		if err != nil {
			return fmt.Errorf("visibility on %s: %w", s.Name, err)
		}
	}
	return nil
}

// onServer is measure for objects on a server, in real time. An object that is idle for that long has left its memory.
func (v *sights) onServer(r *experiments.Run, place string) error {
	const idle = 11 * time.Second
	server, err := remote.New(place, r.Settings.Stop)
	if err != nil {
		return err
	}
	for _, name := range []string{specimens.Lumenize1114, specimens.Lumenize2026} {
		var stored int
		if err := server.Call(&stored, name, server.Object("seen"), "stored", scheduledOnce); err != nil {
			return err
		}
		v.stored[name] = stored
	}
	return v.askObject(func(method string) (seen []int, err error) {
		err = server.Call(&seen, specimens.Dolab, server.Object("seen"), method, v.writes)
		return seen, err
	}, func() error { return server.Sleep(idle) })
}

// askObject asks an object what it can read of its writes: at once, in the next turn, and after forget.
func (v *sights) askObject(call func(method string) ([]int, error), forget func() error) error {
	ask := func(method string, kv, sql *int) error {
		seen, err := call(method)
		if err != nil {
			return err
		}
		if len(seen) != 2 {
			return fmt.Errorf("%s: got %v, want two numbers", method, seen)
		}
		*kv, *sql = seen[0], seen[1]
		return nil
	}
	if err := ask("write", &v.sameKV, &v.sameSQL); err != nil {
		return err
	}
	if err := ask("read", &v.nextKV, &v.nextSQL); err != nil {
		return err
	}
	if err := forget(); err != nil {
		return err
	}
	return ask("read", &v.wokenKV, &v.wokeSQL)
}

// plain is an object without anything of its own.
type plain struct{}

func (v *sights) readBack(place experiments.Place) error {
	defer place.Close()
	ns, err := place.Objects.Namespace(durable.Class{
		Name: "Plain", New: func(*durable.State) (durable.Object, error) { return plain{}, nil },
	})
	if err != nil {
		return err
	}
	stub := ns.GetByName("a")
	inside := func(fn func(st *durable.State) error) error {
		return place.Objects.Inside(stub, func(_ durable.Object, st *durable.State) error { return fn(st) })
	}
	err = inside(func(st *durable.State) error {
		if _, err := st.Storage.SQL().Exec(`CREATE TABLE seen (k TEXT PRIMARY KEY, v INTEGER)`); err != nil {
			return err
		}
		for n := range v.writes {
			_, err := st.Storage.SQL().Exec(`INSERT INTO seen VALUES (?, ?)`, key(n), n)
			if err := errors.Join(err, st.Storage.KV().Put(key(n), n)); err != nil {
				return err
			}
			v.look(st, n, &v.sameKV, &v.sameSQL)
		}
		return nil
	})
	all := func(kv, sql *int) error {
		return inside(func(st *durable.State) error {
			for n := range v.writes {
				v.look(st, n, kv, sql)
			}
			return nil
		})
	}
	err = errors.Join(err, all(&v.nextKV, &v.nextSQL))
	return errors.Join(err, forget(place, stub), all(&v.wokenKV, &v.wokeSQL))
}

// forget takes an object out of memory. Where it has been idle for long enough the platform has done so before.
func forget(place experiments.Place, stub *durable.Stub) error {
	err := place.Objects.Evict(stub)
	if errors.Is(err, durable.ErrNotRunning) {
		return nil
	}
	return err
}

// look counts write n if it can be read.
func (v *sights) look(st *durable.State, n int, kv, sql *int) {
	if got, err := durable.Get[int](st.Storage.KV(), key(n)); err == nil && got == n {
		*kv++
	}
	c, err := st.Storage.SQL().Exec(`SELECT v FROM seen WHERE k = ?`, key(n))
	if err != nil {
		return
	}
	if row, err := c.One(); err == nil && row[0] == int64(n) {
		*sql++
	}
}

// schedules counts the rows of a multiplexer in the event that made them. A table that is not there has none.
func (v *sights) schedules(place experiments.Place, s specimens.Specimen) error {
	defer place.Close()
	ns, err := place.Objects.Namespace(specimens.Class("Alarms", s, nil))
	if err != nil {
		return err
	}
	return place.Objects.Inside(ns.GetByName("a"), func(o durable.Object, st *durable.State) error {
		for n := range scheduledOnce {
			if _, err := o.(*specimens.Object).Order(key(n), specimens.Order{When: specimens.After(0)}); err != nil {
				return err
			}
		}
		if c, err := st.Storage.SQL().Exec(s.Stored); err == nil {
			rows, err := c.All()
			v.stored[s.Name] = len(rows)
			return err
		}
		return nil
	})
}
