package plot

import (
	"math"
	"slices"
)

// scale is where values are on an axis.
type scale struct {
	lo, hi float64
	log    bool
}

// newScale returns a scale on which the values are.
func newScale(values []float64, log bool) scale {
	if log {
		values = slices.DeleteFunc(slices.Clone(values), func(v float64) bool { return v <= 0 })
	}
	if len(values) == 0 {
		values = []float64{1}
	}
	s := scale{slices.Min(values), slices.Max(values), log}
	if log {
		s.lo, s.hi = math.Pow(10, math.Floor(math.Log10(s.lo))), math.Pow(10, math.Ceil(math.Log10(s.hi)))
	} else if step := s.step(); step > 0 {
		s.lo, s.hi = math.Floor(s.lo/step)*step, math.Ceil(s.hi/step)*step
	}
	if s.lo == s.hi {
		s.hi = s.lo + 1
		if log {
			s.hi = s.lo * 10
		}
	}
	return s
}

// at is where a value is, from 0 to 1.
func (s scale) at(v float64) float64 {
	if s.log {
		v = max(v, s.lo)
		return math.Log(v/s.lo) / math.Log(s.hi/s.lo)
	}
	return (v - s.lo) / (s.hi - s.lo)
}

// step is the distance of two ticks: 1, 2 or 5 times a power of ten.
func (s scale) step() float64 {
	const ticks = 5
	raw := (s.hi - s.lo) / ticks
	if raw <= 0 {
		return 0
	}
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5} {
		if raw <= m*power {
			return m * power
		}
	}
	return 10 * power
}

// ticks are the values that the axis names.
func (s scale) ticks() []float64 {
	var list []float64
	if s.log {
		every := math.Ceil(math.Log10(s.hi/s.lo) / 6)
		for v := s.lo; v <= s.hi*1.0001; v *= math.Pow(10, max(every, 1)) {
			list = append(list, v)
		}
		return list
	}
	step := s.step()
	if step == 0 {
		return []float64{s.lo}
	}
	for n := math.Ceil(s.lo/step - 1e-9); n*step <= s.hi*(1+1e-9)+1e-12; n++ {
		list = append(list, math.Round(n*step*1e9)/1e9)
	}
	return list
}
