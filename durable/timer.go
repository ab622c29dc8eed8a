package durable

import (
	"fmt"
	"slices"
	"time"

	"dolab/actor"
	"dolab/durable/platform"
)

// Timer is a call that State.After has arranged.
type Timer struct {
	inst  *instance
	due   time.Time
	fire  func()       // brings its code in
	timer *actor.Timer // its own, where timers do not run in line
	sleep bool         // it is a Sleep's
}

// timers are those of one incarnation. Where the profile wants it so, they and the sleeps of the incarnation run
// strictly in the order of their times: who is due waits at the input gate, and the next timer is armed when that one
// has been let in. So a timer from before a BlockConcurrencyWhile that comes due within it holds up every later one in
// the block, for ever: the block ends by its time limit (workerd: TimeoutManagerImpl; semantics N1).
type timers struct {
	list     []*Timer     // by time; what was set first comes first
	head     *actor.Timer // of a line: the first one's; once it has fired that one is on its way in
	finished int
}

const (
	timersMax = 10_000 // of State.After that are pending [J2]
	// delayMax is the longest delay of a timer, 100 years [J2].
	delayMax = 3_153_600_000_000 * time.Millisecond
)

// After calls fn when d has passed, in a turn of its own and on a coroutine of its own, which may wait: setTimeout.
// The timer is armed at once. Its turn enters through the input gate, within the critical section and on behalf of the
// event that After is called in. Timers that are due at one time run in the order of After. A negative d counts as 0.
//
// A pending timer keeps the object in memory as a Sleep does, and is gone with the incarnation. Under a profile with
// TimersInLine it stands in one line with the sleeps: see Sleep. More than 10,000 at a time are a QuotaExceededError,
// with which After panics (semantics J2, J3).
func (st *State) After(d time.Duration, fn func()) *Timer {
	i := st.inst
	i.use("After")
	if pending := i.timers.pending(); pending >= timersMax {
		panic(&platform.Error{Name: "QuotaExceededError", User: true, Message: fmt.Sprintf("You have exceeded the number "+
			"of active timeouts you may set. max active timeouts: %d, current active timeouts: %d, finished timeouts: %d",
			timersMax, pending, i.timers.finished)})
	}
	s, ev := i.cur.section, i.cur.ev
	t := &Timer{inst: i}
	t.fire = func() {
		i.enterLater(s, entry{what: "timer", enter: func() {
			if !i.timers.remove(t) {
				return // It was stopped on its way in.
			}
			i.rt.nextMoment()
			i.run(&task{inst: i, section: s, name: "timer", ev: ev}, fn)
		}})
	}
	i.timers.add(t, d)
	return t
}

// Stop prevents the call, and reports whether it has: false where fn has begun, or where Stop was called before.
// Deferred functions of a cancelled task may call it.
func (t *Timer) Stop() (stopped bool) {
	i := t.inst
	if i.dead {
		return false
	}
	if running(i.w) != i {
		panic("durable: " + i.String() + ": Stop outside a turn of the object")
	}
	i.w.Observe(func() { stopped = i.timers.remove(t) })
	return stopped
}

// add arms a timer.
func (ts *timers) add(t *Timer, d time.Duration) {
	i := t.inst
	d = min(max(0, d), delayMax)
	t.due = i.w.Now().Add(d)
	at, _ := slices.BinarySearchFunc(ts.list, t.due, func(e *Timer, due time.Time) int {
		if e.due.After(due) {
			return 1
		}
		return -1
	})
	ts.list = slices.Insert(ts.list, at, t)
	switch {
	case !i.rt.profile.TimersInLine:
		t.timer = i.w.After(d, t.fire).For("timer")
	case at == 0:
		ts.arm(i.w)
	}
}

// arm sets the line's timer for the first in it.
func (ts *timers) arm(w *actor.World) {
	ts.head.Stop()
	if len(ts.list) == 0 {
		return
	}
	ts.head = w.After(ts.list[0].due.Sub(w.Now()), func() { ts.list[0].fire() })
}

// remove takes out a timer that runs now or never will, and reports whether it was pending.
func (ts *timers) remove(t *Timer) bool {
	at := slices.Index(ts.list, t)
	if at < 0 {
		return false
	}
	ts.list = slices.Delete(ts.list, at, at+1)
	if !t.sleep {
		ts.finished++
	}
	t.timer.Stop()
	if at == 0 && t.inst.rt.profile.TimersInLine {
		ts.arm(t.inst.w)
	}
	return true
}

// pending counts the timers without the sleeps.
func (ts *timers) pending() (n int) {
	for _, t := range ts.list {
		if !t.sleep {
			n++
		}
	}
	return n
}

// stop ends all of them with their incarnation.
func (ts *timers) stop() {
	ts.head.Stop()
	for _, t := range ts.list {
		t.timer.Stop()
	}
}
