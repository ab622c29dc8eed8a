package actor

import "time"

// Wait is one coroutine that waits.
type Wait struct {
	Who   string        // whose code it is
	What  string        // what it waits for
	Whom  string        // from whom
	Since time.Duration // since when, in the world's time
}

// Waits lists the coroutines that are parked now, in the order in which they were first used.
func (w *World) Waits() []Wait {
	var waits []Wait
	for _, c := range w.coroutines {
		if x, parked := c.Wait(); parked {
			waits = append(waits, x)
		}
	}
	return waits
}

// Wait returns what the coroutine waits for, if it is parked.
func (c *Coroutine) Wait() (_ Wait, is bool) {
	return Wait{c.name, c.what, c.whom, time.Duration(c.since - c.w.start)}, c.phase == parked
}
