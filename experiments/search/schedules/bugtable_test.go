package schedules_test

import (
	"flag"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/experiments/search"
	"dolab/experiments/search/schedules"
	"dolab/experiments/specimens"
)

// The whole table takes minutes, and by 2,000 seeds has all bugs:
//
//	go test ./experiments/search/schedules -run TestBugTable -v -bugseeds 2000 -timeout 1h
var bugSeedsFlag = flag.Int("bugseeds", 0, "how many seeds the table of bugs tries on each specimen; 0: few")

// bugs are those that few seeds of a specimen show by themselves.
type bugs struct {
	mux   string
	seeds int
	bugs  string
}

var soon = []bugs{
	{specimens.Lumenize1113, 1, "B3 B17"}, // The race detector has the first.
	{specimens.Lumenize1114, 6, "B1 B3 B7 B9 B10 B12 B17 B25"},
	{specimens.Lumenize2026, 10, "B1 B2 B3 B7 B8 B10 B12 B13 B24"},
	{specimens.Actors, 14, "B1 B3 B10 B12 B14 B15 B18 B24 B25"},
	{specimens.Agents, 13, "B3 B10 B12 B18 B19 B23"},
}

// TestBugTable finds the bugs of the specimens in generic scenarios by generic oracles, and names each by its repair.
// What is left of a seed shows its bug, and nothing of that kind with the bug repaired.
func TestBugTable(t *testing.T) {
	for n, c := range soon {
		if underRace && n > 0 {
			break
		}
		t.Run(c.mux, func(t *testing.T) {
			t.Parallel() // Naming a bug goes one world after another.
			c.table(t)
		})
	}
}

func (c *bugs) table(t *testing.T) {
	t.Helper()
	q := search.Quarry{Scenario: mux(c.mux).Of(""), First: 1, Seeds: max(c.seeds, *bugSeedsFlag)}
	list, err := schedules.BugTable(q, c.mux)
	require.NoError(t, err)
	for _, row := range schedules.BugRows(list).Rows {
		t.Log(strings.Join(row, " | "))
	}
	alone := map[string]bool{}
	for _, f := range list {
		if !f.Found {
			require.Less(t, *bugSeedsFlag, 2000, "%s, %s is not found", f.Mux, f.Bug.Name)
			continue
		}
		alone[f.Bug.Name] = len(f.With) == 0
		out, err := f.Scenario.Run(search.Options{})
		require.NoError(t, err)
		require.True(t, out.Has(f.Signature), f.Scenario)
		out, err = f.Scenario.About(mux(f.Mux + " repaired " + f.Bug.Name)).Run(search.Options{})
		require.NoError(t, err)
		require.False(t, out.Has(f.Signature), f.Scenario)
	}
	for bug := range strings.FieldsSeq(c.bugs) {
		require.True(t, alone[bug], "%s, %s", c.mux, bug)
	}
}

// TestAttribute: a scenario in which one bug shows is its, one in which two must come together is theirs, and what does
// not go wrong has no cause.
func TestAttribute(t *testing.T) {
	s := search.Scenario{Profile: "ideal", Seed: 1, Heal: time.Second, Settle: time.Hour}
	s = s.About(mux(specimens.Lumenize2026))
	for _, c := range []struct {
		name      string
		operation search.Operation
		begin     time.Duration
		signature string
		want      []string
	}{
		{"now", order("s"), 0, neverRun, []string{"B1"}},
		{"a moment", order("s", schedules.In.Is(300*time.Millisecond)), 0, neverRun, []string{"B1", "B2", "B3"}},
		{"cut", order("s", schedules.In.Is(5*time.Second)), 700 * time.Millisecond, early, []string{"B3"}},
		{"throws", order("s", schedules.In.Is(5*time.Second), schedules.Throws.Is(1)), 0, thrown, []string{"B10"}},
	} {
		s.Begin, s.Operations = c.begin, []search.Operation{c.operation}
		bugs, err := schedules.Attribute(s, c.signature, search.Options{})
		require.NoError(t, err, c.name)
		require.Equal(t, c.want, bugs, c.name)
	}
	_, err := schedules.Attribute(s, disorder, search.Options{})
	require.ErrorContains(t, err, "does not go wrong in it")
	s = s.About(mux(specimens.Lumenize2026 + " repaired B10"))
	_, err = schedules.Attribute(s, thrown, search.Options{})
	require.ErrorContains(t, err, "does not go wrong in it")
}

// TestAttributeNearby: that a fault hits something else does not make a repair the cause. With B1 repaired the second
// alarm is another, and what ran early because an alarm came early does not; the cause of its running early is B3.
func TestAttributeNearby(t *testing.T) {
	s := search.Scenario{
		Profile: "ideal", Seed: 391, Begin: 263 * time.Millisecond,
		Operations: []search.Operation{
			at(11014*time.Millisecond, order("s1")),
			at(12114*time.Millisecond, order("s2", schedules.In.Is(10*time.Second))),
		},
		Faults: []string{"alarm.timer nth=2 early=1ms..2s"},
		Heal:   27 * time.Second, Settle: 2 * time.Hour,
	}.About(mux(specimens.Lumenize2026))
	bugs, err := schedules.Attribute(s, early, search.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"B3"}, bugs)
	out, err := s.About(mux(specimens.Lumenize2026 + " repaired B1")).Run(search.Options{})
	require.NoError(t, err)
	require.False(t, out.Has(early), "it is gone here, and comes again with the fault at another time")
}
