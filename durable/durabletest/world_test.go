package durabletest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWorldEndsWithItsTest: what a test has made of a world is closed when the test is over.
func TestWorldEndsWithItsTest(t *testing.T) {
	closed := false
	t.Run("test", func(t *testing.T) {
		New(t).OnClose(func() { closed = true })
		require.False(t, closed)
	})
	require.True(t, closed)
}
