package scheduler

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAlarmBackoff(t *testing.T) {
	none := func(int) int { return 0 }
	most := func(n int) int { return n - 1 }
	e := &entry{}
	for _, want := range []int{2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1024, 1024} {
		require.EqualValues(t, want, e.again(true, none).Seconds())
	}
	require.EqualValues(t, 1280, e.again(true, most).Seconds(), "a quarter of jitter at the most")
	require.Equal(t, 13, e.retries)

	e = &entry{}
	for _, want := range []int{2, 4, 8} {
		require.EqualValues(t, want, e.again(false, none).Seconds())
	}
	require.Zero(t, e.retries, "uncounted")
	require.EqualValues(t, 2, e.again(true, none).Seconds(), "from uncounted to counted the backoff begins anew")
	require.EqualValues(t, 4, e.again(false, none).Seconds())
}

func TestText(t *testing.T) {
	require.Equal(t, "none", Text(time.Time{}))
	for ns := int64(0); ns < int64(time.Second); ns += 7_654_321 {
		at := time.Unix(1_900_000_000, ns).In(time.FixedZone("", 3600))
		require.Equal(t, at.UTC().Format("2006-01-02T15:04:05.000Z"), Text(at))
	}
}
