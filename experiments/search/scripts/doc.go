// Package scripts makes the Worker of a wrangler project a subject of the search: seeds, faults, shrinking and replay for
// a project as it is, in JavaScript or TypeScript.
//
//	wrangler.jsonc ─► worker.Load ─► Worker ──┐
//	dolab.yaml, flags: routes, columns ───────┼─► Subject ─► search
//	dolab.test.ts ─► LoadLab ─► lab Worker ───┘
//
// Without a dolab.test.ts, clients do what the Worker shows: the routes that are given, or else those that a probe finds,
// and the RPC methods of its classes that are for others to call, with arguments made up by the types and names of their
// parameters. With one, they do its deeds, and its promises are held beside those that hold of each Worker:
//
//   - durable, early, overlap, and both copies of the alarm: what the search holds any object to.
//   - due: where a column has the times of stored work, an alarm is set for the earliest.
//   - loop: an alarm does not ring for ever, or often without time passing.
//   - memory: an answer does not change because the object was evicted, and the heap stays within its bound.
//   - uncaught: no handler throws, and no rejection is left unhandled, as long as nothing has gone wrong.
//   - stuck: what has once worked works again when all is well again.
//
// The module of tests runs in a Worker of its own, whose heap no crash takes away: what it remembers is the model.
//
// # Use
//
//	p, err := scripts.Open("../shop", scripts.Options{Routes: []string{"POST /order/{n}"}})
//	bag, err := search.Hunt(search.Quarry{Scenario: p.Subject().Of(""), Seeds: 1000})
//
// # What it costs
//
// BenchmarkWorlds runs the same seeds of a Worker and of its twin in Go by turns, on one core of two. The twin has 610 to
// 830 worlds a second. A Worker of 1 KB has 0.28 of that, one of 60 KB 0.26 to 0.275, and one of 600 KB 0.17 to 0.18.
//
// # Where to add things
//
// A promise of all Workers is a file here, called by play.look or play.Judge. A word of dolab.test.ts is in js/test.js and
// js/dolab.d.ts, and what it needs of a world is a native in durable/worker.
package scripts
