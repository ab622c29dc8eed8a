// Package checkout is the experiment deploy-checkout: a reset in the middle of an operation over three objects.
//
//	client ── Pay ──► checkout ── Reserve ──► stock
//	                     ├─────── Charge ───► bank
//	                     └ done
//
// A deploy resets the checkout object; a call that is under way arrives all the same, and its answer finds nobody. In
// the first world that happens at the first await or end of a turn, in the second at the second, and so on until a
// world comes to its end without; then the same behind each commit, and as a crash before each is durable. Every world
// is run twice: with a client that tries again, and with one that has gone.
//
//	straight     reserve, charge, done; who tries again begins again
//	marks        notes each step when it is done, and goes on from there
//	keyed        the same, and each step has an idempotency key, which stock and bank remember
//	keyed-alarm  the same, and an alarm finishes what nobody comes back for
//
// Consistent is: reserved once, charged once and done, or nothing of it. A design is a line in designs; a kind of strike
// is a line in strikes.
package checkout
