// Package specimens keeps multiplexers alive that are known to lose, repeat or mistime what they are asked to do,
// beside the cure and beside no multiplexer at all, all behind one interface.
//
//	Order ──► Multiplexer.Schedule ──► rows in the object's SQLite ──► the one native alarm
//	                                                                       │
//	Host.Run(Task) ◄── Multiplexer.Alarm ◄──────────────────────────────────┘
//
// Each specimen is named by where it comes from and when it was current. It does what that version did, in our own
// words and on the same kind of storage, so that the numbers of an experiment fall out of its mechanism:
//
//   - The specimens of the lumenize and cloudflare families count in whole seconds, rounded down.
//   - A blockConcurrencyWhile that nobody awaits is State.GoBlocking.
//   - Errors that the original caught and logged are caught and logged here.
//
// Nothing in a specimen is wrong on purpose: what fails, fails because of what is written there. What is written behind
// an if m.repaired(B1) is not the specimen's.
//
// # Use
//
//	s, err := specimens.ByName("lumenize-2025-11-14")
//	ns, err := runtime.Namespace(specimens.Class("Clock", s, nil))
//	stub := ns.GetByName("a")
//	_, err = stub.Call("Schedule", 5*time.Second, "first", "second")
//	record, err := specimens.Observe(runtime, stub, s)
//	fmt.Println(check.Count(record, check.Bounds{}))
//
// Each specimen says which bugs of the field report's catalogue it has (Bugs), and there is one of it without each of
// them, which is how a failure gets its cause:
//
//	s, err := specimens.ByName("lumenize-2025-11-14 repaired B1,B3")
//
// The folder ts has the same multiplexers in TypeScript, in which the originals failed, for the Workers of the
// experiments. TestTwins and TestOperationTwins of package robustness hold the two to agree.
//
// An object of another class hosts a specimen by Specimen.New with a Host of its own.
//
// # Where to add things
//
// A specimen is a file with a type that implements Multiplexer, and a line in All. What all of them must survive or
// fail is in the tests: truth_test.go, catalogue_*_test.go and sweep_test.go. A bug is a line of catalogue (bugs.go), a
// branch at the line that is wrong (repair.go), and a question of reproductions_test.go.
//
// This package is not a library of alarms: for that see dolab/alarms.
package specimens
