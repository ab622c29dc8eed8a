// Package race is the experiment read-await-write: the lost update inside one object.
//
//	client 1 ──► Increment: read n=7 … await … write 8
//	client 2 ──►      Increment: read n=7 … await … write 8    one increment is lost
//
// The input gate keeps other events out while storage is asked, and no longer: any other await between a read and the
// write that rests on it lets the next event in (semantics C1–C6). Designs put the await in different places; how long
// it takes, and whose turn it is, chance decides.
//
//	gate           read, write in one turn, then await
//	await          read, await, write
//	memory         the same with a field instead of storage
//	blocked        blockConcurrencyWhile around read, await, write
//	transaction    await, then transactionSync around read and write
//
// Each design runs in worlds with seeds of their own, one a trial. A design is a line in designs and a method in
// counter.go.
package race
