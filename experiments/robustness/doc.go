// Package robustness is the experiment alarms-robustness: does every schedule run, once and on time?
//
// The field report named four suspects for operations that got lost behind schedule(0): multiplexing under rapid
// scheduling, the visibility of synchronous writes, limits of the native alarm, and schedule(0) itself. Four
// isolation tests tell them apart, on every multiplexer of package specimens:
//
//	(a) a rapid batch           N schedules in one call
//	(b) sequential              N calls, one after the other
//	(c) one alone               one native setAlarm against one schedule
//	(d) gaps                    calls 100 ms, 1 s and 11 s apart: after 11 s the object has hibernated
//
// to which come delays of 0.5 s, 1 s on a loaded host, and 5 s, and the manual trigger with which the broken ones
// passed their tests. Each test on each multiplexer is a cell, in a world of its own:
//
//	client ──Schedule──► object of specimens.Class ──► Settle ──► specimens.Observe ──► check.Count ──► Cell
//
// The folder worker is the same object as a wrangler project, in TypeScript: --worker puts it in the world. A cell in
// real time stands beside the simulated one: --live measures in a live world, and --url on a server that runs the
// project, through calls over HTTP. A server's object tells itself what is on record, as it stood before it was asked:
// asking may wake it, and waking changes things. How late a run is in real time is told, and does not contradict the
// claim: a machine promises no time.
//
// When in its second a cell begins is Choose("phase"): the specimens that count in whole seconds depend on it.
//
// A test is added in plan.go; a verdict in verdict.go takes its evidence from measured cells only.
package robustness
