package actor

import "time"

// Deadline limits how long one Park of a coroutine lasts. It is the world's time that counts.
type Deadline struct {
	timer  *Timer
	passed bool
}

// Deadline resumes the coroutine when d has passed, unless it is stopped before: Park returns the Deadline then. What
// else wakes the coroutine at the same instant counts where it comes first.
//
//	k := w.Current().Waker()
//	limit := k.Deadline(d)
//	defer limit.Stop()
//	if v := w.Current().Park("an answer", "server"); v == any(limit) {
//		// It did not come in time.
//	}
func (k Waker) Deadline(d time.Duration) *Deadline {
	l := &Deadline{}
	l.timer = k.c.w.After(d, func() {
		l.passed = true
		k.Wake(l)
	}).For("deadline")
	return l
}

// Passed reports whether the time has passed. It is true from that moment on, though the coroutine is resumed later. A
// nil Deadline never passes.
func (l *Deadline) Passed() bool { return l != nil && l.passed }

// Stop lets the coroutine wait without a limit.
func (l *Deadline) Stop() {
	if l != nil {
		l.timer.Stop()
	}
}
