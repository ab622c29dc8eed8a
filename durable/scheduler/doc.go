// Package scheduler is the alarm manager of Durable Objects: it keeps a second copy of every alarm, in a table of its
// own, and wakes objects by it.
//
//	object                              scheduler
//	SetAlarm, earlier ──► Arm  ───────► table, entry, timer     before the commit
//	commit            ◄── Answered ◄─── nil or an error
//
//	commit; later, deleted ─► Arm, Clear ─► table, entry, timer   after the commit
//
//	handler           ◄── Deliver ◄──── the timer rings: entry started
//	its end           ──► Report ─────► success: entry and row go
//	                                    failure: entry finished, timer of the next try
//	                                    out of tries: Deliver GivenUp, and its Report
//
// The contract between both sides is in contract.go. Each message is a value and travels over a link that keeps the
// order of one object's messages, takes the profile's hop, and can lose them. The scheduler knows no runtime and no
// incarnation; package durable, which has the objects, implements Object, Asker and Host. Either side is tested alone,
// with a fake in place of the other.
//
// # Invariants
//
//   - What the scheduler has is never later than what is on the object's disk. The object keeps this, by when it asks:
//     an earlier alarm before its commit, a later one after it. So a crash may wake an object too early, which the
//     object notices, and never too late [G21]. In a file a commit is there before it is confirmed, and survives a kill:
//     there the table has an earlier alarm before the object's file does, by Foresee.
//   - Memory follows the table: a request that the table refuses changes no entry.
//   - An object has one entry, and an entry at most one run under way. What is asked for meanwhile is queued [G17].
//   - A report or a ring that is not for the entry's present state does nothing. So a restart need not wait.
//   - Only a turn of the scheduler changes an entry, or Load and Restart. Its timers send it messages.
//
// # Ownership
//
// Requests, deliveries and reports are copied, and neither side keeps a pointer into the other's. The scheduler owns
// its tables from OpenTable to Close. An Object must be the same pointer for as long as the world lives, because
// entries are found by it. Every delivery but a Copy needs one report; a delivery without one leaves its entry started
// until a restart.
//
// # Use
//
//	s := scheduler.New(w, platform.Workerd(), host)
//	s.Arm(scheduler.Request{Object: o, From: o, Number: 1, Point: platform.AtAlarmArm, At: at})
//	… o.Answered(request, nil) … o.Deliver(d) …
//	s.Report(scheduler.Report{Delivery: d, Outcome: scheduler.Outcome{Failed: true, Counted: true}})
//
// # Where to add things
//
// A message: its fields in contract.go, its turn in Scheduler.Receive. A rule of retries: Scheduler.ended and
// entry.again. A fault of the scheduler: a point in durable/platform/points.go, a question in fault.go, and a
// transcript in testdata. What an object believes of the scheduler, and when it asks, is package durable's: objectAlarm
// in alarm.go.
package scheduler
