package actor

import "slices"

// poll is a call of World.Poll.
type poll struct {
	fn      func()
	stopped bool
}

// Poll calls fn after each turn and each timer of the world, and at the beginning of each run of it, until stop is
// called: for what code in the world changes without a message, such as a context that it cancels. Several are called
// in the order in which they were registered. Fn must not block: it sends.
func (w *World) Poll(fn func()) (stop func()) {
	w.guard()
	p := &poll{fn: fn}
	w.polls = append(w.polls, p)
	return func() {
		if p.stopped {
			return
		}
		p.stopped = true
		at := slices.Index(w.polls, p)
		w.polls = append(w.polls[:at:at], w.polls[at+1:]...) // A copy: a round may be under way.
	}
}

// poll is one round of those that are registered at its beginning and not stopped before it is their turn.
func (w *World) poll() {
	for _, p := range w.polls {
		if w.err == nil && !p.stopped {
			p.fn()
		}
	}
}
