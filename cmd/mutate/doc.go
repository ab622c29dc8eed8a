// Command mutate asks whether the tests would notice a small mistake.
//
//	go run ./cmd/mutate -seed 7
//	go run ./cmd/mutate -package ./alarms -kind error,swap -sites 50
//	go run ./cmd/mutate -only 7a7cf3ba
//
// It draws places in the code by a seed, makes one mistake at each, and runs the tests that reach it. A mutant that a
// test notices is killed; the score is the share of those among all that are not equivalent. The exit code is 1 below
// -target.
//
//	packages ──► sites ──► draw ──► one test binary a package ──► which test reaches what ──► try each ──► report
//
// # Speed
//
// Nothing is compiled for a single mutant. All drawn mutants are compiled into the test binaries at once, through go
// build's -overlay: each stands beside the original, and the environment variable MUTATE_ON wakes one of them.
//
//	if a < b {   becomes   if func() bool { if mutateOn(17) { return a >= b }; return a < b }() {
//
// Each test runs once by itself with none awake, and notes what it reaches. Where both values can be computed, a
// mutant counts as reached only if they differ. A mutant is tried only in the tests that reach it: those of its own
// package first, cheap ones before the others, until one fails. It also counts as killed when the tests take far more
// CPU time than without it.
//
// Tests that take long run with fewer seeds, or not at all where others stand in for them: see slow.go. With -slow the
// survivors are asked again of what was left out: the slow tests, all seeds, and the packages that only depend on
// mutated ones. So only survivors pay for it. With -only it is the last word on a survivor.
//
// # Swapped effects
//
// Two neighbours in a list of statements change places if both have an effect: a call, or an assignment to a field, an
// element or what a pointer points to. A swap that provably changes nothing is not drawn. That is so if one of the two
// only assigns fields, variables or elements of maps, the other does that too or is a call known to be quiet, and
// neither mentions what the other assigns. The proof goes by declared fields and types, not by text:
//
//   - A field counts as mentioned whatever it is a field of, since two pointers may be equal.
//   - A value that contains the field mentions it. So does a whole map of the type of the one whose element is
//     assigned.
//   - A right side may convert, call a builtin such as len, a method of time.Time, String of a plain value, and Now of
//     a World. With any other call the swap stays.
//   - Quiet calls are Stop of an actor.Timer, Send of an actor.Actor, and tracing plain values, in other packages than
//     actor. Two calls are never independent.
//   - An assignment to an element of a slice, or through a pointer, is never independent.
//
// # Equivalents
//
// A mutant that no test can notice has an entry in equivalent.txt, by function and text, with the reason. An entry
// that matches nothing is an error. If more than a tenth of the drawn sites are equivalent the command fails.
//
// # What it found last
//
// 2026-11-29, -seed 2026, 300 of 31,014 sites, first round: 214 killed or equivalent, 86 survived. Of these 59 are killed
// by tests written since, 4 are gone with code that nothing needed, 20 are equivalent (24 with those noted before), and 3
// survive: 98.9 % of what can be noticed. They are an error of live's Do, a second look for schedules where there are
// none, and a meter that goes on after a step it does not know.
//
// # Where to add things
//
// A kind of mutation: a line in kinds.go, and an example in testdata/tiny. A slow test: slow.go. An equivalent:
// equivalent.txt.
//
// # What it is not
//
// It is not a measure of all tests: it asks those that are not slow. It makes no mutants of assertions (an if that only
// panics), of declarations of types, or of what two mutants do together.
package main
