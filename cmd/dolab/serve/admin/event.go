package admin

import (
	"time"

	"dolab/durable/picture"
)

// event is a line of a trace with the time of its world.
type event struct {
	picture.Event
	at time.Time
}

// sink gets what happens in one world, from that world's goroutine.
type sink interface{ take(e *event) }

// pass reads a line and passes it on to the sinks.
func (t *trace) pass(line []byte) error {
	read, err := picture.ReadEvent(line)
	if err != nil {
		return err
	}
	e := event{read, t.start.Add(read.At())}
	for _, s := range t.sinks {
		s.take(&e)
	}
	return nil
}

// late returns how late the alarm manager delivers an alarm, and reports whether e is such a delivery. An alarm that
// rings early, by Fire, is 0 late.
func (e *event) late() (late time.Duration, is bool) {
	if e.Ev != "alarm.fire" {
		return 0, false
	}
	due, err := time.Parse(time.RFC3339Nano, e.What)
	return max(0, e.at.Sub(due)), err == nil
}
