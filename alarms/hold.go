package alarms

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// KeepAlive keeps the object in memory until release is called, as often as it was called: work that is under way is
// then not cut off by hibernation or eviction. It wakes the object every Options.Heartbeat. After a crash nothing
// holds any more: who still needs it asks again. Release may be called twice.
func (a *Schedules) KeepAlive() (release func() error, err error) {
	a.holds++
	if a.holds == 1 {
		a.beat = a.now() + ceilDuration(a.o.Heartbeat)
		a.hold()
	}
	if err := a.arm(); err != nil {
		a.holds--
		return nil, fmt.Errorf("keep alive: %w", err)
	}
	released := false
	return func() error {
		if released {
			return nil
		}
		released = true
		a.holds--
		return a.arm()
	}, nil
}

// hold is a timer that is pending as long as KeepAlive holds: it keeps the object from hibernating at once, and the
// heartbeat comes before eviction does (docs, Lifecycle of a Durable Object).
func (a *Schedules) hold() {
	if a.holding {
		return
	}
	a.holding = true
	a.st.Go(func() {
		for a.holds > 0 {
			a.st.Sleep(a.o.Heartbeat)
		}
		a.holding = false
	})
}

// timeout is a function to be called at a time. It is kept in memory only.
type timeout struct {
	at int64
	fn func()
}

// timeoutsMax is how many timeouts may be pending.
const timeoutsMax = 10_000

// Timeout calls fn in d, in the run of the native alarm, if the object is then still in memory: the deadline of
// something that is under way, for which other code would set the native alarm. It costs no row. Stop cancels it
// and reports whether it was still pending. What must survive a crash is a schedule: After.
func (a *Schedules) Timeout(d time.Duration, fn func()) (stop func() (bool, error), err error) {
	if len(a.timeouts) >= timeoutsMax {
		return nil, fmt.Errorf("timeout: %w: %d", ErrTooMany, timeoutsMax)
	}
	t := &timeout{ceilMilli(a.st.Now().Add(max(0, d))), fn}
	if millis(t.at).Year() > yearMax {
		return nil, fmt.Errorf("timeout: %w", ErrTooLate)
	}
	n := len(a.timeouts)
	for n > 0 && a.timeouts[n-1].at > t.at {
		n--
	}
	a.timeouts = slices.Insert(a.timeouts, n, t)
	drop := func() bool {
		n := len(a.timeouts)
		a.timeouts = slices.DeleteFunc(a.timeouts, func(o *timeout) bool { return o == t })
		return len(a.timeouts) < n
	}
	if err := a.arm(); err != nil {
		drop()
		return nil, fmt.Errorf("timeout: %w", err)
	}
	return func() (bool, error) { return drop(), a.arm() }, nil
}

// runTimeouts calls what is due, and moves the heartbeat.
func (a *Schedules) runTimeouts() {
	now := a.now()
	if a.holds > 0 && a.beat <= now {
		a.beat = now + ceilDuration(a.o.Heartbeat)
	}
	n := 0
	for n < len(a.timeouts) && a.timeouts[n].at <= now {
		n++
	}
	due := slices.Clone(a.timeouts[:n])
	a.timeouts = slices.Delete(a.timeouts, 0, n)
	for _, t := range due {
		t.fn()
	}
}

// watch begins to look after the native alarm, if Options.Watchdog is set.
func (a *Schedules) watch() {
	if a.o.Watchdog <= 0 || a.watching {
		return
	}
	a.watching = true
	a.st.Go(func() {
		defer func() { a.watching = false }()
		for {
			a.st.Sleep(a.o.Watchdog)
			_, err := a.Next()
			if errors.Is(err, ErrNotFound) {
				return
			}
			none := err != nil
			if !none {
				err = a.Repair()
			}
			if err != nil {
				a.st.Log("alarms: watchdog: %v", err)
			}
			if none {
				return
			}
		}
	})
}

// lookLater looks after a native alarm that was overdue when the object was constructed: in the constructor it may
// be on its way, and to set it would make it come twice.
func (a *Schedules) lookLater() error {
	have, err := a.slot()
	if err != nil || have == 0 || a.now()-have <= staleMillis {
		return err
	}
	a.st.Go(func() {
		if a.stats.Drains > 0 {
			return
		}
		if err := a.arm(); err != nil {
			a.st.Log("alarms: %v", err)
		}
	})
	return nil
}
