//detcheck:file rand the live world's chance is the machine's

package live

import (
	crand "crypto/rand"
	"math/rand/v2"

	"dolab/actor"
)

// chance is the Chooser of a live world: a ChaCha8 generator that the machine has seeded, so that its
// choices, unique IDs included, cannot be guessed.
type chance struct{ r *rand.Rand }

func newChance() actor.Chooser {
	var seed [32]byte
	_, _ = crand.Read(seed[:]) // It never returns an error.
	return chance{rand.New(rand.NewChaCha8(seed))}
}

// Choose returns a number in [0, n).
func (c chance) Choose(_ string, n int) int { return c.r.IntN(n) }
