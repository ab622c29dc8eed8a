package specimens

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/alarms/calendar"
)

// TestDue: a schedule is due in UTC by five fields, and one that is never due is an error.
func TestDue(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, int(1500*time.Microsecond), time.UTC)
	for _, c := range []struct {
		when When
		want string // since midnight
	}{
		{When{}, "1ms"},
		{After(time.Second), "1.001s"},
		{Every(time.Second), "1.001s"},
		{At(now.Add(time.Minute)), "1m0.001s"},
		{Cron("*/10 * * * *"), "10m0s"},
		{Cron("0 0 2 * FRI"), "24h0m0s"},
		{Cron("0 0 8 * FRI"), "24h0m0s"}, // Either day field, as in crontab.
		{Cron("@hourly"), "1h0m0s"},
	} {
		due, err := c.when.Due(now)
		require.NoError(t, err)
		require.Equal(t, c.want, due.Sub(now.Truncate(24*time.Hour)).String())
	}
	for _, c := range []struct {
		expression, want string
	}{
		{"0 0 31 2 *", `cron "0 0 31 2 *" never comes`},
		{"never", `cron "never" cannot be read`},
		{", * * * *", `cron ", * * * *" cannot be read`},
		{"0 0 0 1 1 *", `cron "0 0 0 1 1 *" has 6 fields: want 5, without seconds`},
		{"@every 1m", `cron "@every 1m" cannot be read`},
	} {
		_, err := Cron(c.expression).Due(now)
		require.ErrorContains(t, err, c.want)
	}
	_, err := Cron("0 0 1 1 *").Due(time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC))
	require.ErrorIs(t, err, calendar.ErrNever)
}
