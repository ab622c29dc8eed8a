// Package search finds what goes wrong: it draws scenarios from seeds, holds them against what every user of alarms
// relies on, and makes what fails as small as it can be.
//
//	seed ──► Draw ──► Scenario ──► Run ──► Outcome (violations, hash)
//	                     ▲  │                 │
//	   YAML, a corpus ◄──┴──┘                 ▼ by signature
//	                   Shrink ◄──────────── Hunt
//
// A Scenario is data: a multiplexer, the platform's numbers, operations, faults, and how long the storm lasts and the
// calm behind it. What is asked and what goes wrong are drawn from the seed, each seed only some of all. The oracles
// (package check) know no multiplexer and no bug: what was asked for happens, once, not early, in order; an object at
// rest has an alarm if it has work; what was acknowledged stays; answers can be explained one after another.
//
// # Invariants
//
//   - The same scenario gives the same trace, hash and violations.
//   - A violation's signature has no names and times in it; shrinking keeps it.
//   - Nothing goes wrong any more once Heal is reached: what is not right after Settle never will be.
//
// # Use
//
//	bag, err := search.Hunt(search.Quarry{Scenario: search.Of("dolab", "hostile"), Seeds: 1000})
//	search.Demand(t, search.Quarry{Scenario: search.Of("dolab", ""), Seeds: 100}) // in a test
//	small, err := search.Shrink(search.Draw("native", "ideal", nil, 7), "", search.Options{})
//	fmt.Print(small.Scenario)
//
// CrashSweep kills the object once at every point that a scenario passes, Explore runs every order of turns of a small
// one, Compare finds where two part.
//
// # Where to add things
//
// What can be done: a constant and a line of deeds (scenario.go), a case of host.Operate (object.go), and a line of
// moreDrawn (drawmore.go), which leaves the seeds alone that do not draw it. What can go wrong: a line of swarm
// (faults.go). What is promised: an oracle in package check and a call of it in judge.go or promise.go; promises about
// one's own objects: Options.Watch.
//
// It is not a proof: a hunt that finds nothing has not looked everywhere.
package search
