package schedules

import (
	"fmt"
	"slices"

	"dolab/durable"
	"dolab/experiments/search"
	"dolab/experiments/specimens"
)

// Attribute names the bugs of a scenario's multiplexer that have caused a signature in it: those without which it is
// gone. A repaired multiplexer does other things at other times, and a fault or a delay that then hits something else
// would look like a repair: so the signature must be gone from the scenarios nearby as well. A bug that causes it
// together with another is named as well as that, one beside another that would do alone is not. A scenario in which
// the signature does not show is an error.
func Attribute(s search.Scenario, signature string, o search.Options) (bugs []string, err error) {
	mux, err := specimens.ByName(s.Name())
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
func causes(s search.Scenario, signature, bug string, in []search.Scenario, o search.Options) (bool, error) {
	mux, err := specimens.ByName(s.Name())
	if err != nil {
		return false, err
	}
	if mux, err = mux.Repaired(bug); err != nil {
		return false, err
	}
	for _, s := range in {
		out, err := s.About(Multiplexer(mux)).Run(o)
		if err != nil {
			return false, err
		}
		if out.Has(signature) || !out.Judged() {
			return false, nil
		}
	}
	return true, nil
}

// The scenarios that count as near.
const (
	seedsNear = 6  // worlds with other chances
	nthNear   = 12 // faults that strike another time
)

// nearby are a scenario, the same under other seeds, and with each of its faults striking at another time.
func nearby(s search.Scenario) []search.Scenario {
	list := []search.Scenario{s}
	for n := range uint64(seedsNear) {
		other := s
		other.Seed = n + 1
		list = append(list, other)
	}
	for at, text := range s.Faults {
		f, err := durable.Points().Parse(text)
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
func reduce(s search.Scenario, signature, bug string, o search.Options) (search.Scenario, error) {
	try := func(smaller search.Scenario) error {
		if smaller.Check() != nil {
			return nil
		}
		out, err := smaller.Run(o)
		if err != nil || !out.Has(signature) {
			return err
		}
		caused, err := causes(smaller, signature, bug, []search.Scenario{smaller}, o)
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
		for _, change := range plainest {
			plain := s
			plain.Operations = slices.Clone(s.Operations)
			plain.Operations[at] = change(s.Operations[at])
			if plain.Operations[at].Equal(s.Operations[at]) {
				continue
			}
			if err := try(plain); err != nil {
				return s, err
			}
		}
	}
	return s, nil
}

// plainest are the changes of an operation that leave something out.
var plainest = []func(search.Operation) search.Operation{
	plainer(func(o *order) { o.n = 0 }),
	plainer(func(o *order) { o.again, o.every = 0, 0 }),
	plainer(func(o *order) { o.throws, o.passing = 0, false }),
	plainer(func(o *order) { o.awaits = 0 }),
	plainer(func(o *order) { o.cancels = "" }),
	plainer(func(o *order) { o.id = "" }),
}
