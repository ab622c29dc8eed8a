// Package slowstart is the experiment slow-start: an object that loads its configuration when it starts, while the
// configuration is down.
//
//	client ── Ping, Price ──► shop ── Load ──► config (silent until it heals)
//
// What a constructor does under blockConcurrencyWhile holds every event until it is done, for 30 s at most: then the
// object is reset, every call that waited fails with the same error, and the next call begins the same again (semantics
// B7, B8; the failure L31).
//
//	block          blockConcurrencyWhile in the constructor around the load
//	block-timeout  the same with a timeout of its own, and an old copy to fall back to
//	callback       blockConcurrencyWhile around a call of somebody who calls back: a deadlock, healed or not
//	lazy           loads when a call needs it
//	lazy-timeout   the same with a timeout of its own, and an old copy to fall back to
//
// A design is a line in designs and what shop does for it.
package slowstart
