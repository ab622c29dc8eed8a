package search

import (
	"slices"

	"dolab/actor"
)

// Space says which open decisions of a scenario to explore, and how far.
type Space struct {
	Names []string // of decisions (actor.Chooser); none: "turn", whose turn it is. All others are answered by 0.
	Limit int      // runs at most; 0: 100,000
}

// Explored is what an Explore has found.
type Explored struct {
	Bag
	Complete bool // every sequence of decisions has been seen
	Traces   int  // different ones
	// Tape is the decisions of the first run in which something goes wrong: with actor.NewReplay it does again.
	Tape actor.Tape
}

// Explore runs a small scenario under every sequence of the decisions it is asked to explore, or as many as the limit
// allows, depth first. What in a Group is called a seed is the number of a run here, from 1.
func Explore(s Scenario, space Space, o Options) (*Explored, error) {
	if len(space.Names) == 0 {
		space.Names = []string{"turn"}
	}
	if space.Limit <= 0 {
		space.Limit = 100_000
	}
	found := &Explored{Bag: Bag{Seen: map[string]int{}}}
	all := &actor.Enumerator{}
	hashes := map[string]bool{}
	for n := 1; n <= space.Limit; n++ {
		tape := &actor.Recorder{From: &some{space.Names, all}}
		o.Chooser = tape
		out, err := s.Run(o)
		if err != nil {
			return nil, err
		}
		found.merge(uint64(n), out)
		if len(out.Violations) > 0 && found.Tape == nil {
			found.Tape = tape.Tape
		}
		hashes[out.Hash] = true
		if !all.Next() {
			found.Complete = true
			break
		}
	}
	found.Traces = len(hashes)
	found.sort()
	return found, nil
}

// some asks another Chooser for some names, and answers 0 to all others.
type some struct {
	names []string
	from  actor.Chooser
}

func (s *some) Choose(name string, n int) int {
	if !slices.Contains(s.names, name) {
		return 0
	}
	return s.from.Choose(name, n)
}
