// Package ratelimiter is an example: a token bucket for each customer, whose size another object knows.
//
//	gateway ── Take ──►┌────────────────┐── Of("anna") ──►┌─────────────┐
//	        ◄─ true ───│ Limiter "anna" │◄── Plan ────────│ Plans "all" │
//	                   └────────────────┘                 └─────────────┘
//
// The file limiter.go is the objects. The planted bug is the lost update: the limiter reads its bucket, awaits the
// plan, and writes the bucket. While it awaits, the input gate is open, the next request reads the same bucket, and one token
// is given to both. One client at a time never sees it. The right limiter awaits first, then reads and writes.
package ratelimiter
