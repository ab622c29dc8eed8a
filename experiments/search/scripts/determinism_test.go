package scripts_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/experiments/search"
	"dolab/experiments/search/scripts"
)

// hashOf is the hash of a seed's world.
func hashOf(t *testing.T, p *scripts.Project, seed uint64) string {
	t.Helper()
	out, err := p.Subject().Scenario("", nil, seed).Run(search.Options{})
	require.NoError(t, err)
	return out.Hash
}

// TestDeterminism: a seed's world is the same in an engine that was just loaded, and in one that other worlds have used
// and that was set back to its snapshot; however many worlds run beside it.
func TestDeterminism(t *testing.T) {
	const first, seeds = 1, 12
	for _, name := range []string{"race", "rearm", "charge", "stub"} {
		t.Run(name, func(t *testing.T) {
			used := open(t, name, "mended.ts", scripts.Options{})
			var hashes []string
			for seed := uint64(first); seed < first+seeds; seed++ {
				hashes = append(hashes, hashOf(t, used, seed))
			}
			require.NotEqual(t, hashes[0], hashes[1])
			for n := len(hashes) - 1; n >= 0; n -= 4 {
				fresh := open(t, name, "mended.ts", scripts.Options{})
				require.Equal(t, hashes[n], hashOf(t, fresh, uint64(first+n)))
			}
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(8))
			q := search.Quarry{Scenario: used.Subject().Of(""), First: first, Seeds: seeds, Workers: 8, Twice: true}
			bag, err := search.Hunt(q)
			require.NoError(t, err)
			require.Empty(t, bag.Groups)
			require.Equal(t, hashes[0], hashOf(t, used, first))
		})
	}
}
