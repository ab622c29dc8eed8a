package picture

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
)

// TestSinceStart: a time names its days, hours, minutes and seconds, and is rounded to what it shows.
func TestSinceStart(t *testing.T) {
	const day = 24 * time.Hour
	for at, want := range map[time.Duration]string{
		0:                                     "0 s",
		15*time.Second + 4*time.Millisecond:   "15.004 s",
		99 * time.Second:                      "99 s",
		100 * time.Second:                     "1 m 40 s",
		2*time.Minute + 5500*time.Millisecond: "2 m 5.5 s",
		3*time.Hour + 2*time.Minute + 5*time.Second:    "3 h 2 m 5 s",
		23*time.Hour + 59*time.Minute + 59*time.Second: "23 h 59 m 59 s",
		day:                                 "1 d 0 h 0 m",
		3*day + 1*time.Hour:                 "3 d 1 h 0 m",
		2*day + 5*time.Hour + 7*time.Minute: "2 d 5 h 7 m",
		-1500 * time.Millisecond:            "−1.5 s",
	} {
		require.Equal(t, want, sinceStart(at), "%v", at)
	}
}

// TestMillis: the data of a page has times to the microsecond.
func TestMillis(t *testing.T) {
	require.InDelta(t, 1.235, millis(1234567*time.Nanosecond), 1e-9)
	require.InDelta(t, -0.25, millis(-250*time.Microsecond), 1e-9)
	require.InDelta(t, 60_000, millis(time.Minute), 1e-9)
}

// TestClocks: the state of an object names each clock that is not the world's, and no other.
func TestClocks(t *testing.T) {
	clocks := func(x durable.Inspection) (list []string) {
		for _, p := range pairs(&x, time.Time{}) {
			if p.name == "clock" {
				list = append(list, p.text)
			}
		}
		return list
	}
	require.Empty(t, clocks(durable.Inspection{}))
	require.Equal(t, []string{"the object's is 5 s ahead of the world's"},
		clocks(durable.Inspection{Ahead: 5 * time.Second}))
	require.Equal(t, []string{"the object's is 1 s behind the world's", "the alarm manager's is 2 s ahead of the world's"},
		clocks(durable.Inspection{Ahead: -time.Second, ManagerAhead: 2 * time.Second}))
}
