package locale

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestOffsets asks for offsets on both sides of changes, and where there are none.
func TestOffsets(t *testing.T) {
	for _, c := range []struct {
		zone, at string
		seconds  int
		dst      bool
	}{
		{"America/New_York", "2026-03-08T06:59:59Z", -18000, false},
		{"America/New_York", "2026-03-08T07:00:00Z", -14400, true},
		{"Europe/Berlin", "2026-10-25T00:59:59Z", 7200, true},
		{"Europe/Berlin", "2026-10-25T01:00:00Z", 3600, false},
		{"Asia/Calcutta", "2026-01-01T00:00:00Z", 19800, false},
		{"Pacific/Apia", "2011-12-30T09:59:59Z", -36000, true},
		{"Pacific/Apia", "2011-12-30T10:00:00Z", 50400, true},
		{"America/New_York", "1850-01-01T00:00:00Z", -17762, false},
		{"America/New_York", "2500-07-01T00:00:00Z", -14400, true},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		require.NoError(t, err)
		seconds, dst, from, to := Offset(c.zone, at.UnixMilli())
		require.Equal(t, c.seconds, seconds, "%s at %s", c.zone, c.at)
		require.Equal(t, c.dst, dst, "%s at %s", c.zone, c.at)
		require.LessOrEqual(t, from, at.UnixMilli())
		require.Greater(t, to, at.UnixMilli())
	}
}

// TestZonesAgreeWithGo compares the data with those that Go finds by itself, which are of another version at most.
func TestZonesAgreeWithGo(t *testing.T) {
	for _, zone := range List("timeZone") {
		require.NotEmpty(t, data(zone), zone)
		loc, err := time.LoadLocation(zone)
		require.NoError(t, err)
		at := time.Date(2020, 6, 1, 0, 0, 0, 0, time.UTC)
		_, want := at.In(loc).Zone()
		got, _, _, _ := Offset(zone, at.UnixMilli())
		require.Equal(t, want, got, zone)
	}
}

// TestNamesOfTables finds entries whatever their case, follows aliases, and finds nothing else.
func TestNamesOfTables(t *testing.T) {
	for given, want := range map[string]string{
		"us/pacific": "America/Los_Angeles", "Asia/Kolkata": "Asia/Calcutta", "utc": "UTC", "Etc/UTC": "UTC",
		"europe/berlin": "Europe/Berlin",
	} {
		got, ok := Zone(given)
		require.True(t, ok)
		require.Equal(t, want, got)
	}
	for _, name := range []string{"", "Mars/Base", "Europe", "Europe/Berlin|60", "\n"} {
		_, ok := Zone(name)
		require.False(t, ok, name)
	}
	fields, ok := Currency("usd")
	require.True(t, ok)
	require.Equal(t, "$|$|2|US dollar|US dollars", fields)
	_, ok = Currency("")
	require.False(t, ok)
	fields, ok = Unit("byte")
	require.True(t, ok)
	require.Equal(t, "# byte|# byte|/byte|#B|#B|/B|# byte|# bytes| per byte", fields)
	require.Equal(t, "-300|EST|Eastern Standard Time|-240|EDT|Eastern Daylight Time|ET|Eastern Time", Names("America/New_York"))
	require.Empty(t, Names("US/Pacific"), "an alias has no names of its own")
	require.Nil(t, List("nope"))
}
