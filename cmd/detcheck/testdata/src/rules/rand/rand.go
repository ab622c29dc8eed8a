// Package rand shows the ways to chance that no seed holds.
package rand

import (
	crypto "crypto/rand"
	"math/rand"
	v2 "math/rand/v2"
)

func bad(b []byte) int {
	rand.Shuffle(3, func(i, j int) {}) // want `rand.Shuffle takes chance from the machine: use World.Choose \(rand\)`
	_, _ = crypto.Read(b)              // want `rand.Read takes`
	pick := v2.Perm                    // want `rand.Perm takes`
	_ = pick
	_ = v2.N[int]       // want `rand.N takes`
	return rand.Intn(6) // want `rand.Intn takes`
}

func good(seed uint64) int {
	r := v2.New(v2.NewPCG(seed, 0))
	r.Shuffle(3, func(i, j int) {})
	return r.IntN(6) + rand.New(rand.NewSource(int64(seed))).Intn(6)
}
