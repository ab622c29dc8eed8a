package check_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/experiments/check"
)

var begin = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func at(ms int) time.Time { return begin.Add(time.Duration(ms) * time.Millisecond) }

// asked is a schedule asked for at 0 and due at a time.
func asked(key string, due int) check.Asked {
	return check.Asked{Key: key, ID: key, Due: at(due), At: at(0)}
}

func ran(key string, when int) check.Ran { return check.Ran{Key: key, At: at(when), Done: true} }

// TestFates: each schedule has one fate, and the fates add up.
func TestFates(t *testing.T) {
	r := check.Record{
		Asked: []check.Asked{
			asked("on time", 100), asked("late", 100), asked("early", 100), asked("failed", 100), asked("cut off", 100),
			asked("armed for later", 100), asked("overwritten", 100), asked("pending", 9000),
		},
		Ran: []check.Ran{
			ran("early", 99), ran("on time", 100), ran("late", 1101),
			{Key: "failed", At: at(100), Err: "no"},
			{Key: "cut off", At: at(100)},
		},
		Stored: map[string]bool{"armed for later": true, "pending": true},
		Now:    at(5000), Alarm: at(60_000),
	}
	got := check.Count(r, check.Bounds{Late: time.Second})
	require.Equal(t, 8, got.Scheduled)
	require.Equal(t, 3, got.Executed)
	require.Equal(t, 1, got.OnTime)
	require.Equal(t, 1, got.Late)
	require.Equal(t, 1, got.Early, "a millisecond early is early")
	require.Equal(t, 2, got.Failed)
	require.Equal(t, 1, got.Starving)
	require.Equal(t, 1, got.Overwritten)
	require.Equal(t, 1, got.Pending)
	require.Zero(t, got.Duplicate)
	require.Equal(t, "1 row due, the alarm is set for 00:01:00: starving; 1 gone without a run: overwritten; "+
		"2 threw and gone: failed; 1 ran early, by up to 1 ms; 1 ran late, by up to 1.0 s", got.Diagnosis())
	require.Equal(t, &check.Latency{P50: 0, P90: 1001, P99: 1001, Max: 1001}, got.Latency())

	r.Alarm = time.Time{}
	got = check.Count(r, check.Bounds{Late: time.Second})
	require.Equal(t, 1, got.NeverArmed)
	require.Contains(t, got.Diagnosis(), "1 row due, getAlarm() is null: never armed")
}

// TestTwice: runs that threw are retries; runs that did not, cut off or not, are duplicates.
func TestTwice(t *testing.T) {
	count := func(runs ...check.Ran) int {
		r := check.Record{Asked: []check.Asked{asked("one", 100)}, Ran: runs, Now: at(5000)}
		y := check.Count(r, check.Bounds{})
		return y.Duplicate
	}
	require.Equal(t, 0, count(ran("one", 100)))
	require.Equal(t, 0, count(check.Ran{Key: "one", At: at(100), Err: "no"}, ran("one", 200)))
	require.Equal(t, 1, count(ran("one", 100), ran("one", 100)))
	require.Equal(t, 1, count(check.Ran{Key: "one", At: at(100)}, ran("one", 200)))
}

// TestUndead: a schedule that was cancelled before a run began is not to run, and counts as nothing else.
func TestUndead(t *testing.T) {
	cancelled := asked("one", 100)
	cancelled.Ended, cancelled.Until = at(100), 1
	r := check.Record{Asked: []check.Asked{cancelled}, Ran: []check.Ran{ran("one", 100)}, Now: at(5000)}
	got := check.Count(r, check.Bounds{})
	require.Zero(t, got.Undead, "the run had begun")
	require.Zero(t, got.Scheduled)
	r.Asked[0].Until = 0
	got = check.Count(r, check.Bounds{})
	require.Equal(t, 1, got.Undead)
	require.False(t, got.OK())
}

// TestDisorder: first runs come in the order of their time, and at one time in the order of asking.
func TestDisorder(t *testing.T) {
	count := func(keys ...string) int {
		r := check.Record{Asked: []check.Asked{asked("a", 100), asked("b", 200), asked("c", 200)}, Now: at(5000)}
		for _, k := range keys {
			r.Ran = append(r.Ran, ran(k, 300))
		}
		y := check.Count(r, check.Bounds{})
		return y.Disorder
	}
	require.Zero(t, count("a", "b", "c"))
	require.Zero(t, count("a", "b", "a", "c"), "a second run is not a first")
	require.Equal(t, 1, count("a", "c", "b"))
	require.Equal(t, 1, count("b", "a", "c"))
	require.Equal(t, 2, count("c", "b", "a"))
}

// TestPast: what was due before it was asked for cannot run before it was asked for.
func TestPast(t *testing.T) {
	past := check.Asked{Key: "one", Due: at(-3_600_000), At: at(100)}
	r := check.Record{Asked: []check.Asked{past}, Ran: []check.Ran{ran("one", 101)}, Now: at(5000)}
	got := check.Count(r, check.Bounds{Late: time.Second})
	require.Equal(t, 1, got.OnTime)
	require.Equal(t, []float64{1}, got.Lag)
}

// TestAdd: objects add up.
func TestAdd(t *testing.T) {
	r := check.Record{Asked: []check.Asked{asked("one", 100)}, Ran: []check.Ran{ran("one", 100)}, Now: at(5000)}
	one := check.Count(r, check.Bounds{})
	both := one
	both.Add(one)
	require.Equal(t, 2, both.Executed)
	require.Len(t, both.Lag, 2)
	require.True(t, both.OK())
}

// TestWilson against values of the formula at z = 3.2905.
func TestWilson(t *testing.T) {
	lo, hi := check.Wilson(12, 24)
	require.InDelta(t, 0.221, lo, 0.001)
	require.InDelta(t, 0.779, hi, 0.001)
	lo, hi = check.Wilson(0, 100)
	require.InDelta(t, 0, lo, 1e-9)
	require.InDelta(t, 0.0977, hi, 0.0001)
}
