package durable

import (
	"time"
)

// callLines are the orders in which calls and frames reach an object, and its answers and frames leave it, under a
// profile with CallsInLine: one for clients and one for other objects, whose hops differ.
type callLines struct{ in, out [2]callLine }

// callLine holds what is on its way. One arrives, in the order of the line, each time that the hop of one is over: a
// fetch that overtakes takes the time of the call before it, and that call the fetch's.
type callLine struct {
	last    time.Time // when the newest is due
	waiting []lineCall
}

// lineCall is on its way: what leaves at one moment arrives by rank, and by the order of leaving within a rank.
type lineCall struct {
	moment int64
	rank   callRank
	arrive func()
}

// callRank is the place among what leaves at one moment.
type callRank uint8

const (
	rankAhead  callRank = iota // fetches that overtake
	rankFrame                  // each socket's first frame
	rankCall                   // calls and answers
	rankBehind                 // further frames, further fetches of an object, the loss of a connection
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

// rank returns the place of a call. A process's fetches overtake the calls of their moment. An object's first fetch to
// another keeps its place, or goes ahead where that one is not in memory; further ones fall behind the moment's calls,
// unless the caller has written meanwhile. Measured on the reference runtime with all patterns of up to six calls [C9, N9].
func (s *Stub) rank(k kind, o *object) callRank {
	switch {
	case k != kindFetch:
		return rankCall
	case s.from == nil:
		return rankAhead
	case !s.from.fetchedFirst(o):
		return rankBehind
	case o.inst == nil:
		return rankAhead
	}
	return rankCall
}

// firstFetch is the newest fetch of an incarnation that kept its place: when it was, and what commit it rests on.
type firstFetch struct{ moment, rests int64 }

// fetchedFirst notes a fetch to o and reports whether it is the first since the incarnation waited or wrote.
func (i *instance) fetchedFirst(o *object) bool {
	now := firstFetch{i.rt.moment(), i.rests()}
	if i.fetched[o] == now {
		return false
	}
	if i.fetched == nil {
		i.fetched = map[*object]firstFetch{}
	}
	i.fetched[o] = now
	return true
}

// deliver lets arrive happen after the hop, in the order of the line: what would come no later than the one before it
// comes a gap behind.
func (l *callLine) deliver(rt *Runtime, r callRank, hop, gap time.Duration, arrive func()) {
	now := rt.w.Now()
	due := now.Add(hop)
	if !due.After(l.last) {
		due = l.last.Add(gap) // No two arrive at once: who hears of one acts before the next comes.
	}
	due = rt.instant(due)
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
		rt.passed(due)
		next := shift(&l.waiting)
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
