package picture

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
)

// TestLayouts: each known table names a moment by its own unit, also one soon after 1970.
func TestLayouts(t *testing.T) {
	at := time.Date(1970, 2, 1, 12, 0, 7, 0, time.UTC)
	numbers := map[string]int64{
		"_alarms": at.UnixMilli(), "__lmz_alarms": at.Unix(), "_actor_alarms": at.Unix(),
		"cf_agents_schedules": at.Unix(), "slot": at.UnixMicro(),
	}
	for _, l := range Layouts() {
		require.Contains(t, numbers, l.Table)
		require.Equal(t, at, l.At(numbers[l.Table]), l.Table)
	}
	require.Len(t, Layouts(), len(numbers))
	late := time.Date(2025, 11, 14, 0, 0, 0, 0, time.UTC)
	require.Equal(t, late, Layout{Unit: time.Second}.At(late.UnixMilli()), "milliseconds in a column of seconds")
}

// TestRanBeforeAsked: a run that is told before the database shows its schedule belongs to that schedule.
func TestRanBeforeAsked(t *testing.T) {
	var l ledger
	l.tell("a", 3*time.Second)
	l.tell("a", 4*time.Second)
	l.tell("b", 5*time.Second)
	start := time.Unix(1000, 0)
	micros := func(d time.Duration) int64 { return start.Add(d).UnixMicro() }
	l.readAsked(durable.ContentTable{
		Name: "asked", Columns: []string{"key", "due", "at"},
		Rows: [][]any{{"a", micros(2 * time.Second), micros(time.Second)}},
	}, start)
	l.tell("a", 6*time.Second)
	require.Len(t, l.asked, 1)
	require.Equal(t, &asked{
		key: "a", at: time.Second, due: 2 * time.Second,
		runs: []ran{{at: 3 * time.Second}, {at: 4 * time.Second}, {at: 6 * time.Second}},
	}, l.asked[0])
}
