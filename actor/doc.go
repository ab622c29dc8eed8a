// Package actor is the world as the code in it sees it: time, chance, turns and trace.
//
//	driver (package sim or live)            code
//	  Turn ──► turn of an actor ──► Receive ──► Send ──► mailbox ──► Ready ──► driver
//	  Call ──► function of a timer                After ──► Arm ──► driver
//	                     Coroutine: Park ⇄ Wake
//
// A World has a Chooser, a trace and actors. Each actor is one protoactor-go actor with the mailbox of this package:
// one message is one turn. Code that blocks runs on a Coroutine: Park gives the turn away, and Waker.Wake brings the
// coroutine back in a later turn of its Host. What now is, what after is and who calls a turn is up to the world's
// Driver. The World has no method that drives it: New gives a Handle for that, and only to the creator of the world.
//
// # Invariants
//
//   - One turn at a time, all on one goroutine; a coroutine runs only inside a turn of its host.
//   - A world depends on nothing but its Chooser and its Driver, whatever GOMAXPROCS.
//   - Every queue and every loop has a bound, and crossing it is a named error: ErrQueueFull, and ErrSteps, ErrInstant
//     and ErrSpin, which say who ran most (BusyError).
//   - Killed code has no effect, whatever it recovers from (Unwinding), and Close releases all on every way out.
//
// # Use
//
//	func client(w *actor.World) {
//		w.Sleep(30 * 24 * time.Hour) // in a simulated world, a month costs what its events cost
//		fmt.Println(w.Now())
//	}
//
//	w := sim.New(sim.Options{}) // a *sim.World, which embeds the *actor.World
//	defer w.Close()
//	err := w.Do("client", func() { client(w.World) })
//
// # Where to add things
//
// Another way to run worlds is a package beside sim and live: it implements Driver, keeps its timers in a Timers, and
// gives its users a type that embeds *World. What a driver needs of a world besides is a method of Handle. A new source
// of chance implements Chooser. This package knows nothing of Durable Objects: that is package durable. It is the only
// importer of protoactor-go.
package actor
