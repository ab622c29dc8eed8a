package sim

import (
	"math/rand/v2"

	"github.com/cespare/xxhash/v2"

	"dolab/actor"
)

// Seed is the Chooser that a number stands for: one PCG stream per name, so that a new name leaves the streams
// of the old ones, and with them old seeds, as they were.
func Seed(seed uint64) actor.Chooser { return &seeded{seed: seed, streams: map[string]*rand.PCG{}} }

type seeded struct {
	seed    uint64
	streams map[string]*rand.PCG
}

// Seed returns the number that the Chooser stands for.
func (s *seeded) Seed() uint64 { return s.seed }

func (s *seeded) Choose(name string, n int) int {
	if n == 1 {
		return 0
	}
	p := s.streams[name]
	if p == nil {
		p = rand.NewPCG(s.seed, xxhash.Sum64String(name))
		s.streams[name] = p
	}
	return int(bounded(p, uint64(n)))
}

// bounded draws evenly from [0, n) by rejection.
func bounded(p *rand.PCG, n uint64) uint64 {
	limit := -n % n // 2^64 mod n: the draws below it would make small results likelier.
	for {
		if v := p.Uint64(); v >= limit {
			return v % n
		}
	}
}
