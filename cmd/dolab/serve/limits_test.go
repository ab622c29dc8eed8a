package serve

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestOpenMax: databases leave most descriptors to connections, and worlds share them.
func TestOpenMax(t *testing.T) {
	require.Equal(t, DatabasesMax, openMax(1<<20, 1))
	require.Equal(t, DatabasesMax/2, openMax(1<<20, 2))
	require.Equal(t, 128, openMax(1024, 1))
	require.Equal(t, 8, openMax(64, 4))
	require.GreaterOrEqual(t, descriptorsMax(), 64)
}
