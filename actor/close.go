package actor

// OnClose registers fn to be called by Close; the last registered is called first.
func (w *World) OnClose(fn func()) { w.closers = append(w.closers, fn) }

// Close ends the world: parked coroutines unwind, actors stop, and what OnClose registered is called. A second
// Close does nothing.
//
// Called by what runs in the world, a coroutine, a message or a timer, it ends the run that is under way: the step that
// it was called in is the last, the run returns ErrClosed, and all is released by then. A coroutine that calls it goes
// on until it next touches the world.
func (w *World) Close() {
	w.guard()
	if w.closed {
		return
	}
	w.closed = true
	if w.err == nil {
		w.err = ErrClosed
	}
	if w.driving == 0 {
		w.release()
	} else if w.current != nil {
		w.current.killed = true
	}
}

// release gives back all that the world holds, whatever fails on the way: the first panic passes on at the end.
func (w *World) release() {
	if w.released {
		return
	}
	w.released = true
	var first any
	each := func(fn func()) {
		defer func() {
			if v := recover(); v != nil && first == nil { //detcheck:allow recover it passes on when all is released
				first = v
			}
		}()
		fn()
	}
	for _, c := range w.coroutines {
		if !c.spent {
			each(c.Kill)
		}
	}
	for _, c := range w.coroutines {
		if !c.spent {
			each(c.stop)
		}
	}
	for len(w.actors) > 0 {
		each(w.actors[len(w.actors)-1].Stop)
	}
	for i := len(w.closers) - 1; i >= 0; i-- {
		each(w.closers[i])
	}
	if first != nil {
		panic(first)
	}
}
