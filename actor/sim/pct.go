package sim

import (
	"slices"

	"dolab/actor"
)

// TurnChooser is a Chooser that wants to know who is ready when it says whose turn it is: their numbers, in the order
// in which they became ready. It returns an index.
type TurnChooser interface {
	ChooseTurn(ready []uint64) int
}

// PCT is a Chooser that finds orderings which chance hardly ever meets: each actor gets a priority at random, the
// first in priority always has its turn, and at depth-1 random ones of the world's first turnsMax turns the one that
// would have it becomes the last. A bug that needs depth things to happen in one order shows in a run of n actors with
// a probability of at least 1/(n·turnsMax^(depth-1)), however rare it is under even chances (Burckhardt and others, A
// Randomized Scheduler with Probabilistic Guarantees of Finding Bugs, ASPLOS 2010). All other decisions are those of
// Seed.
func PCT(seed uint64, depth, turnsMax int) actor.Chooser {
	p := &pct{Chooser: Seed(seed), priority: map[uint64]int{}}
	for n := 1; n < depth; n++ {
		p.changes = append(p.changes, p.Choose("pct.change", max(1, turnsMax)))
	}
	return p
}

type pct struct {
	actor.Chooser
	priority map[uint64]int
	changes  []int // numbers of turns
	turns    int
	last     int // the lowest priority so far
}

// spread is how finely priorities are drawn.
const spread = 1 << 30

// ChooseTurn returns the one with the highest priority.
func (p *pct) ChooseTurn(ready []uint64) int {
	for _, who := range ready {
		if _, known := p.priority[who]; !known {
			p.priority[who] = 1 + p.Choose("pct.priority", spread)
		}
	}
	first := p.first(ready)
	if slices.Contains(p.changes, p.turns) {
		p.last--
		p.priority[ready[first]] = p.last
		first = p.first(ready)
	}
	p.turns++
	return first
}

func (p *pct) first(ready []uint64) int {
	best := 0
	for n, who := range ready {
		if p.priority[who] > p.priority[ready[best]] {
			best = n
		}
	}
	return best
}
