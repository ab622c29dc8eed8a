package durable

import (
	"time"
)

// quiet reports whether the object has no event in flight, no commit on its way to the disk and no message held back, and
// no other code has, or is about to get, a callback into it.
func (o *object) quiet() bool {
	i := o.inst
	return i == nil || len(i.events) == 0 && i.settled() && i.held == 0 && !i.callbackTravels()
}

// tellQuiet wakes the coroutines that wait until the object is quiet, if it is.
func (o *object) tellQuiet() {
	if len(o.await) == 0 || !o.quiet() {
		return
	}
	woken := o.await
	o.await = nil
	for _, k := range woken {
		k.Wake(nil)
	}
}

// awaitQuiet parks the running coroutine until the object is quiet, at most for patience.
func (o *object) awaitQuiet(patience time.Duration) {
	w := o.rt.w
	for until := w.Now().Add(patience); !o.quiet() && w.Now().Before(until); {
		k := w.Current().Waker()
		limit := k.Deadline(until.Sub(w.Now()))
		o.await = append(o.await, k)
		w.Current().Park("a quiet moment", o.label)
		limit.Stop()
	}
}
