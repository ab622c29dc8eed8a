package actor

import (
	"cmp"
	"slices"
	"time"
)

// Timer is a pending call of World.After.
type Timer struct {
	w          *World
	at         int64
	seq        uint64 // equal times are called in the order of setting
	fn         func()
	index      int // in the heap, -1 when it is no longer pending
	background bool
	what       string // see For
	where      string // the line that set it, while the world watches for spinning
}

// For says what the timer is for, to who looks at World.Timers.
func (t *Timer) For(what string) *Timer {
	t.what = what
	return t
}

// Pending is a timer that has not been called yet.
type Pending struct {
	At         time.Time
	What       string // what it is for: "delivery" of a Link, "sleep" of a coroutine, …; "" where nobody says
	Background bool   // housekeeping: the world is settled in spite of it
}

// Timers lists the pending timers of a simulated world, in the order in which they will be called.
func (w *World) Timers() []Pending {
	pending := slices.Clone(w.rt.(*sim).timers.heap)
	slices.SortFunc(pending, func(a, b *Timer) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.seq, b.seq)) })
	list := make([]Pending, len(pending))
	for n, t := range pending {
		list[n] = Pending{t.At(), t.what, t.background}
	}
	return list
}

// Stop cancels the timer and reports whether it was still pending.
func (t *Timer) Stop() bool { return t != nil && t.w.rt.stop(t) }

// At returns when the timer is due.
func (t *Timer) At() time.Time { return time.Unix(0, t.at).UTC() }

// timers is a binary heap by (at, seq).
type timers struct {
	heap       []*Timer
	foreground int
}

func (h *timers) push(t *Timer) {
	t.index = len(h.heap)
	h.heap = append(h.heap, t)
	h.up(t.index)
	if !t.background {
		h.foreground++
	}
}

func (h *timers) pop() *Timer {
	t := h.heap[0]
	h.remove(t)
	return t
}

func (h *timers) remove(t *Timer) bool {
	i := t.index
	if i < 0 {
		return false
	}
	last := len(h.heap) - 1
	h.swap(i, last)
	h.heap[last] = nil
	h.heap = h.heap[:last]
	if i < last {
		h.down(i)
		h.up(i)
	}
	t.index = -1
	if !t.background {
		h.foreground--
	}
	return true
}

func (h *timers) less(i, j int) bool {
	a, b := h.heap[i], h.heap[j]
	if a.at != b.at {
		return a.at < b.at
	}
	return a.seq < b.seq
}

func (h *timers) swap(i, j int) {
	h.heap[i], h.heap[j] = h.heap[j], h.heap[i]
	h.heap[i].index, h.heap[j].index = i, j
}

func (h *timers) up(i int) {
	for i > 0 && h.less(i, (i-1)/2) {
		h.swap(i, (i-1)/2)
		i = (i - 1) / 2
	}
}

func (h *timers) down(i int) {
	for {
		least := i
		for _, child := range [2]int{2*i + 1, 2*i + 2} {
			if child < len(h.heap) && h.less(child, least) {
				least = child
			}
		}
		if least == i {
			return
		}
		h.swap(i, least)
		i = least
	}
}
