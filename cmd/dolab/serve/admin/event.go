package admin

import (
	"encoding/json"
	"math"
	"time"
)

// event is a line of a trace as it is read again: see actor/TRACE.md.
type event struct {
	T                         float64 // milliseconds since the world began
	Ev, Who, What, Peer, Note string
	N                         int64

	at time.Time
}

// sink gets what happens in one world, from that world's goroutine.
type sink interface{ take(e *event) }

// pass reads a line and passes it on to the sinks.
func (t *trace) pass(line []byte) error {
	var e event
	if err := json.Unmarshal(line, &e); err != nil {
		return err
	}
	e.at = t.start.Add(time.Duration(math.Round(e.T * float64(time.Millisecond))))
	for _, s := range t.sinks {
		s.take(&e)
	}
	return nil
}

// late returns how late an alarm is that the alarm manager delivers; is tells whether e is that. One that Fire lets ring
// early is not late.
func (e *event) late() (late time.Duration, is bool) {
	if e.Ev != "alarm.fire" {
		return 0, false
	}
	due, err := time.Parse(time.RFC3339Nano, e.What)
	return max(0, e.at.Sub(due)), err == nil
}
