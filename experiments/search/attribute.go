package search

import (
	"fmt"
	"slices"

	"dolab/experiments/specimens"
)

// Attribute names the bugs of a scenario's multiplexer that have caused a signature in it: those without which it is
// gone. A repaired multiplexer does other things at other times, and a fault or a delay that then hits something else
// would look like a repair: so the signature must be gone from the scenarios nearby as well. A bug that causes it
// together with another is named as well as that, one beside another that would do alone is not. A scenario in which
// the signature does not show is an error.
func Attribute(s Scenario, signature string, o Options) (bugs []string, err error) {
	mux, err := specimens.ByName(s.Mux)
	if err != nil {
		return nil, err
	}
	out, err := s.Run(o)
	if err != nil {
		return nil, err
	}
	if !out.Has(signature) {
		return nil, fmt.Errorf("nothing to attribute: %q does not go wrong in it", signature)
	}
	for _, b := range mux.Bugs {
		caused, err := causes(s, signature, b.Name, nearby(s), o)
		if err != nil {
			return nil, err
		}
		if caused {
			bugs = append(bugs, b.Name)
		}
	}
	return bugs, nil
}

// causes reports whether a signature is gone from some scenarios once a bug is repaired. A world that stands still or
// breaks, and has not been judged for that, says nothing.
func causes(s Scenario, signature, bug string, in []Scenario, o Options) (bool, error) {
	mux, err := specimens.ByName(s.Mux)
	if err != nil {
		return false, err
	}
	if mux, err = mux.Repaired(bug); err != nil {
		return false, err
	}
	for _, s := range in {
		s.Mux = mux.Name
		out, err := s.Run(o)
		if err != nil {
			return false, err
		}
		if out.Has(signature) || out.unjudged() {
			return false, nil
		}
	}
	return true, nil
}

// unjudged reports whether a world has ended before it was judged.
func (o *Outcome) unjudged() bool {
	return o.Has("stuck: the world does not come to rest") || o.Stack != ""
}

// The scenarios that count as near.
const (
	seedsNear = 6  // worlds with other chances
	nthNear   = 12 // faults that strike another time
)

// nearby are a scenario, the same under other seeds, and with each of its faults striking at another time.
func nearby(s Scenario) []Scenario {
	list := []Scenario{s}
	for n := range uint64(seedsNear) {
		other := s
		other.Seed = n + 1
		list = append(list, other)
	}
	for at, text := range s.Faults {
		f, err := points.Parse(text)
		if err != nil || f.Nth == 0 {
			continue
		}
		for f.Nth = 1; f.Nth <= nthNear; f.Nth++ {
			other := s
			other.Faults = slices.Clone(s.Faults)
			other.Faults[at] = f.String()
			list = append(list, other)
		}
	}
	return list
}

// reduce makes a scenario smaller as long as a signature shows with a bug and not without it. Shrink would do more, and
// would slip to another cause of the same signature.
func reduce(s Scenario, signature, bug string, o Options) (Scenario, error) {
	try := func(smaller Scenario) error {
		if smaller.check() != nil {
			return nil
		}
		out, err := smaller.Run(o)
		if err != nil || !out.Has(signature) {
			return err
		}
		caused, err := causes(smaller, signature, bug, []Scenario{smaller}, o)
		if caused {
			s = smaller
		}
		return err
	}
	for at := len(s.Operations) - 1; at >= 0; at-- {
		fewer := s
		fewer.Operations = slices.Delete(slices.Clone(s.Operations), at, at+1)
		if err := try(fewer); err != nil {
			return s, err
		}
	}
	for at := len(s.Faults) - 1; at >= 0; at-- {
		fewer := s
		fewer.Faults = slices.Delete(slices.Clone(s.Faults), at, at+1)
		if err := try(fewer); err != nil {
			return s, err
		}
	}
	for at := range s.Operations {
		for _, plainer := range []func(*Operation){
			func(x *Operation) { x.N = 0 },
			func(x *Operation) { x.Again, x.Every = 0, 0 },
			func(x *Operation) { x.Throws, x.Passing = 0, false },
			func(x *Operation) { x.Awaits = 0 },
			func(x *Operation) { x.Cancels = "" },
			func(x *Operation) { x.ID = "" },
		} {
			plain := s
			plain.Operations = slices.Clone(s.Operations)
			if plainer(&plain.Operations[at]); plain.Operations[at] == s.Operations[at] {
				continue
			}
			if err := try(plain); err != nil {
				return s, err
			}
		}
	}
	return s, nil
}
