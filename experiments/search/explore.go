package search

import (
	"errors"
	"fmt"
	"slices"

	"dolab/actor"
	"dolab/actor/sim"
)

// Space says which open decisions of a scenario to explore, and how far.
type Space struct {
	Names []string // of decisions (actor.Chooser); none: "turn", whose turn it is. All others are answered by 0.
	Limit int      // runs at most; 0: 100,000
	// PCT, if not 0, runs orders of turns by random priorities instead, of bugs of that depth (sim.PCT), Limit of them
	// or 1,000, each under a seed of its own from the scenario's on. It is for scenarios that are too large to see all
	// of.
	PCT int
}

// Explored is what an Explore has found.
type Explored struct {
	Bag
	Complete bool // every sequence of decisions has been seen
	Traces   int  // different ones
	// Tape is the decisions of the first run in which something goes wrong: with sim.NewReplay it does again. With PCT
	// the number of the run is what does it.
	Tape sim.Tape
}

// Explore runs a small scenario under every sequence of the decisions it is asked to explore, or as many as the limit
// allows, depth first. What in a Group is called a seed is the number of a run here, from 1.
func Explore(s Scenario, space Space, o Options) (*Explored, error) {
	if space.PCT > 0 {
		return explorePCT(s, space, o)
	}
	if len(space.Names) == 0 {
		space.Names = []string{"turn"}
	}
	if space.Limit <= 0 {
		space.Limit = 100_000
	}
	found := &Explored{Bag: Bag{Seen: map[string]int{}}}
	all := &sim.Enumerator{}
	hashes := map[string]bool{}
	for n := 1; n <= space.Limit; n++ {
		o.tell(n-1, 0, fmt.Sprintf("orders of turns, at most %d", space.Limit))
		tape := &sim.Recorder{From: &some{space.Names, all}}
		o.Chooser = tape
		out, err := s.Run(o)
		if errors.Is(err, ErrStopped) {
			found.Stopped = true
			break
		}
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

// explorePCT runs the scenario under random priorities.
func explorePCT(s Scenario, space Space, o Options) (*Explored, error) {
	if space.Limit <= 0 {
		space.Limit = 1000
	}
	calm, err := s.Run(o)
	if err != nil {
		return nil, err
	}
	found := &Explored{Bag: Bag{Seen: map[string]int{}}}
	hashes := map[string]bool{}
	for n := 1; n <= space.Limit; n++ {
		o.tell(n-1, space.Limit, "orders of turns")
		o.Chooser = s.priorities(space.PCT, n, calm.Lines)
		out, err := s.Run(o)
		if errors.Is(err, ErrStopped) {
			found.Stopped = true
			break
		}
		if err != nil {
			return nil, err
		}
		found.merge(uint64(n), out)
		hashes[out.Hash] = true
	}
	found.Traces = len(hashes)
	found.sort()
	return found, nil
}

// priorities is the Chooser of the n-th run with PCT. A world takes about as many turns as its trace has lines.
func (s *Scenario) priorities(depth, n int, lines int64) actor.Chooser {
	return sim.PCT(s.Seed+uint64(n)-1, depth, int(lines))
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
