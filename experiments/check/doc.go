// Package check holds what schedules did against what was asked for.
//
//	Record (asked, ran, sight) ──► Count ──► Tally ──► Diagnosis
//
// A Record is plain data, whoever gathered it. Count gives each schedule exactly one fate:
//
//	on time · late · early         it ran; by its first run that did not throw
//	failed                         it ran, and each run threw or was cut off
//	never armed                    it is stored and due, and the object has no alarm: nothing will run it
//	starving                       it is stored and due, and the alarm is set for something else
//	overwritten                    it is not stored any more and has not run
//	pending                        it is not due yet
//
// Duplicates and runs after a cancellation are counted besides. Early runs are counted as early however little they
// are early, down to a millisecond, which is what a clock of JavaScript shows.
//
//	t := check.Count(record, check.Bounds{Late: time.Second})
//	fmt.Println(t.Executed, t.Diagnosis())
//
// A new fate is a field of Tally and a case in fate.
//
// Besides there are oracles, which know nothing of an experiment and find Violations: Schedules (at least once, never
// early, never twice without a crash, in order, not too late), Armed (work on disk implies an alarm, at any quiet
// moment), Copies (the two copies of an alarm agree, of any object), Linear (the answers of a register or a counter
// can be explained one after another: the only importer of porcupine), Once (effects outside the object), Cadence
// (each occurrence of a recurring schedule), Cost (rows and alarms against a budget), Awake (an object that dies again
// and again), and Watch for promises of one's own. Violations of one kind have one Signature. A new oracle is a file
// with a function that returns them, and a table in oracles_test.go of what breaks it and what does not.
package check
