package calendar

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestPeriods: a zone's periods are few, the last day of leap years included, and each begins where another ends.
func TestPeriods(t *testing.T) {
	for _, name := range []string{
		"Africa/Cairo", "Africa/Casablanca", "Africa/El_Aaiun", "America/Santiago", "Antarctica/Troll", "Asia/Tokyo",
		"Australia/Lord_Howe", "Europe/Dublin", "Pacific/Apia", "Pacific/Chatham", "UTC",
	} {
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		begin := time.Date(1850, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
		w := walk{zone: zone, at: begin}
		for n := 0; w.at < time.Date(2190, 1, 1, 0, 0, 0, 0, time.UTC).Unix(); n++ {
			p := w.period(n)
			require.Equal(t, begin, p.begin)
			require.Greater(t, p.end, p.begin)
			require.Less(t, n, 340*5, name)
			begin = p.end
		}
	}
}

func TestWithout(t *testing.T) {
	all := []span{{0, 10, 1}, {20, 30, 1}}
	for _, c := range []struct {
		out  span
		want []span
	}{
		{span{10, 20, 2}, all},
		{span{0, 30, 2}, nil},
		{span{5, 25, 2}, []span{{0, 5, 1}, {25, 30, 1}}},
		{span{2, 4, 2}, []span{{0, 2, 1}, {4, 10, 1}, {20, 30, 1}}},
		{span{-5, 10, 2}, []span{{20, 30, 1}}},
	} {
		require.Equal(t, c.want, without(all, c.out))
	}
}

// TestChange: where a zone's periods cannot be had from package time, a change is found to the second.
func TestChange(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	w := walk{zone: zone}
	at := time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC).Unix()
	for _, before := range []int64{1, 2, 3, 3600, 86_399, 86_400} {
		for _, after := range []int64{0, 1, 2, 3600, 86_400} {
			require.Equal(t, at, w.change(at-before, at+after), "%d s before, %d s after", before, after)
		}
	}
	require.Equal(t, at+7, w.change(at, at+7), "no change lies between")
	require.Equal(t, at-1, w.change(at-9, at-1))
}
