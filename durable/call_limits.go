package durable

import (
	"context"
	"time"

	"dolab/actor"
	"dolab/actor/fault"
)

// limits are what a stub adds to its calls: how long the caller waits for an answer, and the faults of its request.
type limits struct {
	base    *Stub // that has the state
	timeout time.Duration
	limited bool            // by timeout
	ctx     context.Context // nil for one that cannot end
	faults  *fault.Plan     // see Stub.For
}

// WithTimeout returns a stub of the same object whose calls and fetches give ErrTimeout when d of the world's time has
// passed without an answer. The call itself runs on at the object, as with a client that gives up: whether it was done
// the caller does not know. The two stubs are one in all other things, such as the order of their calls. A later
// WithTimeout replaces an earlier one.
func (s *Stub) WithTimeout(d time.Duration) *Stub {
	_ = s.check("WithTimeout")
	return s.under(func(l *limits) { l.timeout, l.limited = max(0, d), true })
}

// under returns the stub with its limits as change leaves them.
func (s *Stub) under(change func(*limits)) *Stub {
	var l limits
	if s.limits != nil {
		l = *s.limits
	}
	l.base = s.origin()
	change(&l)
	return &Stub{ns: s.ns, id: s.id, from: s.from, limits: &l}
}

// origin returns the stub that keeps the state of one with limits.
func (s *Stub) origin() *Stub {
	if s.limits != nil {
		return s.limits.base
	}
	return s
}

// giveUp wakes the caller with an error in place of the answer, which is discarded when it comes.
func (c *caller) giveUp(err error) { c.hear(result{err: err}) }

// watch gives the call up when a limit is reached.
func (l *limits) watch(w *actor.World, c *caller) (stop func()) {
	var t *actor.Timer
	if l.limited {
		t = w.After(l.timeout, func() { c.giveUp(ErrTimeout) }).For("deadline")
	}
	unpoll := func() {}
	if l.ctx != nil {
		unpoll = w.Poll(func() {
			if l.ctx.Err() != nil {
				c.giveUp(aborted(l.ctx))
			}
		})
	}
	return func() {
		t.Stop()
		unpoll()
	}
}
