package alarms

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRetryDelays(t *testing.T) {
	zero := func(int) int { return 0 }
	full := func(n int) int { return n - 1 }
	for _, c := range []struct {
		r      Retry
		failed int64
		lo, hi int64
	}{
		{Retry{}, 1, 2000, 2500},
		{Retry{}, 2, 4000, 5000},
		{Retry{}, 6, 64000, 80000},
		{Retry{}, 10, 1024000, 1280000},
		{Retry{}, 1 << 40, 1024000, 1280000},
		{Retry{First: time.Millisecond, Factor: 1, Jitter: -1}, 1 << 40, 1, 1},
		{Retry{First: time.Microsecond, Factor: 1, Jitter: -1}, 3, 1, 1},
		{Retry{First: time.Minute, Factor: 10, Max: time.Hour, Jitter: 1}, 3, 3600000, 7200000},
	} {
		require.Equal(t, c.lo, c.r.fill().delay(c.failed, zero))
		require.Equal(t, c.hi, c.r.fill().delay(c.failed, full))
	}
	require.True(t, Retry{}.fill().exhausted(7))
	require.False(t, Retry{}.fill().exhausted(6))
	require.False(t, Retry{Attempts: -1}.fill().exhausted(1<<40))
}
