package durable

import (
	"slices"
	"time"

	"dolab/actor"
)

// idleness is how long an incarnation has had nothing to do. Without an event in flight it is idle; without a
// pending coroutine, commit or held message either, it is quiet.
type idleness struct {
	since   time.Time // idle since, zero while an event is in flight
	quiet   time.Time // quiet since, zero while something is pending
	evictAt time.Time // when pending work no longer keeps it, zero until drawn
	check   *actor.Timer
	checkAt time.Time
}

// busy notes that an event has arrived.
func (i *instance) busy() {
	i.idle.since, i.idle.quiet, i.idle.evictAt = time.Time{}, time.Time{}, time.Time{}
	i.obj.used.wake(i.w.Elapsed())
}

// rest notes, at the end of a turn, what the incarnation still has to do, and sets the timer that decides about
// its eviction: one timer, which is often too early and is then set again.
func (i *instance) rest() {
	i.leave()
	i.obj.tellQuiet()
	if i.dead || i.ghost != nil || len(i.events) > 0 || len(i.listening) > 0 || i.held > 0 || i.rt.profile.HibernateAfter <= 0 {
		return
	}
	d := &i.idle
	now := i.w.Now()
	if d.since.IsZero() {
		d.since = now
	}
	due := d.since.Add(i.rt.profile.HibernateAfter)
	switch {
	case i.pending() || i.connected():
		d.quiet = time.Time{}
		i.obj.used.wake(i.w.Elapsed())
		if !d.evictAt.IsZero() {
			due = d.evictAt
		}
	case d.quiet.IsZero():
		d.quiet = now
		i.obj.used.rest(i.w.Elapsed())
		fallthrough
	default:
		due = d.quiet.Add(i.rt.profile.HibernateAfter)
	}
	if d.check == nil || due.Before(d.checkAt) {
		i.look(due)
	}
}

// pending reports whether something is left to do: a coroutine, a commit, a message held back, or an entry that waits
// at the gate, such as a block that is not awaited or what a slow turn keeps waiting.
func (i *instance) pending() bool {
	return i.cpu.busy || len(i.tasks) > 0 || len(i.timers.list) > 0 || !i.settled() || i.gate.ready() || len(i.slow) > 0 ||
		len(i.bodies) > 0
}

// connectedMax is how long a connection to another object keeps an idle one in memory [B31].
const connectedMax = 15 * time.Minute

// connected reports whether the incarnation has a connection to another object, which ends with it.
func (i *instance) connected() bool {
	return slices.ContainsFunc(i.dialed, func(s *Socket) bool { return !s.ended() })
}

// disconnected looks again what keeps the incarnation in memory.
func (i *instance) disconnected() {
	i.idle.evictAt = time.Time{}
	i.rest()
}

// look checks for idleness at the given time.
func (i *instance) look(at time.Time) {
	d := &i.idle
	d.check.Stop()
	d.checkAt = at
	d.check = i.background(at.Sub(i.w.Now()), idleCheck{})
}

// checkIdle evicts the incarnation when it has been quiet for HibernateAfter, or idle with something pending, which
// blocks hibernation, for EvictAfter, or for longer where it has a connection (docs, Lifecycle; semantics B25, B26,
// B31).
func (i *instance) checkIdle() {
	d := &i.idle
	d.check = nil
	if i.dead || d.since.IsZero() {
		return
	}
	now := i.w.Now()
	if connected := i.connected(); connected || i.pending() {
		if connected {
			d.evictAt = d.since.Add(connectedMax)
		} else if d.evictAt.IsZero() {
			d.evictAt = d.since.Add(i.rt.profile.EvictAfter.Draw(i.w, "evict"))
		}
		switch {
		case now.Before(d.evictAt):
			i.look(d.evictAt)
		case i.settled():
			i.evict("idle with work pending")
		default:
			i.look(now.Add(time.Second))
		}
		return
	}
	if d.quiet.IsZero() {
		bug("%v is quiet, and has not noticed", i)
	}
	if at := d.quiet.Add(i.rt.profile.HibernateAfter); now.Before(at) {
		i.look(at)
		return
	}
	if i.callbackTravels() {
		i.look(i.travelsUntil)
		return
	}
	i.evict("idle")
}
