// Package crashsweep is the experiment alarms-crash-sweep: an object with schedules loses its machine once at each point
// of its life, in turn.
//
//	calm run ──► points passed: construct, turn, commit, durable, armed, ack ──► one run for each, with a crash there
//
// After each crash everything has an hour to come right by itself, and is held against what is promised of schedules
// (package check): each runs, none early, none twice but for the crash, and an object at rest has an alarm if it has work.
// What goes wrong without a crash too does not count. How many handlers ran more, or less, than without a crash is told:
// a run that a crash has cut off comes again.
//
// The schedules are a batch, one for now, one whose handler awaits, one that schedules itself, and one that is cancelled.
package crashsweep
