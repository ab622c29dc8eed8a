package actor

// Driver is what a simulated and a live world differ in: what now is, what after is, who calls a turn, and how code
// outside the world reaches into it. Package sim has the simulated one, package live that on the machine's clock.
//
// The world calls all methods but Do and Visit from the code that it runs, one call at a time. None of them may run
// code of the world before it returns: a driver remembers an actor or a timer, and hands it to its Handle later.
type Driver interface {
	// Now returns the world's time in nanoseconds since the Unix epoch. It never goes back.
	Now() int64
	// Arm remembers a timer until it is due, and then hands it to Handle.Call, once. Of timers that are due at one
	// time, the first that was armed is called first: a Timers keeps that order.
	Arm(t *Timer)
	// Disarm forgets a timer and reports whether it was still armed.
	Disarm(t *Timer) bool
	// Ready remembers an actor that has a message, and later hands it to Handle.Turn, once.
	Ready(a *Actor)
	// Do runs job on a coroutine of the world, for code outside the world, and returns when job has ended. It returns
	// World.Err where the world stands still before that.
	Do(name string, job func()) error
	// Visit runs fn, on no coroutine, as a run of the world without a step: for code outside the world that looks at it
	// or changes it and does not wait.
	Visit(fn func())
}

// Handle is what the driver of a world can do to it, and the code in it cannot. Only the creator of the world gets it,
// from New.
type Handle struct{ w *World }

// Turn runs one turn of an actor that the driver was told is ready.
func (h Handle) Turn(a *Actor) {
	a.box.run()
	h.w.poll()
}

// Call calls a timer that is due. The driver has forgotten it before.
func (h Handle) Call(t *Timer) {
	h.w.spin.called(t)
	t.fn()
	h.w.poll()
}

// Drive is one run of the world: turns and timers run within it only. Runs may nest. A Close within a run releases the
// world at the end of the outermost: a run takes no step once World.Err is not nil. Called by a coroutine of the world,
// Drive panics.
func (h Handle) Drive(run func() error) error {
	w := h.w
	if w.current != nil {
		panic("actor: a coroutine, " + w.current.name + ", drives the world it runs in")
	}
	if w.driving == 0 {
		w.spin.last = nil
		w.spin.off()
	}
	w.driving++
	defer func() {
		if w.driving--; w.driving == 0 && w.closed {
			w.release()
		}
	}()
	w.poll()
	return run()
}

// Driving reports whether a run of the world is under way.
func (h Handle) Driving() bool { return h.w.driving > 0 }

// Closed reports whether the world has been closed.
func (h Handle) Closed() bool { return h.w.closed }

// Fail makes the world stand still with err, if it does not yet.
func (h Handle) Fail(err error) { h.w.fail(err) }

// Watch counts from now on who runs, or no longer: a driver counts the last steps before one of its bounds.
func (h Handle) Watch(on bool) {
	if on {
		h.w.spin.near()
	} else {
		h.w.spin.off()
	}
}

// Overrun makes the world stand still because it took more steps than the driver's bound. World.Err is then a
// *BusyError, which names who ran most since Watch.
func (h Handle) Overrun(bound error, stepsMax int64) {
	h.w.fail(&BusyError{bound, stepsMax, h.w.Elapsed(), h.w.spin.busiest()})
}
