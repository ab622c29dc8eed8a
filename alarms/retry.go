package alarms

import (
	"fmt"
	"time"
)

// Retry says how often and when an occurrence that failed runs again. What is zero is as the native alarm does it:
// 7 runs, 2 s after the first, then twice as long, up to 1024 s, each longer by up to a quarter (semantics G13, G14).
type Retry struct {
	Attempts int           `json:"attempts,omitempty"` // runs in all, after which it is a dead letter; negative: no end
	First    time.Duration `json:"first,omitempty"`    // the delay after the first run
	Factor   float64       `json:"factor,omitempty"`   // each delay is the one before times this
	Max      time.Duration `json:"max,omitempty"`      // the longest delay, without its jitter
	Jitter   float64       `json:"jitter,omitempty"`   // a delay is longer by up to this part of it; negative: none
}

// Once is the Retry of what must not run again when it has failed.
func Once() Retry { return Retry{Attempts: 1} }

// delayMax is the longest delay a Retry may ask for.
const delayMax = 365 * 24 * time.Hour

func (r Retry) fill() Retry {
	if r.Attempts == 0 {
		r.Attempts = 7
	}
	r.First = or(r.First, 2*time.Second)
	r.Max = min(or(r.Max, 1024*time.Second), delayMax)
	if r.Factor == 0 {
		r.Factor = 2
	}
	if r.Jitter == 0 {
		r.Jitter = 0.25
	}
	return r
}

func (r Retry) check() error {
	if r.First < 0 || r.Max < 0 || r.Factor != 0 && !(r.Factor >= 1) || !(r.Jitter <= 10) {
		return fmt.Errorf("retry %+v: %w", r, ErrInterval)
	}
	return nil
}

// exhausted reports whether an occurrence that failed that often is given up.
func (r Retry) exhausted(failed int64) bool { return r.Attempts > 0 && failed >= int64(r.Attempts) }

// delay is how long to wait after the given number of failed runs, which is at least 1, in milliseconds. Choose
// returns a number in [0, n).
func (r Retry) delay(failed int64, choose func(n int) int) int64 {
	d := float64(r.First)
	for n := int64(1); n < failed && d < float64(r.Max); n++ {
		d *= r.Factor
		if r.Factor == 1 {
			break
		}
	}
	ms := max(1, ceilDuration(time.Duration(min(d, float64(r.Max)))))
	if r.Jitter <= 0 {
		return ms
	}
	return ms + int64(choose(int(float64(ms)*r.Jitter)+1))
}
