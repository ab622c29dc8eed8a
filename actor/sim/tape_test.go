package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
)

// TestTapeText: a tape is a decision a line.
func TestTapeText(t *testing.T) {
	tape := sim.Tape{{Name: "a", N: 2, Got: 1}, {Name: "b", N: 3, Got: 0}}
	require.Equal(t, "a 1/2\nb 0/3\n", tape.String())
	back, err := sim.ParseTape(tape.String())
	require.NoError(t, err)
	require.Equal(t, tape, back)
}
