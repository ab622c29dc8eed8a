package actor

import "runtime"

// unwinding is the panic that ends the code of a killed coroutine. It is no error, so that code which handles only
// errors that it knows leaves it alone.
type unwinding struct{}

func (unwinding) String() string {
	return "this code was killed and must end: call panic again with what recover returned (see Unwinding)"
}

// Unwinding reports whether v, a value that recover returned, is the end of killed code. Whoever recovers must call
// panic(v) again then:
//
//	defer func() {
//		v := recover()
//		if actor.Unwinding(v) {
//			panic(v)
//		}
//		…
//	}()
//
// Code that goes on instead has no effect on the world: all that reaches the world panics again with such a value.
func Unwinding(v any) bool {
	_, is := v.(unwinding)
	return is
}

// unwindsMax is how often killed code may recover from its end. Then runtime.Goexit ends it, which nothing recovers.
const unwindsMax = 1000

// unwind ends the code that runs.
func (c *Coroutine) unwind() {
	if c.unwinds++; c.unwinds > unwindsMax {
		runtime.Goexit()
	}
	panic(unwinding{})
}

// Check unwinds the running coroutine if it has been killed. Everything that gives killed code an effect on
// the world calls it first.
func (c *Coroutine) Check() {
	if c.killed {
		c.unwind()
	}
}

// Kill ends the coroutine where it stands: parked, its stack unwinds now; running, at its next Check or Park. Its
// deferred functions run, without effect on the world; a panic or a Goexit of theirs has none either.
func (c *Coroutine) Kill() {
	c.killed = true
	if c.phase == parked {
		c.run()
	}
}

// Exit ends the running coroutine as Kill does, at once.
func (c *Coroutine) Exit() {
	c.killed = true
	c.unwind()
}

// Check unwinds the running coroutine, if there is one and it has been killed.
func (w *World) Check() {
	if w.current != nil {
		w.current.Check()
	}
}

// guard unwinds code that has been told to end and goes on. Unlike Check it lets the code go on that has just killed
// the coroutine that it runs on: that of a runtime, which has things to put in order.
func (w *World) guard() {
	if c := w.current; c != nil && c.unwinds > 0 {
		c.unwind()
	}
}

// Observe runs fn for an observer of the world: it has its effect although it may be called by deferred functions of
// killed code. Fn does not block.
func (w *World) Observe(fn func()) {
	outer := w.current
	w.current = nil
	defer func() { w.current = outer }()
	fn()
}
