package actor

import "time"

// Timer is a pending call of World.After.
type Timer struct {
	w          *World
	at         int64
	fn         func()
	seq        uint64 // in Timers: equal times are called in the order of arming
	index      int    // in Timers, -1 when it is no longer pending
	background bool
	what       string // see For
	where      string // the line that set it, while the world watches for spinning
}

// arm sets a timer that the driver calls at the given time.
func (w *World) arm(at int64, background bool, fn func()) *Timer {
	t := &Timer{w: w, at: at, fn: fn, index: -1, background: background}
	w.driver.Arm(t)
	w.spin.set(t)
	return t
}

// For says what the timer is for, to who looks at the pending timers.
func (t *Timer) For(what string) *Timer {
	t.what = what
	return t
}

// What returns what the timer is for: "delivery" of a Link, "sleep" of a coroutine, …; "" where For was not called.
func (t *Timer) What() string { return t.what }

// Background reports whether the timer is housekeeping: see World.Background.
func (t *Timer) Background() bool { return t.background }

// Stop cancels the timer and reports whether it was still pending.
func (t *Timer) Stop() bool { return t != nil && t.w.driver.Disarm(t) }

// At returns when the timer is due.
func (t *Timer) At() time.Time { return time.Unix(0, t.at).UTC() }
