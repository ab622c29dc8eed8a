package durable

import (
	"fmt"
	"time"
)

// Finding is a promise that was not kept, seen by a runtime that watches itself: see WithAudit.
type Finding struct {
	Oracle string // "durable", "early" or "overlap"
	Detail string // how, without names and numbers
	Who    string // the object's label
	Note   string // what exactly
}

// WithAudit lets the runtime hold each object against what holds of any object, whatever its code does, and tells found
// of each thing that does not. It changes nothing in the world.
//
//   - durable: nothing leaves before the commit it rests on is durable, and what has left is not undone afterwards. Code
//     can give the second away by AllowUnconfirmed.
//   - early: no alarm handler begins before its time by the object's clock. Skewed clocks and an early timer can do it.
//   - overlap: no two alarm handlers of one object run at once, those of an incarnation that another has replaced aside.
func WithAudit(found func(Finding)) Option { return func(rt *Runtime) { rt.found = found } }

// audit is what is kept of an object for that.
type audit struct {
	from    int64 // the last number given to a commit before this incarnation: whether that one was lost says nothing
	said    int64 // the newest commit since, durable or not, that something rests on which has left
	ringing int   // alarm handlers under way
}

func (i *instance) finding(oracle, detail, format string, args ...any) {
	i.rt.found(Finding{oracle, detail, i.obj.label, fmt.Sprintf(format, args...)})
}

// audited is fn, something said that rests on commit n, with the audit before it.
func (i *instance) audited(n int64, fn func()) func() {
	c := &i.commits
	made := c.issued
	if c.writing && i.transactions == 0 {
		made++
	}
	return func() {
		a := &i.obj.audit
		if _, confirmed := i.obj.db.Marks(); confirmed < n && n > a.from {
			i.finding("durable", "something was said before it was durable", "it rests on commit %d, and %d is durable", n, confirmed)
		}
		a.said = max(a.said, made)
		fn()
	}
}

// auditEnd is called when the incarnation has left its database.
func (i *instance) auditEnd() {
	a := &i.obj.audit
	a.ringing = 0
	newest, confirmed := i.obj.db.Marks()
	if i.rt.found != nil && confirmed < a.said && a.said > a.from {
		i.finding("durable", "something was said, and what was written before it is gone",
			"it was said after commit %d, and %d is the last that is kept", a.said, confirmed)
	}
	a.from, a.said = newest, 0
}

// auditRing is called when an alarm handler begins for a time, and returns what is to be called at its end.
func (i *instance) auditRing(scheduled time.Time) func() {
	a := &i.obj.audit
	if i.rt.found == nil || i.ghost != nil {
		return func() {}
	}
	if early := scheduled.Sub(i.now()); early > 0 {
		i.finding("early", "an alarm handler began before its time", "for %v, by %v", scheduled.Format(time.RFC3339Nano), early)
	}
	if a.ringing++; a.ringing > 1 {
		i.finding("overlap", "two alarm handlers at once", "for %v", scheduled.Format(time.RFC3339Nano))
	}
	return func() {
		if i.ghost == nil && !i.dead {
			a.ringing--
		}
	}
}
