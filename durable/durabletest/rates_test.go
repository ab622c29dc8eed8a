package durabletest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/platform"
)

// TestAbove: a rate is held against its limit, and only where there is one.
func TestAbove(t *testing.T) {
	r := platform.Rates{Requests: 10, Alarms: 60, RowsRead: 5, RowsWritten: 60, Active: 0.5}
	require.Empty(t, above(r, platform.Rates{}))
	require.Empty(t, above(r, r))
	require.Equal(t, []string{"60 alarms an hour, at most 59", "0.5 of the time active, at most 0.25"},
		above(r, platform.Rates{Requests: 11, Alarms: 59, Active: 0.25}))
	require.Len(t, above(r, platform.Rates{Requests: 1, Alarms: 1, RowsRead: 1, RowsWritten: 1, Active: 0.1}), 5)
}
