// Package actor is the world that everything else lives in: time, chance, turns and trace.
//
//	          Choose("turn", n)                       After
//	ready ───────────────────────► turn ──► Send ◄──────────── timers
//	(mailboxes with a message)      │                          (time jumps when
//	                                ▼                           nothing is ready)
//	                       Coroutine: Park ⇄ Wake
//
// A World owns a clock, a Chooser and a set of actors. Each actor is one protoactor-go actor with the
// mailbox and the dispatcher of this package: one message is one turn, and in a simulated world the
// dispatcher is a single-threaded scheduler that picks the next turn by Choose. Code that blocks runs on a
// Coroutine: Park gives the turn away, Waker.Wake brings the coroutine back in a later turn of its host.
//
// # Invariants
//
//   - A simulated world is a function of its Chooser: the same choices give the same trace and the same hash,
//     whatever GOMAXPROCS.
//   - One turn at a time; a coroutine runs only inside a turn of its host.
//   - Every queue and every loop has a bound, and crossing it is a named error: ErrQueueFull, and ErrSteps, ErrInstant and
//     ErrSpin, which say who ran most (BusyError).
//   - Killed code has no effect, whatever it recovers from (Unwinding), and Close releases all on every way out.
//   - When nothing can run and somebody waits, the error says who waits for what (DeadlockError).
//
// # Use
//
//	w := actor.NewSim(actor.Options{Chooser: actor.Seed(1)})
//	defer w.Close()
//	err := w.Do("client", func() {
//		w.Sleep(30 * 24 * time.Hour) // a month costs what its events cost
//		fmt.Println(w.Now())
//	})
//
// # Where to add things
//
// A second runtime (live, on all cores) implements the interface runtime: what now is, what after is, who
// calls a turn. A new source of chance implements Chooser. This package knows nothing of Durable Objects: that
// is package durable. It is the only importer of protoactor-go.
package actor
