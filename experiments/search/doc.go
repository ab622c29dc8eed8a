// Package search finds errors in Durable Objects: it draws scenarios from seeds, runs each in a world, holds the world
// against what is promised, and shrinks what fails.
//
//	           seed             text (YAML, a corpus)
//	            │                 │         ▲
//	            ▼ Subject.Of      ▼ Parse   │ String
//	Hunt ──► Scenario ◄───────────┴─────────┘
//	            │ Run
//	            ▼
//	World: clients ──Deed.Do──► objects ◄── faults, evictions, crashes
//	            │ Looker, Judger, World.Watch
//	            ▼
//	         Outcome: violations, hash ──by signature──► Group ──Shrink──► a small Scenario
//
// A Subject is objects, the deeds of their clients, and the promises that hold. A Deed is one thing that a client can
// do: its name, its fields, and the function that does it. A Scenario is data: the numbers of the platform, operations,
// faults, the end of the faults, and the time that the objects then have to recover. A Registry finds the subject that
// the text of a scenario names; each caller passes the registry that it wants.
//
// The package knows no subject. Multiplexers of alarms are in package schedules, designs of experiments in the packages
// of the experiments, examples in package examples. All use what is exported here.
//
// Each world is held to what is true of all objects: calls are answered, no answer leaves before it is durable, nothing
// that left is undone, alarm handlers run one at a time and not early, the two copies of an alarm agree at rest, and the
// answers of a register can be explained one after another (Client.Access). A subject adds its own promises (Judger,
// World.Watch). No oracle knows of a bug.
//
// # Invariants
//
//   - The same scenario of the same subject gives the same trace, hash and violations.
//   - A violation's signature has no names and times in it; shrinking keeps it.
//   - Nothing fails after Heal: what is not right after Settle never will be.
//   - Worlds share nothing: several goroutines call a Subject's Open at once.
//   - Each world is closed, however the code in it ends. A panic is a finding, and so is runtime.Goexit, which package
//     require calls; in Draw and Progress they are an error with the seed (SeedError).
//
// # Use
//
//	var tries = search.Field[int]{Name: "n", Draw: []int{1, 2, 3}}
//
//	var shop = search.Subject{
//		Name:  "shop",
//		Deeds: []search.Deed{{Name: "buy", Do: search.Do((*play).buy), Fields: search.Fields{search.Keys("anna"), tries}}},
//		Open:  open, // declares the classes, returns a *play
//	}
//
//	func (p *play) buy(c *search.Client, o search.Operation) error { … o.Key, tries.Of(o) … }
//
//	bag, err := search.Hunt(search.Quarry{Scenario: shop.Of("hostile"), Seeds: 1000})
//	small, err := search.Shrink(shop.Scenario("ideal", nil, 7), "", search.Options{})
//	fmt.Print(small.Scenario)
//
// In tests package hunttest does it. CrashSweep kills an object once at every point that a scenario passes. Explore runs
// every order of turns of a small scenario, or random priorities on a larger one. Compare finds the line at which two
// traces part, and Look shows the world at a step.
//
// # A scenario as a file
//
// YAML, or JSON with comments. The first field names the subject; a Family may have a field of its own for that, as
// multiplexers have mux. An operation has at, client, do, and the fields of its deed. All other fields are refused.
//
//	subject: shop                   # or mux: dolab
//	profile: production
//	set: [Commit=50ms]              # other numbers of the platform
//	seed: 7
//	operations:
//	  - {at: 0s, do: buy, key: anna, n: 2}
//	  - {at: 1s, client: 1, do: buy, key: anna}
//	faults: ["object.turn if=alarm p=5% crash"]
//	phases:                         # faults of a span
//	  - {name: storm, until: 20s, faults: ["alarm.deliver delay=1s,2s,60s"]}
//	heal: 1m
//	settle: 1h
//	expect: {runs: 2..4, crashes: "..2"}   # and wrong: [signatures]; none: nothing
//
// # Where to add things
//
//   - A subject: a Subject, and a line in experiments/all for the command.
//   - A fault that all subjects draw: the end of swarmMore, or of Swarm (faults.go).
//   - A promise of all objects: durable.WithAudit, or lookAround (judge.go).
//   - A type of fields: Field's type set, and its cases in field.go and decode.go.
//   - A way for a subject to differ: a field of Subject or Deed, or an optional interface of Play, which all can use.
//
// A hunt is no proof: it has not looked everywhere.
package search
