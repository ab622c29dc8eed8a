package actor

import "time"

// Link delivers in the order of sending, however long each hop takes: the calls of one stub, the frames of one
// socket. The zero Link of a world is made by NewLink.
type Link struct {
	w    *World
	last int64 // when the newest delivery is due
}

// NewLink returns a link of the world.
func (w *World) NewLink() Link { return Link{w: w} }

// Deliver calls fn when delay has passed, and not before what was sent earlier on the same link. With nothing
// under way and no delay it calls fn at once.
func (l *Link) Deliver(delay time.Duration, fn func()) {
	l.w.guard()
	now := l.w.driver.Now()
	at := max(now+int64(delay), l.last)
	if at == now && l.last < now {
		fn()
		return
	}
	l.last = at
	l.w.arm(at, false, fn).For("delivery")
}
