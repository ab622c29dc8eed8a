package durable

import (
	"time"

	"dolab/actor/fault"
)

// Dist is a distribution of spans of time: see actor.Dist.
type Dist = fault.Dist

// Const is the distribution of one value.
func Const(d time.Duration) Dist {
	if d == 0 {
		return Dist{}
	}
	return Dist{Q: []time.Duration{d}}
}

// Uniform is the even distribution from min to max.
func Uniform(lo, hi time.Duration) Dist { return Dist{Q: []time.Duration{lo, hi}} }

// Percentiles is the distribution with these quantiles, linear between them: what measurements report.
func Percentiles(low, p50, p90, p99, high time.Duration) Dist {
	return fault.Percentiles(low, p50, p90, p99, high)
}
