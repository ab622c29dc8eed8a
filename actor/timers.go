package actor

import (
	"cmp"
	"slices"
)

// Timers keeps the armed timers of a driver in the order in which they are due, those due at one time in the order in
// which they were armed. The zero Timers is empty. It is a binary heap.
type Timers struct {
	heap       []*Timer
	armed      uint64
	foreground int
}

// Arm adds a timer.
func (h *Timers) Arm(t *Timer) {
	h.armed++
	t.seq = h.armed
	t.index = len(h.heap)
	h.heap = append(h.heap, t)
	h.up(t.index)
	if !t.background {
		h.foreground++
	}
}

// Armed returns how many timers have been armed so far, those that are no longer pending included.
func (h *Timers) Armed() uint64 { return h.armed }

// Foreground returns how many timers are pending besides those of World.Background.
func (h *Timers) Foreground() int { return h.foreground }

// Next returns when the first timer is due, in nanoseconds since the Unix epoch. It is false where none is pending.
func (h *Timers) Next() (at int64, pending bool) {
	if len(h.heap) == 0 {
		return 0, false
	}
	return h.heap[0].at, true
}

// Due removes and returns the first timer if it is due by now and among the given number of timers armed first. It
// returns nil otherwise. With the number that Armed returned before, it passes over those that the calls of others set.
func (h *Timers) Due(now int64, among uint64) *Timer {
	if len(h.heap) == 0 || h.heap[0].at > now || h.heap[0].seq > among {
		return nil
	}
	t := h.heap[0]
	h.Disarm(t)
	return t
}

// Disarm removes a timer and reports whether it was pending.
func (h *Timers) Disarm(t *Timer) bool {
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

// List returns the pending timers in their order.
func (h *Timers) List() []*Timer {
	list := slices.Clone(h.heap)
	slices.SortFunc(list, func(a, b *Timer) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.seq, b.seq)) })
	return list
}

func (h *Timers) less(i, j int) bool {
	a, b := h.heap[i], h.heap[j]
	if a.at != b.at {
		return a.at < b.at
	}
	return a.seq < b.seq
}

func (h *Timers) swap(i, j int) {
	h.heap[i], h.heap[j] = h.heap[j], h.heap[i]
	h.heap[i].index, h.heap[j].index = i, j
}

func (h *Timers) up(i int) {
	for i > 0 && h.less(i, (i-1)/2) {
		h.swap(i, (i-1)/2)
		i = (i - 1) / 2
	}
}

func (h *Timers) down(i int) {
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
