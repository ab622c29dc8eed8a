package durable

import "dolab/actor"

// Clear ends an object's incarnation, as a crash does, and empties its database. The alarm goes too, in both copies.
// What is cleared is gone when Clear returns. The next event finds a new object.
func (rt *Runtime) Clear(s *Stub) (err error) {
	if err := s.check("Clear"); err != nil {
		return err
	}
	if o := s.ns.known(s.id); o != nil {
		rt.w.Visit(func() { err = o.clear() })
	}
	return err
}

func (o *object) clear() error {
	if o.inst != nil {
		o.inst.crash()
	}
	o.dropSockets()
	o.rt.scheduler.Forget((*scheduled)(o))
	if err := o.open(); err != nil {
		return err
	}
	o.clearing = true
	defer func() { o.clearing = false }()
	if err := o.db.DeleteAll(); err != nil {
		return err
	}
	n, err := o.db.Commit()
	if err != nil {
		return err
	}
	o.remember(n)
	o.rt.w.Trace(actor.Event{Kind: "clear", Who: o.label, N: n})
	return nil
}
