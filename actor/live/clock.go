//detcheck:file clock the live world's time is the machine's

package live

import "time"

// jumpMin is how far the wall clock must be ahead of the world's before the world follows it: after a suspended machine
// wakes up, or a clock was set. A clock that was set back is not followed: the world's time never goes back.
const jumpMin = time.Second

// clock is the machine's clock as the world sees it: it is read between turns and stands still within them.
type clock struct {
	began time.Time // with the monotonic reading
	base  int64     // the world's time then, in nanoseconds since the Unix epoch
	now   int64
}

func newClock() clock {
	t := time.Now()
	return clock{began: t, base: t.UnixNano(), now: t.UnixNano()}
}

// look reads the machine's clock.
func (c *clock) look() {
	t := time.Now()
	at := c.base + int64(t.Sub(c.began))
	if wall := t.UnixNano(); wall-at > int64(jumpMin) {
		c.base += wall - at
		at = wall
	}
	c.now = max(c.now, at)
}

// alarm is one timer of the machine, which wakes the world's goroutine.
type alarm struct{ t *time.Timer }

func newAlarm() alarm {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return alarm{t}
}

// set lets the alarm ring after d.
func (a alarm) set(d time.Duration) { a.t.Reset(d) }

func (a alarm) stop() { a.t.Stop() }
