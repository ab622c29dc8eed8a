package actor_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/actor"
)

// TestPCTOfDepthOne: without a change of priorities the same of two has every turn.
func TestPCTOfDepthOne(t *testing.T) {
	for seed := range uint64(10) {
		c := actor.PCT(seed, 1, 10).(actor.TurnChooser)
		first := c.ChooseTurn([]uint64{1, 2})
		for range 20 {
			require.Equal(t, first, c.ChooseTurn([]uint64{1, 2}), seed)
		}
	}
}

// TestTapeText: a tape is a decision a line.
func TestTapeText(t *testing.T) {
	tape := actor.Tape{{Name: "a", N: 2, Got: 1}, {Name: "b", N: 3, Got: 0}}
	require.Equal(t, "a 1/2\nb 0/3\n", tape.String())
	back, err := actor.ParseTape(tape.String())
	require.NoError(t, err)
	require.Equal(t, tape, back)
}
