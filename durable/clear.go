package durable

import "dolab/actor"

// Clear ends an object's incarnation, as a crash does, and empties its database. The alarm goes too, in both copies.
// What is cleared is gone when Clear returns. The next event finds a new object.
func (rt *Runtime) Clear(s *Stub) error {
	if err := s.check("Clear"); err != nil {
		return err
	}
	o := s.ns.known(s.id)
	if o == nil {
		return nil
	}
	if o.inst != nil {
		o.inst.crash()
	}
	o.dropSockets()
	rt.scheduler.Forget((*scheduled)(o))
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
	rt.w.Trace(actor.Event{Kind: "clear", Who: o.label, N: n})
	return nil
}
