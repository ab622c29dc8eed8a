// Package alarms is many schedules on the one native alarm of a Durable Object: delays, dates, crons and intervals,
// with names, retries, dead letters and catching up, correct when the object is evicted, crashes or is late.
//
//	After At Cron Every      ┌── _alarms: a row each ──┐  min(at), overdue too   ┌───────────────┐
//	Cancel Get List ────────►│ id at seq version due … │────────── arm ─────────►│ native alarm  │
//	                         └──────▲──────────┬───────┘                         └───────┬───────┘
//	        next occurrence, retry, │          │ due at its start,                       │ Alarm
//	        end: one commit with    │          ▼ by (at, seq)                            ▼
//	        what the handler wrote  └──── handler ◄──────────────────────────────────── drain
//	                                         └──► _alarms_dead: given up, visibly
//
// # Invariants
//
//   - The native alarm is the earliest time of all rows, overdue ones included, and none where there is none. It is
//     looked after at construction, by every method and after every drain, also one that fails.
//   - Only what changes is written: a schedule is one row, and a native alarm that is right is left alone, as is one
//     that is due and on its way.
//   - A drain runs what was due as it began, in the order of time and then of making, each row read again when its
//     turn comes: a cancel or a replace before that wins. Its end is written only if the row is still what it was.
//   - Nothing runs before its time. Nothing runs twice, unless the object died between the last turn of the handler
//     and its commit: then the occurrence runs again, under the same key. No row is lost.
//   - A recurrent schedule runs its occurrences in the order in which they are due, each once. None is lost to jitter,
//     however long. What was missed is CatchUp's to decide, and what is passed over is told (EventSkipped).
//   - What is running is known in memory only. Construction runs nothing.
//   - An error of a handler concerns its row. A panic is a bug and passes through.
//
// # Use
//
//	type reminder struct{ alarms *alarms.Schedules }
//
//	func newReminder(st *durable.State) (durable.Object, error) {
//		r := &reminder{}
//		a, err := alarms.New(st, alarms.Options{Handlers: map[string]alarms.Handler{"ping": r.ping}})
//		r.alarms = a
//		return r, err
//	}
//
//	func (r *reminder) Alarm(info durable.AlarmInfo) error { return r.alarms.Alarm(info) }
//	func (r *reminder) ping(run alarms.Run) error          { … run.Read(&order) … run.Key … }
//
//	id, err := r.alarms.After(300*time.Millisecond, "ping", order)
//	id, err = r.alarms.Cron("0 9 * * MON-FRI", "Europe/Berlin", "ping", order, alarms.Ensure("daily"))
//
// # Which mechanism answers which known bug of multiplexers
//
//	B1, B2, B3   milliseconds, rounded up; the native alarm is min(at), what is overdue counts as now
//	B4, B16, B17 rows are written and checked in the call itself, in one commit with the native alarm
//	B5           a native alarm that is due is not moved
//	B6, B20      the native alarm is read back and repaired, during its own run too (shield); after a failure it is
//	             set anew before anything runs (guard), so that the platform never counts to its end
//	B7           a native alarm that is early is waited for, or asked for again a little later
//	B8, B18      the drain's list is of (id, seq, version), not of a count, and each row is read again
//	B9, B15, B22 construction neither runs anything nor sets a native alarm that is on its way
//	B10, B21     each row has its own attempts and backoff, and dies alone
//	B11          a handler that has gone makes a dead letter, which can be revived
//	B12          the end of a row is one commit with what its handler wrote last, and Run.Key is for effects outside
//	B13, B14     a row made anew has another sequence number: the end of the old run does not find it
//	B19          ORDER BY at, seq
//	B23          a drain has a list, a batch and a budget
//	B24          occurrences are computed from the occurrence before; Ensure makes a schedule once; jitter only adds
//	B25          ErrNotFound, and Cancel says whether there was one
//	B26          the native alarm is deleted with the last row
//	B27          WITHOUT ROWID, no second index for up to 1,000 schedules, no native alarm set to what it is
//
// Two more come from the platform: a native alarm set, in its own run, to the time it ran for is lost (arm adds a
// millisecond), and one that is a minute overdue counts as lost (arm sets it again). A run that kills the object is
// found by the mark that the next careful drain leaves before it tries (claim), and ends as a dead letter.
//
// # What many schedules cost
//
// A run reads the schedules that are due and the earliest of the rest. Up to 1,000 schedules in an object that is a
// scan of all of them, twice a native alarm, and a sort: no index, one row written a schedule. With more there is an
// index, which is one more row written a schedule, and one more each time it moves on. A row written costs what 1,000
// rows read do (platform.PaidPlan). So the index pays from 350 schedules on where each has a native alarm of its own,
// and later where runs share one; 1,000 is in between. Options.Fair needs a second index. An incarnation that makes
// schedules also reads every row once, to count them. Measured on two cores, schedules within two hours and due at
// once:
//
//	schedules          100     1,000    10,000   100,000
//	apart, without     228 µs  144 µs   492 µs   grows on, 15,000 rows read a run at 10,000
//	apart, with        216 µs  139 µs    72 µs    74 µs, 7 rows read a run from 1,001 on
//	at once, without    16 µs                    440 µs
//	at once, with       15 µs   14 µs    13 µs    16 µs, 5 rows read a run
//	fair, with          24 µs   31 µs    18 µs    24 µs, without the second index 1,232 µs
//
// # What wakes it when the platform has lost the native alarm
//
// Late, early, repeated, failed-over and restarted alarms need nothing. An alarm that the platform has lost, given up
// or holds for a later time (TestAlarmTroubles has them by name) cannot wake an object that is left alone: whatever
// first constructs it, or calls a method of Schedules, sets it again, once it is a minute overdue or gone. Until the
// object leaves memory, Options.Watchdog does so by itself. Where the platform keeps an alarm that it has given up, and
// lets each new one wait behind it, the one set again does not come: after another minute it is deleted first (insist).
//
// # What the trace shows
//
// A schedule that runs once and in time has no line of its own: alarm.ask and alarm.fire show its native alarm. Each
// decision to do otherwise has one, also without Options.On. "what" is the schedule's id, "peer" its handler, "n" how
// many runs of the occurrence have failed. Texts are cut at 100 characters.
//
//	alarms.failed      a run has failed; note: its error, or "the run hung", or that the object died in it
//	alarms.retry       … and the occurrence runs again; note: when
//	alarms.dead        … or it is a dead letter now; note: why
//	alarms.skipped     an occurrence is passed over; note: why, or how many that were due meanwhile
//	alarms.late        what is due was to run over a minute ago; what: when, note: how late the first is, how many
//	                   are due
//	alarms.superseded  a run has ended and does not count: it was cancelled, replaced or overtaken; note: its error
//	alarms.cancelled   Cancel has removed it
//	alarms.replaced    Replace, or an Ensure that differs, has put it in the place of another
//	alarms.duplicate   ID has found this one and kept it; the new one is not made
//	alarms.ended       a recurrent schedule has no further occurrence
//	alarms.stopped     a drain leaves the rest to the next native alarm; note: batch, budget or rate
//	alarms.early       the native alarm has come before its time; what: its time
//	alarms.repaired    the native alarm was lost or other code has set it; what: what it is set to
//	alarms.revived     a dead letter is a schedule again
//	alarms.discarded   a dead letter is gone; what: its number
//
// # Where to add things
//
// A property of a schedule is an Option and a field of spec (order.go). When it runs next is follow (recurrence.go);
// when a cron comes is package calendar, which knows nothing of objects. What needs the native alarm is a line in
// earliest (slot.go). What may be seen is an EventKind (event.go), and has a line in the trace if traced says so
// (trace.go). Rule numbers such as G8 are those of durable/SEMANTICS.md; B numbers alone are the bugs listed above.
//
// # What it is not
//
// It is not a queue: runs are one after another, and a handler that waits holds up those behind it, at most until the
// platform ends the native alarm after 15 minutes. It does not make effects outside the object exactly-once, it
// gives them a key.
package alarms
