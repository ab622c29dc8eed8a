package scripts_test

import (
	"cmp"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/experiments/search"
	"dolab/experiments/search/scripts"
)

// TestRobust: whatever faults strike a script, storage and sockets included, and wherever it is crashed, dolab itself has
// no panic.
func TestRobust(t *testing.T) {
	t.Parallel()
	seeds := cmp.Or(*seedsFlag, 40)
	for _, x := range planted {
		for _, main := range []string{"planted.ts", "mended.ts"} {
			t.Run(x.name+"/"+main, func(t *testing.T) {
				p := open(t, x.name, main, scripts.Options{})
				s := *p.Subject()
				s.Swarm, s.SwarmMore = search.Swarm(), nil
				bag, err := search.Hunt(search.Quarry{Scenario: s.Of(""), First: 1, Seeds: seeds})
				require.NoError(t, err)
				for _, g := range bag.Groups {
					require.False(t, strings.HasPrefix(g.Signature, "panic"), "seed %d: %v", g.First, g.Note)
				}
				if main == "planted.ts" {
					return
				}
				sweep, err := search.CrashSweep(s.Scenario("workerd", []string{}, 1), search.Options{})
				require.NoError(t, err)
				require.NotEmpty(t, sweep.Strikes)
				require.Empty(t, sweep.Violations())
				did := fmt.Sprint(sweep.Table())
				for _, action := range []string{"object.turn ", "object.turn evict", "object.turn deploy=1s"} {
					require.Contains(t, did, action)
				}
			})
		}
	}
}
