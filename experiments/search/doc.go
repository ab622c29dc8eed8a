// Package search finds what goes wrong: it draws scenarios from seeds, holds them against what is promised, and makes
// what fails as small as it can be.
//
//	seed ──► Draw ──► Scenario ──► Run ──► Outcome (violations, hash)
//	                     ▲  │                 │
//	   YAML, a corpus ◄──┴──┘                 ▼ by signature
//	                   Shrink ◄──────────── Hunt
//
// A Subject is objects, what can be done to them, and what is promised of them: a multiplexer of alarms (Multiplexer),
// a design of an experiment, or one's own. A Scenario is data: a subject, the platform's numbers, operations, faults,
// and how long the storm lasts and the calm behind it. What is asked and what goes wrong are drawn from the seed, each
// seed only some of all.
//
// Whatever the subject, a world is held against what holds of any object: calls are answered, nothing is said before
// it is durable and nothing that was said is undone, alarm handlers run one at a time and not early, the two copies of
// an alarm agree at rest, answers can be explained one after another (Client.Access). A subject adds its own (Judger,
// World.Watch). Of multiplexers what was asked for happens, once, not early, in order, and at its cost. No oracle
// knows of a bug.
//
// # Invariants
//
//   - The same scenario gives the same trace, hash and violations.
//   - A violation's signature has no names and times in it; shrinking keeps it.
//   - Nothing goes wrong any more once Heal is reached: what is not right after Settle never will be.
//   - Worlds share nothing: a Subject's Open is called by several goroutines.
//   - Each world is closed, however the code in it ends. A panic is a finding, and so is runtime.Goexit, which package
//     require calls; in Draw and Progress they are an error with the seed (SeedError).
//
// # Use
//
//	bag, err := search.Hunt(search.Quarry{Scenario: search.Of("dolab", "hostile"), Seeds: 1000})
//	small, err := search.Shrink(search.Draw("native", "ideal", nil, 7), "", search.Options{})
//	fmt.Print(small.Scenario)
//
// In tests of one's own objects package hunttest does it. CrashSweep kills an object once at every point that a
// scenario passes, Explore runs every order of turns of a small one or random priorities on a larger one, Compare
// finds where two part, Look shows the world at a step. Of specimens Attribute and BugTable name the bug that a
// violation comes from: the one without which it is gone.
//
// # A scenario as a file
//
// YAML, or JSON with comments; unknown fields are refused.
//
//	mux: dolab                      # or subject: lost-replies/keyed
//	profile: production
//	set: [Commit=50ms]              # other numbers of the platform
//	seed: 7
//	operations:
//	  - {at: 0s, do: schedule, key: a, in: 5s}
//	  - {at: 1s, client: 1, do: schedule, key: b, in: 5s}
//	faults: ["object.turn if=alarm p=5% crash"]
//	phases:                         # what goes wrong for a while
//	  - {name: storm, until: 20s, faults: ["alarm.deliver delay=1s,2s,60s"]}
//	heal: 1m
//	settle: 1h
//	expect: {runs: 2..4, crashes: "..2"}   # and wrong: [signatures]; none: nothing
//
// # Where to add things
//
// A subject: a Subject, and a line in experiments/all for the command. What can be done with schedules: a constant
// (scenario.go), a line of deeds (schedules.go), a case of host.Operate (object.go), and a line of moreDrawn
// (drawmore.go), which leaves the seeds alone that do not draw it. What can go wrong: a line of swarmMore (faults.go).
// What is promised of any object: durable.WithAudit, or lookAround; of schedules an oracle in package check and a call
// of it in schedules.go or promise.go.
//
// It is not a proof: a hunt that finds nothing has not looked everywhere.
package search
