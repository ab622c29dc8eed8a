package calendar_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/alarms/calendar"
)

// TestNext shows the rule around clock changes, case by case.
func TestNext(t *testing.T) {
	for _, c := range []struct {
		name, expression, zone, after string
		want                          []string // local, with the offset where it matters
	}{
		{"each day", "0 9 * * *", "UTC", "2026-01-01T08:59:59Z", []string{"01-01 09:00:00", "01-02 09:00:00"}},
		{"strictly later", "0 9 * * *", "UTC", "2026-01-01T09:00:00Z", []string{"01-02 09:00:00"}},
		{"seconds", "*/20 * * * * *", "UTC", "2026-01-01T00:00:00.5Z", []string{"01-01 00:00:20", "01-01 00:00:40", "01-01 00:01:00"}},
		{"Thursday", "0 9 * * MON-THU", "UTC", "2026-01-07T12:00:00Z", []string{"01-08 09:00:00", "01-12 09:00:00"}},
		{"either day field", "0 0 13 * FRI", "UTC", "2026-01-01T00:00:00Z", []string{"01-02 00:00:00", "01-09 00:00:00", "01-13 00:00:00"}},
		{"weekend goes round", "0 0 * * FRI-MON/2", "UTC", "2026-01-01T00:00:00Z", []string{"01-02 00:00:00", "01-04 00:00:00", "01-09 00:00:00"}},
		{"last day", "0 0 L * *", "UTC", "2026-02-01T00:00:00Z", []string{"02-28 00:00:00", "03-31 00:00:00"}},
		{"working day", "0 0 15W,LW * *", "UTC", "2026-02-01T00:00:00Z", []string{"02-16 00:00:00", "02-27 00:00:00", "03-16 00:00:00"}},
		{"nth weekday", "0 0 * * FRI#2,SUN#L", "UTC", "2026-02-01T00:00:00Z", []string{"02-13 00:00:00", "02-22 00:00:00"}},
		{"fifth Monday of February", "0 0 ? FEB MON#5", "UTC", "2072-03-01T00:00:00Z", []string{"02-29 00:00:00"}},

		{"gap, New York", "30 2 * * *", "America/New_York", "2026-03-07T12:00:00Z", []string{"03-08 03:30:00", "03-09 02:30:00"}},
		{"gap, a star", "0 * * * *", "America/New_York", "2026-03-08T05:30:00Z", []string{"03-08 01:00:00", "03-08 03:00:00"}},
		{"gap at midnight, Santiago", "0 0 * * *", "America/Santiago", "2025-09-06T12:00:00Z", []string{"09-07 01:00:00", "09-08 00:00:00"}},
		{"gap at midnight, Havana", "30 0 * * *", "America/Havana", "2026-03-07T12:00:00Z", []string{"03-08 01:30:00", "03-09 00:30:00"}},
		{"each time of a gap", "*/15 1 * * *", "Europe/London", "2026-03-28T12:00:00Z", []string{"03-29 02:00:00", "03-29 02:15:00", "03-29 02:30:00", "03-29 02:45:00", "03-30 01:00:00"}},
		{"two of a gap", "15,30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", []string{"03-29 03:15:00", "03-29 03:30:00", "03-30 02:15:00"}},
		{"shifted and real coincide", "30 2,3 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", []string{"03-29 03:30:00", "03-30 02:30:00"}},
		{"by instant", "15,45 1,2 * * *", "Australia/Lord_Howe", "2026-10-03T10:00:00Z", []string{"10-04 01:15:00", "10-04 01:45:00", "10-04 02:45:00", "10-05 01:15:00"}},
		{"0-23 names hours", "30 0-23 * * *", "Europe/Berlin", "2026-10-24T22:00:00Z", []string{"10-25 00:30:00", "10-25 01:30:00", "10-25 02:30:00", "10-25 03:30:00"}},
		{"a star runs twice", "30 * * * *", "Europe/Berlin", "2026-10-24T22:00:00Z", []string{"10-25 00:30:00", "10-25 01:30:00", "10-25 02:30:00", "10-25 02:30:00", "10-25 03:30:00"}},
		{"*/1 is a star", "30 */1 * * *", "Europe/Berlin", "2026-10-25T00:00:00Z", []string{"10-25 02:30:00", "10-25 02:30:00", "10-25 03:30:00"}},
		{"*/2 is none", "30 */2 * * *", "Europe/Berlin", "2026-10-24T23:00:00Z", []string{"10-25 02:30:00", "10-25 04:30:00"}},
		{"gap of two hours, Troll", "30 1,2 * * *", "Antarctica/Troll", "2026-03-28T12:00:00Z", []string{"03-29 03:30:00", "03-29 04:30:00", "03-30 01:30:00"}},
		{"Chatham, repeated", "50 3 * * *", "Pacific/Chatham", "2026-04-03T19:00:00Z", []string{"04-05 03:50:00", "04-06 03:50:00"}},
		{"Chatham, two of it", "0,50 3 * * *", "Pacific/Chatham", "2026-04-04T12:00:00Z", []string{"04-05 03:00:00", "04-05 03:50:00", "04-06 03:00:00"}},
		{"Chatham, each quarter", "*/15 3 * * *", "Pacific/Chatham", "2026-04-04T12:00:00Z", []string{"04-05 03:00:00", "04-05 03:15:00", "04-05 03:30:00", "04-05 03:45:00", "04-06 03:00:00"}},
		{"a day left out, Apia", "0 0 30 12 *", "Pacific/Apia", "2011-12-28T00:00:00Z", []string{"12-31 00:00:00", "12-30 00:00:00"}},
		{"and the day after it", "0 0 30,31 12 *", "Pacific/Apia", "2011-12-28T00:00:00Z", []string{"12-31 00:00:00", "12-30 00:00:00"}},
		{"a star has no time in it", "0 * 30 12 *", "Pacific/Apia", "2011-12-28T00:00:00Z", []string{"12-30 00:00:00"}},
		{"a day twice, Kwajalein", "0 12 * * *", "Pacific/Kwajalein", "1969-09-29T00:00:00Z", []string{"09-29 12:00:00", "09-30 12:00:00", "10-01 12:00:00"}},
		{"gap into the next day", "30 23 * * SAT", "America/Nuuk", "2026-03-27T12:00:00Z", []string{"03-29 00:30:00", "04-04 23:30:00"}},
		{"Dublin, whose winter is the exception", "30 1 * * *", "Europe/Dublin", "2026-10-24T12:00:00Z", []string{"10-25 01:30:00", "10-26 01:30:00"}},
		{"Ramadan, Casablanca", "30 2 * * *", "Africa/Casablanca", "2026-03-21T12:00:00Z", []string{"03-22 03:30:00", "03-23 02:30:00"}},
		{"seconds of an offset", "0 0 * * *", "Africa/Monrovia", "1972-01-05T12:00:00Z", []string{"01-06 00:00:00", "01-07 00:44:30", "01-08 00:00:00"}},
		{"daily", "@daily", "Asia/Kathmandu", "2026-01-01T00:00:00Z", []string{"01-02 00:00:00"}},
		{"leap day", "0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", []string{"02-29 00:00:00", "02-29 00:00:00"}},
		{"repeat, from within", "*/15 1 * * *", "America/New_York", "2026-11-01T05:40:00Z", []string{"11-01 01:45:00", "11-02 01:00:00"}},
		{"repeat of half an hour", "45 1 * * *", "Australia/Lord_Howe", "2026-04-03T13:00:00Z", []string{"04-04 01:45:00", "04-05 01:45:00", "04-06 01:45:00"}},
		{"last day of a leap year", "30 * 31 12 *", "Pacific/Chatham", "2040-12-30T12:00:00Z", []string{"12-31 02:30:00", "12-31 03:30:00"}},
		{"far ahead", "30 2 * * *", "Europe/Berlin", "2189-03-28T12:00:00Z", []string{"03-29 03:30:00", "03-30 02:30:00"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cal, err := calendar.New(c.expression, c.zone)
			require.NoError(t, err)
			at, err := time.Parse(time.RFC3339Nano, c.after)
			require.NoError(t, err)
			var got []string
			for range c.want {
				next, found := cal.Next(at)
				require.True(t, found)
				require.True(t, next.After(at))
				got, at = append(got, next.Format("01-02 15:04:05")), next
			}
			require.Equal(t, c.want, got)
		})
	}
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
