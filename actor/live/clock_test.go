package live

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestSuspended: after a machine was suspended, whose monotonic clock stood still, the world's time is the wall's, and
// goes on from there.
func TestSuspended(t *testing.T) {
	c := newClock()
	c.base -= int64(time.Hour)
	c.now = c.base
	for range 3 {
		c.look()
		require.WithinDuration(t, time.Now(), time.Unix(0, c.now), time.Minute)
	}
}
