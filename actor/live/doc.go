// Package live runs worlds in service: on the machine's clock, one goroutine a world.
//
//	other goroutines                    the world's goroutine
//	  Post, Do ──► inbox ──────────────► function ┐
//	  Beside's work ──► answer ────────► then     ├──► turns ──► sleep until the inbox or a timer
//	  the machine's clock ─────────────► timers   ┘
//
// A World is an actor.World with its own goroutine. All methods of the actor.World belong to that goroutine. Other
// goroutines have Post, Do, Stop and Close. Code in the world gets the actor.World, so it is the same code that a
// simulated world runs.
//
// A Group is several worlds side by side, one a core. Worlds share nothing: durable.Peers places objects among them and
// carries messages of bytes between them, by Post and Answer.
//
// # Invariants
//
//   - Code of a world runs on its goroutine only, one turn at a time.
//   - Its time never goes back. It stands still within a turn, and follows the machine's clock between turns.
//   - Turns, timers and the inbox take turns themselves: none of them can keep the others waiting for ever.
//   - Every queue has a bound. Post refuses with ErrInboxFull; Do waits for room.
//   - What Post and Do have accepted runs before Stop closes the world.
//
// # Use
//
//	w := live.New(live.Options{})
//	rt := durable.New(w.World, platform.Workerd()) // before other goroutines know the world, or within Do
//	…
//	err := w.Do(ctx, "request", func() { n, failed = durable.Call[int](stub, "Increment", 2) })
//	…
//	err = w.Stop(ctx)
//
// # Where to add things
//
// What touches the machine is in the files that say so to detcheck: clock.go, inbox.go, chance.go and world.go. The
// order of work within the world is in driver.go.
//
// # What it is not
//
// It is not reproducible: chance is the machine's and so is time. Package sim is for that.
package live
