// Package fault is the language of faults: what goes wrong, where, for whom and when, as values with a text form.
//
//	WHERE [WHOM] [WHEN …] WHAT
//
//	commit.durable Counter/* nth=3 crash        Points.Parse reads it, Fault.String writes it
//
// A program names its points (Points) and asks a Plan at each of them. The plan counts how often each fault matched,
// draws chance from the world, and writes one trace line for each fault that strikes. What strikes is an Effect, a
// value: the program obeys it and never reads text.
//
// # Invariants
//
//   - What is printed is read back as the same fault.
//   - A text that could never strike is refused with the column that is wrong and what is possible there.
//   - Faults do not disturb one another: each has a stream of chance of its own, and each counts its matches also where
//     another strikes first.
//   - A nil plan injects nothing.
//
// # Use
//
//	plan := fault.NewPlan(f)
//	if e, struck := plan.Ask(world, "commit", "Counter/a", holds); struck { … obey e … }
//
// Package durable/platform has the points of Durable Objects. Dist, a distribution of durations by quantiles, is here
// because delays are drawn from it; the numbers of a profile are, too.
package fault
