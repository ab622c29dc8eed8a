package check

import (
	"math"

	"github.com/montanaflynn/stats"
)

// Latency is how far behind their time runs began, in milliseconds; negative for early ones.
type Latency struct {
	P50 float64 `json:"p50"`
	P90 float64 `json:"p90"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

// Latency returns the quantiles, by nearest rank, of those executed; nil where none was.
func (t *Tally) Latency() *Latency {
	if len(t.Lag) == 0 {
		return nil
	}
	rank := func(p float64) float64 {
		v, err := stats.PercentileNearestRank(t.Lag, p)
		if err != nil {
			panic(err) // The data are not empty and p is in (0, 100].
		}
		return v
	}
	return &Latency{rank(50), rank(90), rank(99), rank(100)}
}

// Wilson returns the 99.9 % confidence interval of a probability of which k in n trials came true.
func Wilson(k, n int) (lo, hi float64) {
	const z = 3.2905
	p, m := float64(k)/float64(n), float64(n)
	mid := p + z*z/(2*m)
	half := z * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return (mid - half) / (1 + z*z/m), (mid + half) / (1 + z*z/m)
}
