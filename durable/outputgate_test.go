package durable

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestOutputGate: what is said leaves in its order, once, when its commit is durable and its turn has ended.
func TestOutputGate(t *testing.T) {
	for _, c := range []struct {
		name    string
		durable int64
		turn    int64
		block   bool
		want    []string
	}{
		{"nothing is durable", 0, 1, false, nil},
		{"the first is durable", 1, 1, false, []string{"a"}},
		{"the last two wait for the end of the turn", 3, 0, false, []string{"a", "b"}},
		{"all may leave", 3, 1, false, []string{"a", "b", "c", "d"}},
		{"a block begins", 3, 1, true, nil},
	} {
		var left []string
		g := &outputGate{turn: c.turn, block: c.block}
		say := func(name string, n, turn int64) {
			g.held = append(g.held, held{n: n, turn: turn, fn: func() {
				left = append(left, name)
				g.release(c.durable) // What leaves may let out the rest: nothing leaves twice.
			}})
		}
		say("a", 1, -1)
		say("b", 2, -1)
		say("c", 3, 0)
		say("d", 3, 0)
		g.release(c.durable)
		require.Equal(t, c.want, left, c.name)
		require.Len(t, g.held, 4-len(left), c.name)
	}
}
