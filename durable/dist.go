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

// Max returns the largest value.
func (d Dist) Max() time.Duration {
	if len(d.Q) == 0 {
		return 0
	}
	return d.Q[len(d.Q)-1]
}
