package live

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestSuspended: the world's time follows the wall clock after a suspension, in which the monotonic clock stood still.
func TestSuspended(t *testing.T) {
	c := newClock()
	c.base -= int64(time.Hour)
	c.now = c.base
	for range 3 {
		c.look()
		require.WithinDuration(t, time.Now(), time.Unix(0, c.now), time.Minute)
	}
}
