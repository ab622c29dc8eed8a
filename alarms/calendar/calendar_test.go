package calendar_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	"dolab/alarms/calendar"
)

// TestNext shows what comes after a time, in local time with its offset. The command of the transcript is:
//
//	next zone=Z after=T n=N   the first N occurrences of the expression
func TestNext(t *testing.T) {
	datadriven.RunTest(t, "testdata/next.txt", func(t *testing.T, d *datadriven.TestData) string {
		var zone, after string
		var n int
		d.ScanArgs(t, "zone", &zone)
		d.ScanArgs(t, "after", &after)
		d.ScanArgs(t, "n", &n)
		c, err := calendar.New(d.Input, zone)
		require.NoError(t, err)
		at, err := time.Parse(time.RFC3339Nano, after)
		require.NoError(t, err)
		var out strings.Builder
		for range n {
			next, found := c.Next(at)
			require.True(t, found)
			require.True(t, next.After(at))
			out.WriteString(next.Format("2006-01-02 15:04:05 -07:00:00\n"))
			at = next
		}
		return out.String()
	})
}

// TestNewest: the last occurrence in a stretch of time, whatever the number of those before it.
func TestNewest(t *testing.T) {
	after := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		expression string
		d          time.Duration
		want       time.Duration // since after; 0: none
	}{
		{"* * * * *", 30 * time.Second, 0},
		{"* * * * *", time.Minute, time.Minute},
		{"* * * * *", 150 * time.Second, 2 * time.Minute},
		{"* * * * * *", 400 * 24 * time.Hour, 400 * 24 * time.Hour},
		{"0 9 2 1 *", 400 * 24 * time.Hour, 366*24*time.Hour + 9*time.Hour},
		{"0 0 29 2 *", 365 * 24 * time.Hour, 0},
		{"0 0 29 2 *", 3 * 365 * 24 * time.Hour, (365 + 365 + 59) * 24 * time.Hour},
	} {
		cal, err := calendar.New(c.expression, "")
		require.NoError(t, err)
		at, found := cal.Newest(after, after.Add(c.d))
		require.Equal(t, c.want > 0, found, c.expression)
		if found {
			require.Equal(t, c.want, at.Sub(after), c.expression)
		}
	}
}

// TestEnd: a calendar goes from the year 1 to the year 9999, and no time is too much for it.
func TestEnd(t *testing.T) {
	first := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	for _, zone := range []string{"", "Asia/Tokyo", "America/New_York", "Africa/Casablanca"} {
		cal, err := calendar.New("* * * * * *", zone)
		require.NoError(t, err)
		for _, c := range []struct {
			after, want int64
			found       bool
		}{
			{math.MinInt64, first, true},
			{first - 2, first, true},
			{0, 1, true},
			{time.Date(9999, 12, 31, 23, 59, 58, 0, time.UTC).Unix(), 253402300799, true},
			{253402300799, 0, false},
			{math.MaxInt64, 0, false},
		} {
			next, found := cal.Next(time.Unix(c.after, 0))
			require.Equal(t, c.found, found, "%s, after %d", zone, c.after)
			if found {
				require.Equal(t, c.want, next.Unix(), "%s, after %d", zone, c.after)
			}
			_, found = cal.Newest(time.Unix(c.after, 0), time.Unix(math.MaxInt64, 0))
			require.Equal(t, c.found, found, "%s, after %d", zone, c.after)
		}
	}
}

// BenchmarkNext measures the occurrences of a year in a zone with two changes.
func BenchmarkNext(b *testing.B) {
	for _, expression := range []string{"*/15 * * * *", "30 2 * * *", "0 0 29 2 *"} {
		b.Run(expression, func(b *testing.B) {
			c, err := calendar.New(expression, "Europe/Berlin")
			require.NoError(b, err)
			begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			at := begin
			for b.Loop() {
				if at, _ = c.Next(at); at.Year() > 2026 {
					at = begin
				}
			}
		})
	}
}
