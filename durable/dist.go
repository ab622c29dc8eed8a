package durable

import (
	"time"

	"dolab/actor"
)

// Dist is a distribution of durations by quantiles: Q[0] is the minimum, Q[len-1] the maximum, the others lie
// evenly between, and draws are linear between neighbours. One value is a constant, none is zero.
type Dist struct {
	Q []time.Duration
}

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
	points := []struct {
		percent int
		at      time.Duration
	}{{0, low}, {50, p50}, {90, p90}, {99, p99}, {100, high}}
	var d Dist
	for n := range points[1:] {
		a, b := points[n], points[n+1]
		for p := a.percent; p < b.percent; p++ {
			d.Q = append(d.Q, a.at+(b.at-a.at)*time.Duration(p-a.percent)/time.Duration(b.percent-a.percent))
		}
	}
	return Dist{append(d.Q, high)}
}

// grains is how finely a draw divides the space between two quantiles.
const grains = 1000

// draw takes one value; a constant asks nothing of the Chooser.
func (d Dist) draw(w *actor.World, name string) time.Duration {
	switch n := len(d.Q); n {
	case 0:
		return 0
	case 1:
		return d.Q[0]
	default:
		at := w.Choose(name, (n-1)*grains+1)
		i, frac := at/grains, time.Duration(at%grains)
		if frac == 0 {
			return d.Q[i]
		}
		return d.Q[i] + (d.Q[i+1]-d.Q[i])*frac/grains
	}
}

// Min returns the smallest value.
func (d Dist) Min() time.Duration {
	if len(d.Q) == 0 {
		return 0
	}
	return d.Q[0]
}

// Max returns the largest value.
func (d Dist) Max() time.Duration {
	if len(d.Q) == 0 {
		return 0
	}
	return d.Q[len(d.Q)-1]
}
