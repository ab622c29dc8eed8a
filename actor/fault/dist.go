package fault

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"dolab/actor"
)

// Dist is a distribution of spans of time by quantiles: Q[0] is the minimum, Q[len-1] the maximum, the others lie
// evenly between, and draws are linear between neighbours. One value is a constant, none is zero. Its text form is
//
//	5ms              always
//	1ms..20ms        drawn evenly between
//	1ms,2ms,20ms     drawn between quantiles: half below 2 ms
//	0s/1ms/2ms/9ms/1s  the least, the median, 90 % and 99 % below, and the most: see Percentiles
type Dist struct {
	Q []time.Duration // Not written to: the built-in profiles share theirs.
}

// grains is how finely a draw divides the space between two quantiles.
const grains = 1000

// Draw takes one value; a constant asks nothing of the Chooser.
func (d Dist) Draw(w *actor.World, name string) time.Duration {
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
		step := d.Q[i+1] - d.Q[i]
		return d.Q[i] + step/grains*frac + step%grains*frac/grains // Step*frac may not fit.
	}
}

// Const is the distribution of one value.
func Const(d time.Duration) Dist {
	if d == 0 {
		return Dist{}
	}
	return Dist{Q: []time.Duration{d}}
}

// Uniform is the even distribution from lo to hi.
func Uniform(lo, hi time.Duration) Dist { return Dist{Q: []time.Duration{lo, hi}} }

// Percentiles is the distribution with these quantiles, linear between them: what measurements report.
func Percentiles(low, p50, p90, p99, high time.Duration) Dist {
	points := []struct {
		percent int
		at      time.Duration
	}{{0, low}, {50, p50}, {90, p90}, {99, p99}, {100, high}}
	d := Dist{make([]time.Duration, 0, 101)}
	for n := range points[1:] {
		a, b := points[n], points[n+1]
		for p := a.percent; p < b.percent; p++ {
			d.Q = append(d.Q, a.at+(b.at-a.at)*time.Duration(p-a.percent)/time.Duration(b.percent-a.percent))
		}
	}
	return Dist{append(d.Q, high)}
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

// String is the distribution as ParseDist reads it.
func (d Dist) String() string {
	if len(d.Q) == 2 {
		return d.Q[0].String() + ".." + d.Q[1].String()
	}
	if len(d.Q) == 0 {
		return "0s"
	}
	if q := d.Q; len(q) == 101 && slices.Equal(q, Percentiles(q[0], q[50], q[90], q[99], q[100]).Q) {
		return fmt.Sprintf("%v/%v/%v/%v/%v", q[0], q[50], q[90], q[99], q[100])
	}
	parts := make([]string, len(d.Q))
	for n, q := range d.Q {
		parts[n] = q.String()
	}
	return strings.Join(parts, ",")
}

// ParseDist reads the text form of a distribution. Its values must not fall.
func ParseDist(text string) (d Dist, err error) {
	parts := strings.Split(text, ",")
	if low, high, ranged := strings.Cut(text, ".."); ranged {
		parts = []string{low, high}
	}
	shape := strings.Split(text, "/")
	if len(shape) > 1 {
		parts = shape
	}
	for n, part := range parts {
		v, err := ParseSpan(part)
		if err != nil {
			return Dist{}, err
		}
		if n > 0 && v < d.Q[n-1] {
			return Dist{}, fmt.Errorf("%q decreases: %v comes after %v", text, v, d.Q[n-1])
		}
		d.Q = append(d.Q, v)
	}
	switch q := d.Q; {
	case len(shape) == 5:
		return Percentiles(q[0], q[1], q[2], q[3], q[4]), nil
	case len(shape) > 1:
		return Dist{}, fmt.Errorf("%q has %d parts: want LEAST/MEDIAN/P90/P99/MOST, as in 1ms/4ms/9ms/20ms/1s", text, len(shape))
	case len(q) == 1 && q[0] == 0:
		return Dist{}, nil
	}
	return d, nil
}
