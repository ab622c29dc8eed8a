package durable

import (
	"errors"
	"time"

	"dolab/actor"
	"dolab/durable/platform"
	"dolab/durable/sqlite"
)

// commits counts the commits of an incarnation: a turn's writes are one. Numbers go on over incarnations.
type commits struct {
	issued   int64         // the newest commit, visible to the object
	strong   int64         // the newest commit that outputs wait for: it has a write that must be confirmed
	sent     int64         // the newest commit on its way to the disk
	durable  int64         // the newest commit that is confirmed
	writing  bool          // the turn has written
	confirm  bool          // … something that must be confirmed
	arming   bool          // commits wait for the alarm manager
	flushing bool          // commits are being synced beside the world
	waited   time.Duration // how long they have, when they leave for the disk
	syncs    []syncer
}

type syncer struct {
	n int64
	k actor.Waker
}

// rests returns the number of the commit that something said now rests on. What a Transaction has written is not one
// before it ends.
func (i *instance) rests() int64 {
	c := &i.commits
	if c.writing && c.confirm && i.transactions == 0 {
		return c.issued + 1
	}
	return c.strong
}

// write prepares for a write of the running turn, whose transaction opens with it. Confirm is false for a write
// that outputs need not wait for (allowUnconfirmed).
func (i *instance) write(op string, confirm bool) error {
	i.use(op)
	if i.ghost != nil {
		return i.ghost.touch(i)
	}
	i.commits.confirm = i.commits.confirm || confirm
	return storageError(i.obj.db.Begin())
}

// commit ends the turn's transaction: its writes become commit n, visible at once and durable later, unless a
// Transaction holds them. Where the disk takes no time and the alarm manager need not be asked, later is now.
func (i *instance) commit() {
	c := &i.commits
	if !c.writing {
		return
	}
	if i.transactions > 0 {
		if err := i.critical(); err != nil {
			i.die(i.commitError(err))
		}
		return
	}
	stored, err := i.alarm.stored(i.obj.db)
	at := !c.arming && c.sent == c.issued && len(i.rt.profile.Commit.Q) == 0 && !stored.before(i.alarm.noLaterThan)
	at = at && c.durable == c.issued && err == nil && !i.rt.faulty[platform.AtCommit] && !i.rt.flushes()
	mark := i.obj.db.Mark
	if at {
		mark = i.obj.db.Commit
	}
	var n int64
	if err == nil {
		err = i.alarm.foresee(i, stored)
	}
	if err == nil {
		n, err = mark()
	}
	if err != nil {
		i.die(i.commitError(err))
		return
	}
	i.obj.remember(n)
	c.issued = n
	i.w.MadeProgress()
	i.alarm.moved(stored)
	if c.confirm {
		c.strong = n
	}
	c.writing, c.confirm = false, false
	i.w.Trace(actor.Event{Kind: "commit", Who: i.obj.label, N: n})
	if i.strikes(platform.AtCommit, nil) {
		return
	}
	if at {
		c.sent = n
		i.confirmed(n, stored, i.alarm.version)
		return
	}
	i.push()
}

// push sends the newest commit, and with it those before, to the disk. Where the object's alarm is earlier than
// what the alarm manager knows, the manager is told first, and commits of the meantime join the group
// (semantics G21; workerd: ActorSqlite::commitImpl). A manager that does not answer in time is like a disk that does
// not [D8].
func (i *instance) push() {
	c := &i.commits
	if c.arming || c.flushing || c.sent == c.issued {
		return
	}
	stored := i.alarm.committed
	if stored.before(i.alarm.noLaterThan) {
		c.arming = true
		began := i.w.Now()
		limit := i.background(storageTimeout-c.waited, commitOver{})
		i.alarm.arm(i, stored, func(err error) {
			c.arming = false
			limit.Stop()
			c.waited += i.w.Now().Sub(began)
			if err != nil {
				i.die(i.commitError(err))
				return
			}
			i.alarm.noLaterThan = stored
			if i.strikes(platform.AtAlarmArmed, nil) {
				return
			}
			for _, report := range i.alarm.reports() {
				report()
			}
			i.push()
		})
		return
	}
	c.sent = c.issued
	n, version := c.sent, i.alarm.issued
	i.alarm.sent = append(i.alarm.sent, sentAlarm{n, stored})
	confirm := func() { i.confirmed(n, stored, version) }
	if i.rt.flushes() {
		i.flush(confirm)
		return
	}
	i.disk(i.rt.profile.Commit.Draw(i.w, "commit"), confirm)
}

