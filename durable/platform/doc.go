// Package platform is what is known of the platform that Durable Objects run on, as data: how its errors read and what
// their flags say, how long things take, what runs out, what fails, where faults can strike, and what it all costs.
//
//	Error       an error of the runtime, with its text letter for letter; Text… are the texts
//	Profile     a named set of numbers: Ideal, Workerd, Production, Hostile; Override replaces some
//	Failure     a row of the catalogue of documented failures, L1 to L46: Catalogue, FailureByName
//	Points      the places where faults can strike, and what may happen there: ParseFault, NewPlan
//	Usage       what an object has used; Prices and Bill: what that costs
//
// Nothing here runs: package durable does what is said here. Each number and text has its source beside it; a number
// that nobody has published or measured says "assumed".
//
// # Use
//
//	p, err := platform.Production().Override("Commit=50ms", "CPUMax=1s")
//	plan, err := platform.NewPlan("commit.durable Counter/* nth=3 crash")
//	var e *platform.Error
//	if errors.As(err, &e) && e.Retryable { … }
//
// # Where to add things
//
// A number of the platform: a field of Profile with its source, and a line in profile_field.go. A way to fail: a row in
// catalogue_table.go, and what shows of it in TestCatalogue of package durable. A place where things may fail: a point
// in points.go, and the kernel's question there. A text: texts.go. Rule numbers such as G8 are those of
// durable/SEMANTICS.md.
package platform
