// Package lostreply is the experiment lost-replies: what a caller who hears nothing may do.
//
//	client ── Charge ──► account: write, commit ──✗ crash, or ✗ the answer is lost
//	       ◄─ error, or silence: charged or not?
//
// No error of the platform says that a call has run, and several leave it open (failures L1, L7, L8; docs, Error
// handling). Each charge here is made by a client of its own, who hears of trouble in four ways: the object is lost
// before its commit, or behind it, the answer becomes an error on its way, or gets lost.
//
//	once      the client does not try again
//	naive     it tries again until it gets an answer
//	memory    the same with an idempotency key, which the object remembers in a field
//	late      the same, stored behind an await: in another commit than the charge
//	keyed     the same, stored with the charge
//
// What was charged is read from the account's rows at the end. A design is a line in designs and a method of account;
// trouble is in faults.
package lostreply
