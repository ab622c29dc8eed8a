package durable

import "time"

// WithTimeout runs fn for at most d of the world's time, and returns its error, or ErrTimeout when d has passed and fn
// still waits. Fn begins at once, as with Start, within the critical section and the event of the caller; the time is
// over at exactly d.
//
// The timeout cancels fn where it waits, and all that a WithTimeout in there waits for: see Task.Cancel. Code that was
// given up must not change the object later, beside the code that tries again. What fn has written and said stays, and
// a call that it waited for runs on at the other object, whose answer is dropped.
//
// The timeout is a timer, as setTimeout is: its turn enters through the input gate, behind a BlockConcurrencyWhile of
// fn, and in line with other timers under a profile with TimersInLine.
func (st *State) WithTimeout(d time.Duration, fn func() error) error {
	i := st.inst
	i.use("WithTimeout")
	i.mayWait("WithTimeout")
	var t *Task[None]
	timer := st.After(d, func() {
		i.cancel(t.t, &t.outcome, ErrTimeout)
	})
	defer timer.Stop()
	defer func() {
		if t != nil && !t.over && !i.dead { // The caller was cancelled itself.
			i.w.Observe(func() { i.cancel(t.t, &t.outcome, ErrCancelled) })
		}
	}()
	t = Start(st, func() (None, error) { return None{}, fn() })
	_, err := t.Await()
	return err
}
