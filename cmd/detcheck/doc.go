// Command detcheck finds what would make a simulated world differ from run to run.
//
//	go run ./cmd/detcheck [-scope regexp] [-tests] ./...
//
// A simulated world must be a function of its choices: same choices, same trace, same hash. detcheck reads the code
// that runs in such a world and reports each door to the machine below it: the clock, chance, goroutines, locks, the
// environment, the order of maps, addresses, the network. It knows the doors by what a name refers to, not by how it is
// written: calls, function values, renamed and dot imports and embedded types are all found.
//
//	source files ──► rules ──► findings ──► //detcheck: comments ──► diagnostics
//
// # Rules
//
// Each rule has a short name and says why; detcheck -h lists them. A rule is a table of doors (names and what to use
// instead), a check on the syntax, or both.
//
// # Exceptions
//
// Code that may pass says so, and why, on its line or on a line of its own before it:
//
//	mu sync.Mutex //detcheck:allow sync held by the live runtime only
//
//	//detcheck:allow go,chan one goroutine an actor is what the live runtime is
//	go serve(c)
//
// A comment anywhere in a file speaks for the whole file:
//
//	//detcheck:file clock,go the live runtime: the machine's time is its time
//
// Both must name rules that exist, give a reason, and be needed: one that holds nothing back is itself reported.
//
// # Maps
//
// A range over a map may stay where the loop provably gives the same in every order: it only fills another map at the
// loop's own key, sets constants, deletes, counts in integers (+=, |=, &=, ^=, *=, min, max, && and ||), leaves at the
// first hit with a constant, or appends to a slice that the same function sorts before any other use. The proof calls
// no functions but a few pure ones of the standard library, does not follow aliases, and believes that a sort has no
// ties. All else takes slices.Sorted(maps.Keys(m)), or an allow comment with the argument.
//
// # Recovers
//
// The code of an object ends by a panic when its incarnation dies, by Abort, a reset or a crash. A recover passes where
// each way from it through its function calls panic again with what it returned, as long as that is not known to be
// something else:
//
//	v := recover()
//	if durable.Unwinding(v) {
//		panic(v)
//	}
//
// In place of the if there may be a switch whose default calls panic(v), or v.(error), since the end is no error: what
// counts is that each value that the function does not know passes on. Calls with the value as an argument are not
// followed.
//
// # Timeouts
//
// The timeout of a net/http.Client and a context with a deadline are counted on the machine's clock. Rule clock reports
// both, the first wherever the field is named or given by its place: a world has Stub.WithTimeout and
// State.WithTimeout.
//
// # Where to add things
//
// A door: one line in the table of its rule (clock.go, rand.go, ...), and one in testdata/src/rules/<rule>/doors. A
// rule: one line in rules.go, one file, one folder of examples; the tests find them by the rule's name. A direction of
// imports: imports_test.go.
//
// # What it is not
//
// It is not a proof. It does not look into other modules, and it does not see a door that comes as a value from
// outside its scope (a clock handed in as a func, a connection behind an interface). Two runs with one hash are the
// proof; detcheck tells where to look before they differ. The import directions of the house are held by a test here,
// beside the reasons, and not by the command.
package main