// sendAll counts all commits as on their way to the disk, for an incarnation that is about to leave its database. It
// reports false where the alarm manager must be asked before: what is said since rests on a commit that is undone.
func (i *instance) sendAll() bool {
	c := &i.commits
	if !c.arming && !i.alarm.committed.before(i.alarm.noLaterThan) {
		c.sent = c.issued
	}
	return i.rests() <= c.sent
}

// confirmed is the disk's answer: commit n is durable.
func (i *instance) confirmed(n int64, alarm instant, version int) {
	c := &i.commits
	if err := i.obj.db.Confirm(n); err != nil {
		i.die(i.commitError(err))
		return
	}
	c.durable = n
	i.alarm.reached(n, alarm, version)
	if i.strikes(platform.AtCommitDurable, nil) {
		return
	}
	i.alarm.arrived(i)
	for _, report := range i.alarm.reports() {
		report()
	}
	for len(c.syncs) > 0 && c.syncs[0].n <= n {
		waits := shift(&c.syncs)
		waits.k.Wake(nil)
	}
	i.out.release(n)
	if len(i.slow) > 0 {
		i.takeNext(0)
	}
	i.rest()
}

// settled reports whether everything the object wrote is durable and everything it said is out.
func (i *instance) settled() bool {
	c := &i.commits
	return !c.writing && c.issued == c.durable && len(i.out.held) == 0 && !i.alarm.asking()
}

// commitError is what the callers of an object see when its commit fails: a constraint is the user's failure and has
// no flag at all; a database that could not grow has lost the turn [D10]; a cursor that writes and was not read to its
// end is an internal error, though the user's too, as is all that SQLite refuses (semantics B20, N4); the rest is the
// platform's storage.
func (i *instance) commitError(err error) *platform.Error {
	var e *sqlite.Error
	switch {
	case !errors.As(err, &e), errors.Is(err, sqlite.ErrSync):
	case sqlite.IsFull(err):
		return &platform.Error{Name: "Error", Message: e.Error(), DurableObjectReset: true}
	case sqlite.IsSteps(err):
		return &platform.Error{Name: "Error", Message: textSQLSteps, DurableObjectReset: true, User: true}
	case sqlite.IsForeignKey(err) && i.ending: // The reference runtime does not expect it there.
		failed := i.rt.internalError()
		failed.DurableObjectReset, failed.User = true, true
		return failed
	case sqlite.IsForeignKey(err):
		return &platform.Error{Name: "Error", Message: platform.TextConstraint + e.Error(), User: true}
	default:
		return i.rt.internalError()
	}
	return &platform.Error{Name: "Error", Message: platform.TextStorageWrite, DurableObjectReset: true}
}

// ErrSQLSteps is the error of a statement that takes more steps of SQLite than one turn may, under a profile without
// CPUMax: the reference runtime would never end it. A statement that writes takes the turn with it: the object is reset
// at the turn's end.
var ErrSQLSteps = &platform.Error{Name: "Error", Message: textSQLSteps, User: true}

const textSQLSteps = "SQL took too many steps in one turn. The profile has no CPU limit, so dolab has one: " +
	"100,000,000 steps, or what WithSQLSteps says."

// storageError is a failed storage operation as the object sees it.
func storageError(err error) error {
	if err == nil {
		return nil
	}
	if sqlite.IsSteps(err) {
		return ErrSQLSteps
	}
	if full := (*sqlite.Error)(nil); sqlite.IsFull(err) && errors.As(err, &full) {
		err = full // Without what package sqlite says of the turn that is lost by it.
	}
	return &platform.Error{Name: "Error", Message: err.Error(), User: true, Cause: err}
}
