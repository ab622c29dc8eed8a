// Package jobqueue is an example: a queue of jobs on the one alarm of an object, with a cron, retries and dead letters.
//
//	client ── Add ──►┌─────────────────┐        ┌────────────┐ Send(key, to) ┌────────┐
//	                 │ Queue "letters" │◄─alarm─│ job · job  │──────────────►│ Mailer │
//	                 └─────────────────┘        │ cron       │               └────────┘
//	                                            └─────┬──────┘
//	                                    given up, visibly: Dead
//
// The file queue.go is the object, mailer.go stands for the service that it calls. The planted bug: the queue marks a
// job as sent, then sends it, so that none is sent twice. If the call to the mailer fails, the next attempt finds the
// mark and does nothing: the job is gone, and is no dead letter either. Without a fault in the right moment every test
// passes. The right queue has no mark: it may send twice, and the mailer drops what it has seen, by the job's ID.
package jobqueue
