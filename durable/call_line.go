package durable

import (
	"time"

	"dolab/actor"
)

// callLines are the orders in which calls reach an object and its answers come back, under a profile with CallsInLine:
// one for callers outside any object and one for other objects, whose hops differ.
type callLines struct {
	calls   [2]callLine
	replies [2]actor.Link
}

// callLine holds the calls that are on their way to an object. They arrive in their order, each when the time of one
// has come: a fetch that overtakes takes the place of the call before it, and that call the fetch's.
type callLine struct {
	last    time.Time // when the newest is due
	waiting []lineCall
}

// lineCall is a call on its way: those of one moment arrive by rank, and by the order of calling within a rank.
type lineCall struct {
	moment int64
	rank   callRank
	arrive func()
}

// callRank is the place that a call takes among the calls of its moment.
type callRank uint8

const (
	rankAhead callRank = iota
	rankInTurn
	rankBehind
)

// callMoments counts the moments of a runtime. What happens at one time of the world is one moment, unless an object
// has slept for no time. The calls of one moment stand for those that JavaScript makes in one turn, awaiting none.
type callMoments struct {
	n  int64
	at time.Time
}

// moment returns the number of the present moment.
func (rt *Runtime) moment() int64 {
	m := &rt.moments
	if now := rt.w.Now(); !now.Equal(m.at) {
		m.n, m.at = m.n+1, now
	}
	return m.n
}

// nextMoment ends the present moment: code of an object has waited, if only for nothing.
func (rt *Runtime) nextMoment() { rt.moments.n++ }

// rank returns the place of a call that code of an object makes, or with a nil caller a process. A process's fetches
// overtake the calls of their moment. An object's first fetch to another keeps its place, or goes ahead where that one
// is not in memory; further ones fall behind the moment's calls, unless the caller has written meanwhile. Measured on
// the reference runtime with all patterns of up to six calls [C9, N9].
func (s *Stub) rank(k kind, from *instance, o *object) callRank {
	switch {
	case from == nil && k == kindFetch:
		return rankAhead
	case from == nil:
		return rankInTurn
	case k == kindFetch && !from.fetchedFirst(o):
		return rankBehind
	case o.inst == nil && k != kindFetch:
		return rankInTurn
	}
	return rankAhead
}

// firstFetch is the newest fetch of an incarnation that kept its place: when it was, and what commit it rests on.
type firstFetch struct{ moment, rests int64 }

// fetchedFirst notes a fetch to o and reports whether it is the first since the incarnation waited or wrote.
func (i *instance) fetchedFirst(o *object) bool {
	now := firstFetch{i.rt.moment(), i.commits.rests()}
	if i.fetched[o] == now {
		return false
	}
	if i.fetched == nil {
		i.fetched = map[*object]firstFetch{}
	}
	i.fetched[o] = now
	return true
}

// deliver lets arrive happen after the hop, in the order of the line.
func (l *callLine) deliver(rt *Runtime, r callRank, hop time.Duration, arrive func()) {
	now := rt.w.Now()
	due := now.Add(hop)
	if due.Before(l.last) {
		due = l.last
	}
	l.last = due
	c := lineCall{rt.moment(), r, arrive}
	at := len(l.waiting)
	for at > 0 && l.waiting[at-1].moment == c.moment && l.waiting[at-1].rank > c.rank {
		at--
	}
	l.waiting = append(l.waiting, lineCall{})
	copy(l.waiting[at+1:], l.waiting[at:])
	l.waiting[at] = c
	rt.w.After(due.Sub(now), func() {
		next := l.waiting[0]
		l.waiting = l.waiting[1:]
		next.arrive()
	}).For("delivery")
}

// between returns which of an object's lines a caller uses.
func between(from *instance) int {
	if from == nil {
		return 0
	}
	return 1
}
