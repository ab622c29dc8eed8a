// Package schedules is the subject of multiplexers for package search: one object with many schedules on its one alarm,
// and a counter.
//
//	search ──deed──► play (client side) ──Operate──► host: multiplexer, counter
//	                   │ acknowledged, effects          │ asked, ran (its own record)
//	                   └───────────────┬────────────────┘
//	                                   ▼
//	                     package check: once, not early, in order, at its cost
//
// Multiplexer makes the subject of a specimen, and Multiplexers is the family of all for a search.Registry: a scenario
// file names one as "mux: dolab". Attribute names the bugs that a violation comes from: those without which it is gone.
// BugTable hunts for each known bug of a specimen.
//
// # Invariants
//
//   - The package uses what package search exports, as any subject does.
//   - A seed keeps its scenario: a new draw has a name of its own and comes behind the others (drawlong.go), a new fault
//     goes to the end of SwarmMore.
//   - No oracle knows of a bug, and no draw knows which multiplexer it is for.
//
// # Use
//
//	mux, err := schedules.Multiplexers().Find("lumenize-2026-06")
//	bag, err := search.Hunt(search.Quarry{Scenario: mux.Of("hostile"), Seeds: 1000})
//	bugs, err := schedules.Attribute(mux.Scenario("hostile", nil, bag.Groups[0].First), bag.Groups[0].Signature, search.Options{})
//
//	o := search.Operation{Do: schedules.Schedule, Key: "a"}.With(schedules.In.Is(5*time.Second))
//
// # Where to add things
//
//   - A deed: a constant and its fields (fields.go), and a line of deeds with what the object does (subject.go).
//   - Something to draw: a line of moreDrawn (drawlong.go).
//   - A promise of schedules: an oracle in package check, and a call of it in play.go or promise.go.
//   - A multiplexer: package specimens.
package schedules
