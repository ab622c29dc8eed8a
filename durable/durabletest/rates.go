package durabletest

import (
	"fmt"
	"time"

	"dolab/durable"
	"dolab/durable/platform"
)

// Used lets the world run for d and returns what all objects have used in it.
func (w *World) Used(d time.Duration) platform.Usage {
	w.t.Helper()
	before := w.meter()
	w.Advance(d)
	return w.meter().Total.Since(before.Total)
}

func (w *World) meter() durable.Meter {
	w.t.Helper()
	m, err := w.Objects.Meter()
	w.must(err)
	return m
}

// AtMost is Used, and fails the test where a rate is above its limit. A limit of 0 is none: where nothing at all may
// happen, hold what AtMost returns to be zero.
func (w *World) AtMost(d time.Duration, limits platform.Rates) platform.Usage {
	w.t.Helper()
	u := w.Used(d)
	for _, crossed := range above(u.Rates(d), limits) {
		w.t.Errorf("in %v of the world: %s", d, crossed)
	}
	return u
}

// NoLoops fails the test for each object whose alarms cross a bound.
func (w *World) NoLoops(b durable.LoopBounds) {
	w.t.Helper()
	for _, l := range w.meter().Loops(b) {
		w.t.Errorf("an alarm loop: %v", l)
	}
}

// above says which rates are above their limits.
func above(r, limits platform.Rates) []string {
	var crossed []string
	for _, x := range []struct {
		what         string
		value, limit float64
	}{
		{"requests an hour", r.Requests, limits.Requests},
		{"alarms an hour", r.Alarms, limits.Alarms},
		{"rows read an hour", r.RowsRead, limits.RowsRead},
		{"rows written an hour", r.RowsWritten, limits.RowsWritten},
		{"of the time active", r.Active, limits.Active},
	} {
		if x.limit > 0 && x.value > x.limit {
			crossed = append(crossed, fmt.Sprintf("%.4g %s, at most %.4g", x.value, x.what, x.limit))
		}
	}
	return crossed
}
