// Package saga is an example: an order that spans two other objects, and undoes its first step if the second is
// refused.
//
//	client ── Place ──►┌──────────────┐── Reserve(order) ──►┌──────────────┐
//	                   │ Order "1001" │── Release(order) ──►│ Stock "book" │
//	          alarm ──►└──────┬───────┘                     └──────────────┘
//	                          └───────── Charge(key, cents) ──►┌─────────────┐
//	                                                           │ Bank "bank" │
//	                                                           └─────────────┘
//	placed ──► reserved ──► paid
//	   │           └──► refused ──► cancelled
//	   └──────── none left ────────────▲
//
// The file order.go is the object, participants.go are those that it calls. The planted bug: each attempt to charge has
// a key of its own, as crypto.randomUUID() in the retried function gives it. When the bank has charged and its reply is
// lost, the second attempt charges again. The right order sends its own name as the key.
package saga
