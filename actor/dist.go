package actor

import (
	"fmt"
	"strings"
	"time"
)

// Dist is a distribution of spans of time by quantiles: Q[0] is the minimum, Q[len-1] the maximum, the others lie
// evenly between, and draws are linear between neighbours. One value is a constant, none is zero. Its text form is
//
//	5ms              always
//	1ms..20ms        drawn evenly between
//	1ms,2ms,20ms     drawn between quantiles: half below 2 ms
type Dist struct {
	Q []time.Duration
}

// grains is how finely a draw divides the space between two quantiles.
const grains = 1000

// Draw takes one value; a constant asks nothing of the Chooser.
func (d Dist) Draw(w *World, name string) time.Duration {
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
	for n, part := range parts {
		v, err := ParseSpan(part)
		if err != nil {
			return Dist{}, err
		}
		if n > 0 && v < d.Q[n-1] {
			return Dist{}, fmt.Errorf("%q falls: %v comes after %v", text, v, d.Q[n-1])
		}
		d.Q = append(d.Q, v)
	}
	if len(d.Q) == 1 && d.Q[0] == 0 {
		return Dist{}, nil
	}
	return d, nil
}

// ParseSpan reads a span of time as time.ParseDuration does; a negative one is refused.
func ParseSpan(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("%q is no span of time: it is 300ms, 5s or 1m", text)
	}
	return d, nil
}
