package durable

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// An object that leaves memory again and again rests once: its database stays open.
func TestRestsOnce(t *testing.T) {
	rt, o := &Runtime{}, &object{}
	for range 2 * restingMax {
		rt.rested(o)
	}
	require.Equal(t, []*object{o}, rt.resting)
}
