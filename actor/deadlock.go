package actor

import (
	"fmt"
	"strings"
	"time"
)

// Wait is one coroutine that waits, in a DeadlockError.
type Wait struct {
	Who   string        // whose code it is
	What  string        // what it waits for
	Whom  string        // from whom
	Since time.Duration // since when, in the world's time
}

// DeadlockError says that nothing can run any more although somebody waits.
type DeadlockError struct {
	At    time.Duration // the world's time
	Waits []Wait        // in the order in which their coroutines were first used
}

func (d *DeadlockError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "deadlock at %v: nothing can run", d.At)
	for _, x := range d.Waits {
		fmt.Fprintf(&b, "\n  %s waits since %v for %s", x.Who, x.Since, x.What)
		if x.Whom != "" {
			fmt.Fprintf(&b, " (%s)", x.Whom)
		}
	}
	return b.String()
}

func (w *World) deadlock() *DeadlockError {
	d := &DeadlockError{At: w.Elapsed(), Waits: w.Waits()}
	w.Trace(Event{Kind: "deadlock", N: int64(len(d.Waits))})
	return d
}

// Waits lists the coroutines that are parked now.
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
