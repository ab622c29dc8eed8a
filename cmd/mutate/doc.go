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
// Tests that take long run with fewer seeds, or not at all where others stand in for them: see slow.go. The flag -slow
// runs everything; with -only it is the last word on a survivor.
//
// # Equivalents
//
// A mutant that no test can notice has an entry in equivalent.txt, by function and text, with the reason. An entry
// that matches nothing is an error. If more than a tenth of the drawn sites are equivalent the command fails.
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
