package search_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/experiments/search"
	"dolab/experiments/search/schedules"
)

// phased is a scenario with all that a file can say.
const phased = `
mux: dolab
profile: production
set: [ClientHop=5ms, HibernateAfter=2s]
seed: 7
operations:
  - {at: 0s, do: schedule, key: a, in: 1s}
  - {at: 12s, do: schedule, key: b, in: 1s}
  - {at: 25s, do: schedule, key: c, in: 1s}
phases:
  - {name: storm, until: 10s, faults: ["object.turn if=alarm times=1 crash"]}
  - {name: lull, until: 20s}
  - {name: again, until: 40s, faults: ["alarm.deliver delay=2s", "commit if=alarm crash"]}
heal: 1m
settle: 5m
expect: {runs: 3..4, asked: "3", crashes: "1", struck: "..3"}
`

// TestPhases: faults strike in their phases and nowhere else, and what is expected is held against what happens.
func TestPhases(t *testing.T) {
	text := strings.Replace(phased, `, "commit if=alarm crash"`, "", 1)
	s, err := search.Parse([]byte(text), registry)
	require.NoError(t, err)
	var trace bytes.Buffer
	o, err := s.Run(search.Options{Trace: &trace})
	require.NoError(t, err)
	require.Empty(t, o.Violations)
	require.Equal(t, []int{1, 1}, o.Struck) // In the storm, and behind the lull: b is not late.
	require.Empty(t, s.Unmet(&o))
	again, err := search.Parse([]byte(s.String()), registry)
	require.NoError(t, err)
	require.Equal(t, s.String(), again.String())

	s.Phases[0].Faults = nil
	o, err = s.Run(search.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"crashes: [0] is not 1"}, s.Unmet(&o))
}

// TestExpectWrong: what goes wrong is expected by its signature, or the beginning of it.
func TestExpectWrong(t *testing.T) {
	head := "mux: lumenize-2026-06\nprofile: ideal\noperations:\n  - {at: 0s, do: schedule, key: a}\nheal: 1s\nsettle: 1m\n"
	for expect, want := range map[string][]string{
		`{wrong: ["armed: *", "cost: *", "lost: stored and due, and getAlarm() is null"]}`: nil,
		`{wrong: ["armed: *", "cost: *"]}`:                                                 {"it goes wrong, unexpectedly: lost: stored and due, and getAlarm() is null"},
		`{wrong: ["armed: *", "cost: *", "lost: *", "early: *"]}`:                          {"it does not go wrong: early: *"},
		`{}`: {
			"it goes wrong, unexpectedly: armed: work is due, and getAlarm() is null",
			"it goes wrong, unexpectedly: cost: more rows were written than schedules need",
			"it goes wrong, unexpectedly: lost: stored and due, and getAlarm() is null",
		},
	} {
		s, err := search.Parse([]byte(head+"expect: "+expect+"\n"), registry)
		require.NoError(t, err)
		o, err := s.Run(search.Options{})
		require.NoError(t, err)
		require.Equal(t, want, s.Unmet(&o), expect)
	}
}

// TestFlat: shrinking takes phases apart, and what goes wrong stays the same.
func TestFlat(t *testing.T) {
	s, err := search.Parse([]byte(`
mux: native
profile: ideal
operations:
  - {at: 0s, do: schedule, key: a, in: 5s}
phases:
  - {until: 2s}
  - {until: 10s, faults: ["alarm.deliver drop", "commit crash"]}
heal: 20s
settle: 1m
`), registry)
	require.NoError(t, err)
	small, err := search.Shrink(s, "", search.Options{})
	require.NoError(t, err)
	require.Empty(t, small.Scenario.Phases)
	require.Len(t, small.Scenario.Faults, 1, small.Scenario)
}

// TestJSON: the same scenario as JSON with comments.
func TestJSON(t *testing.T) {
	text := `// A schedule and a crash.
{
	"mux": "dolab", /* the cure */ "profile": "ideal",
	"operations": [{"at": "0s", "do": "schedule", "key": "a", "in": "5s"},],
	"faults": ["object.turn nth=1 crash"],
	"heal": "10s", "settle": "1m",
}`
	s, err := search.Parse([]byte(text), registry)
	require.NoError(t, err)
	require.Equal(t, 5*time.Second, schedules.In.Of(s.Operations[0]))
	yaml, err := search.Parse([]byte(s.String()), registry)
	require.NoError(t, err)
	require.Equal(t, s.String(), yaml.String())
	_, err = search.Parse([]byte(text+"x"), registry)
	require.Error(t, err)
	_, err = search.Parse([]byte(strings.Replace(text, `"heal"`, `"heel"`, 1)), registry)
	require.ErrorContains(t, err, "field heel is unknown")
}

func TestBadPhases(t *testing.T) {
	head := "mux: dolab\nprofile: ideal\nheal: 10s\nsettle: 1m\n"
	for text, want := range map[string]string{
		"phases:\n  - {until: 5s}\n  - {until: 5s}\n":                    "phase 2 has until 5s, which is not after the end of the phase before it, 5s",
		"phases:\n  - {until: 11s}\n":                                    "after heal, 10s",
		"phases:\n  - {until: 5s, faults: [\"commit from=1s crash\"]}\n": "which the phase gives it",
		"phases:\n  - {until: 5s, faults: [\"commit burn\"]}\n":          "fault, column 8",
		"phases:\n  - {until: 5s, fault: []}\n":                          "field fault is unknown: want one of name, until, faults",
		"set: [Clienthop=5ms]\n":                                         `unknown field "Clienthop"`,
		"expect: {runs: five}\n":                                         `expect: runs: "five" is not a range`,
		"expect: {runs: 5..1}\n":                                         "5 is above 1",
		"expect: {ruins: 5}\n":                                           "field ruins is unknown: want one of wrong",
	} {
		_, err := search.Parse([]byte(head+text), registry)
		require.ErrorContains(t, err, want, text)
	}
}
