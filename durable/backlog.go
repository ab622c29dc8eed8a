package durable

import "time"

// stackMax is how many commits may lie on one another while the disk has not caught up. An object whose commits
// overlap without end then takes no further turn until it has: marks in the database cannot be removed from below.
const stackMax = 256

// occupied reports whether a message has to wait: behind others, until the time of the last turn is over, or for
// the disk.
func (i *instance) occupied() bool {
	return len(i.slow) > 0 || i.w.Now().Before(i.slowUntil) || i.obj.db.Stack() > stackMax
}

// take is a turn and the time it takes: none where nothing of the object ran, but somebody was put into a line.
func (i *instance) take(msg any) {
	i.worked = false
	i.turn(msg)
	switch {
	case i.dead:
	case i.worked && len(i.rt.profile.TurnTime.Q) > 0:
		d := i.rt.profile.TurnTime.draw(i.w, "turn.time")
		i.slowUntil = i.w.Now().Add(d)
		i.takeNext(d)
	case len(i.slow) > 0:
		i.takeNext(0)
	}
}

// takeNext takes the first message that waits when d has passed. One timer does it.
func (i *instance) takeNext(d time.Duration) {
	if i.draining {
		return
	}
	i.draining = true
	i.w.After(d, func() {
		i.draining = false
		left := i.slowUntil.Sub(i.w.Now())
		switch {
		case i.dead || len(i.slow) == 0 || i.obj.db.Stack() > stackMax:
		case left > 0:
			i.takeNext(left)
		default:
			msg := i.slow[0]
			i.slow = i.slow[1:]
			i.take(msg)
		}
	}).For("slow line")
}
