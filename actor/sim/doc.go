// Package sim runs worlds in simulated time: it creates them, drives them, and chooses in them.
//
//	          Choose("turn", n)                    After
//	ready ───────────────────────► turn ──► Send ◄──────── timers
//	(actors with a message)         │                      (time jumps when
//	                                ▼                      nothing is ready)
//	                       Coroutine: Park ⇄ Wake
//
// A World is an actor.World with the methods that drive it: Run, Advance, Settle and RunUntil take steps. A step is one
// turn, or the timers that are due at one time. Timers lists what is pending. Code in the world gets the actor.World,
// so that it runs in worlds of other drivers too.
//
// The package has these sources of chance: Seed draws from a number, PCT finds rare orders of turns, Bytes serves
// fuzzers, Enumerator visits all choices of a small world, and Recorder and Replay write a Tape and follow it.
//
// # Invariants
//
//   - A world is a function of its Chooser: the same choices give the same trace and the same hash, whatever
//     GOMAXPROCS.
//   - Time stands still while code runs. It jumps to the next timer when no actor has a message.
//   - Timers of one instant are called in the order in which they were set.
//   - A run has a bound of steps, and of steps at one instant: actor.ErrSteps, actor.ErrInstant.
//   - When nothing can run and a coroutine waits, RunUntil says who waits for what (DeadlockError).
//
// # Use
//
//	w := sim.New(sim.Options{Chooser: sim.Seed(7)})
//	defer w.Close()
//	w.Go("clock", func() {
//		for range 3 {
//			w.Sleep(time.Hour)
//			w.Trace(actor.Event{Kind: "hour"})
//		}
//	})
//	err := w.Settle()
//	fmt.Println(w.Elapsed(), w.Hash())
//
// # Where to add things
//
// A new source of chance is a type with the method Choose, in a file of its own; with ChooseTurn too, it sees who is
// ready. A new way to run the world is a method of World that takes steps within driver.drive.
package sim
