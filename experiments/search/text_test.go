package search_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/experiments/search"
	"dolab/experiments/search/schedules"
	"dolab/experiments/specimens"
)

// TestText: what is printed can be read back, and is the same.
func TestText(t *testing.T) {
	for seed := range uint64(300) {
		s := mux(specimens.Dolab).Scenario("", nil, seed)
		read, err := search.Parse([]byte(s.String()), registry)
		require.NoError(t, err, "%v", s)
		require.Equal(t, s.String(), read.String())
		require.Equal(t, s.Operations, read.Operations)
	}
}

// TestBadText: what cannot be read is refused with its place and what would be possible.
func TestBadText(t *testing.T) {
	const head = "mux: dolab\nprofile: ideal\nseed: 1\nheal: 1s\nsettle: 1m\n"
	for _, c := range []struct{ name, text, want string }{
		{"a field", head + "heel: 1s\noperations: []\n", "line 6: field heel is unknown: want one of mux, subject, profile"},
		{"a field of an operation", head + "operations:\n  - {at: 0s, do: ping, kee: a}\n", "line 7: field kee is unknown: want one of at, client"},
		{"a span", head + "operations:\n  - {at: soon, do: ping}\n", "line 7"},
		{"a deed", head + "operations:\n  - {at: 0s, do: jump}\n", `operation 1: unknown value of do "jump": want one of schedule`},
		{"no use", head + "operations:\n  - {at: 0s, do: ping, in: 3s}\n", "operation 1: ping has no field in: its fields are at, client, do"},
		{"no cron", head + "operations:\n  - {at: 0s, do: schedule, key: a, start: true}\n", "start needs cron"},
		{"cron and more", head + "operations:\n  - {at: 0s, do: schedule, key: a, cron: 1 * * * *, n: 3}\n", "cron goes only with key, id"},
		{"a cron", head + "operations:\n  - {at: 0s, do: schedule, key: a, cron: never}\n", `operation 1: cron "never"`},
		{"no key", head + "operations:\n  - {at: 0s, do: schedule}\n", "operation 1: schedule needs a key"},
		{"an order", head + "operations:\n  - {at: 2s, do: ping}\n  - {at: 1s, do: ping}\n", "operation 2 is at 1s, before the operation above it"},
		{"a fault", head + "operations: []\nfaults: [commit nth=1 explode]\n", "fault, column 14"},
		{"a multiplexer", "mux: lumen\nprofile: ideal\n", `unknown multiplexer "lumen"`},
		{"a profile", "mux: dolab\nprofile: real\n", `unknown profile "real"`},
		{"two", head + "---\n" + head, "the text has 2 scenarios: want one"},
		{"none", "", "the text has 0 scenarios: want one"},
		{"a key twice", head + "operations:\n  - {at: 0s, do: schedule, key: a}\n  - {at: 0s, do: schedule, key: a}\n", "key a is the key of another"},
		{"behind the end", head + "operations:\n  - {at: 99h, do: ping}\n", "operation 1 is at 99h0m0s, after the end of the scenario (heal + settle) at 1m1s"},
		{"a fraction", "mux: dolab\nseed: 1.5\n", "line 2: seed: `1.5` is not a whole number"},
		{"a fraction of an operation", head + "operations:\n  - {at: 0s, do: schedule, key: a, n: 2.5}\n", "line 7: n: `2.5` is not a whole number"},
		{"too large", "mux: dolab\nseed: 18446744073709551616\n", "line 2: seed: 18446744073709551616 is out of bounds: want 0 to 18446744073709551615"},
		{"negative", "mux: dolab\nseed: -1\n", "line 2: seed: -1 is out of bounds: want 0 to 18446744073709551615"},
		{"no number", "mux: dolab\nseed: \"7\"\n", "line 2: seed: `7` is not a whole number"},
		{"no unit", "mux: dolab\nheal: 5\n", "line 2: heal: \"5\" is not a duration: want 300ms"},
		{"too long", "mux: dolab\nheal: 99999999h\n", "line 2: heal: 99999999h is out of bounds: want -87600h to 87600h"},
		{"too large an n", head + "operations:\n  - {at: 0s, do: schedule, key: a, n: 9223372036854775808}\n", "n: 9223372036854775808 is out of bounds"},
		{"a field twice", "mux: dolab\nmux: native\n", "line 2: field mux is given twice"},
		{"a list", "mux: [dolab]\n", "line 1: mux: a list is not a string"},
		{"a mapping", head + "operations: {}\n", "line 6: operations: a mapping is not a list of operations"},
		{"nothing in a list", head + "operations: [null]\n", "line 6: operations: `null` is not an operation"},
		{"nothing at all", "null\n", "line 1: `null` is not a scenario"},
		{"phases", head + "phases: [storm]\n", "line 6: phases: `storm` is not a phase, which has until and faults"},
		{"expect", head + "expect: nothing\n", "line 6: expect: `nothing` is not what is expected, which has wrong"},
		{"a span below 0", "mux: dolab\nprofile: ideal\nheal: -1s\n", "heal: -1s is out of bounds: want 0s to"},
		{"a number", head + "operations:\n  - {at: 0s, client: 101, do: ping}\n", "operation 1: ping: client: 101 is out of bounds: want 0 to 100"},
		{"runs", head + "operations:\n  - {at: 0s, do: schedule, key: a, awaits: -1s}\n", "schedule: awaits: -1s is out of bounds"},
		{"the second", head + "operations: []\n---\nmux: dolab\nhea: 1s\n", "number 2, from line 8 on: line 9: field hea is unknown"},
		{"itself", "<<: &a {<<: *a}\nmux: dolab\n", "<< takes a mapping, nested at most 10 deep"},
		{"a list of itself", head + "operations: &a [*a]\n", "operations: a list is not an operation"},
		{"JSON", "{\n\"mux\": \"dolab\",\n\"seed\": 1.5}", "line 3: seed: `1.5` is not"},
		{"two JSON", "{\"mux\": \"dolab\"} {}", "line 1, column 18"},
		{"skew", head + "skew: 24h\noperations: []\n", "skew: 24h is out of bounds: want -10m to 10m"},
	} {
		_, err := search.Parse([]byte(c.text), registry)
		require.ErrorContains(t, err, c.want, c.name)
	}
}

// TestBombs: a text that is large, deep, or grows by its aliases is one error of bounded length.
func TestBombs(t *testing.T) {
	bomb, err := os.ReadFile("testdata/bomb.yaml")
	require.NoError(t, err)
	const many, deep = 3 << 20, "nested more than 100 deep"
	list := "operations: &a [" + strings.Repeat("{at: 0s, do: ping},", 1000) + "]\n"
	for _, c := range []struct{ name, text, want string }{
		{"aliases", string(bomb), "line 1: field a is unknown: want one of mux, subject"},
		{"lists", strings.Repeat("[", many), deep},
		{"lists in JSON", "{\"mux\":" + strings.Repeat("[", many), deep},
		{"lists in JSON with comments", "// [\n/* [ */" + strings.Repeat("[", many), "line 2: brackets are " + deep},
		{"objects", strings.Repeat(`{"a":`, many/5), deep},
		{"brackets in a string", `{"mux":"` + strings.Repeat("[", 200) + `"}`, "unknown multiplexer"},
		{"lists by dashes", strings.Repeat("- ", many/2), "nested deeper than 10000"},
		{"a name", "mux: " + strings.Repeat("x", many), "unknown multiplexer"},
		{"a field", strings.Repeat("x", 1000) + ": 1", "is unknown"},
		{"a fault", "mux: dolab\nprofile: ideal\nfaults: [" + strings.Repeat("x", many) + "]", "fault"},
		{"a value", "mux: dolab\nseed: " + strings.Repeat("x", many), "is not a whole number"},
		{"much", strings.Repeat("# and so on\n", 2<<20), "longer than 16 MiB"},
		{"operations by aliases", "mux: dolab\nprofile: ideal\nheal: 1s\nsettle: 1s\n" + list + strings.Repeat("---\n"+list, 2), "number 2"},
	} {
		_, err := search.ParseAll([]byte(c.text), registry)
		require.ErrorContains(t, err, c.want, c.name)
		require.Less(t, len(err.Error()), 2100, c.name)
		require.NotContains(t, err.Error(), "search.", c.name)
	}
}

// TestOtherWays: aliases, merged fields and numbers in other forms are read.
func TestOtherWays(t *testing.T) {
	s, err := search.Parse([]byte("<<: &m {profile: ideal, heal: 1m}\nmux: dolab\nseed: 1e3\nheal: 1s\nsettle: 1m\nfaults:\n"+
		"operations:\n  - &o {at: 0s, do: schedule, key: a, n: 0x2, passing: true}\n  - {<<: *o, key: b}\n  - *p\n"), registry)
	require.ErrorContains(t, err, "unknown anchor 'p'")
	require.Zero(t, s.Seed)
	s, err = search.Parse([]byte("<<: &m {profile: ideal, heal: 1m}\nmux: dolab\nseed: 1e3\nheal: 1s\nsettle: 1m\nfaults:\n"+
		"operations:\n  - &o {at: 0s, do: schedule, key: a, n: 0x2, passing: true}\n  - {<<: *o, key: b}\nexpect: {asked: 4}\n"), registry)
	require.NoError(t, err)
	require.Equal(t, uint64(1000), s.Seed)
	require.Equal(t, "ideal", s.Profile)
	require.Equal(t, time.Second, s.Heal)
	require.Equal(t, "4", s.Expect.Asked)
	require.Equal(t, []search.Operation{
		search.Operation{Do: "schedule", Key: "a"}.With(schedules.N.Is(2), schedules.Passing.Is(true)),
		search.Operation{Do: "schedule", Key: "b"}.With(schedules.Passing.Is(true), schedules.N.Is(2)),
	}, s.Operations)
}

// TestSmallest: there is nothing to shrink in what does not fail.
func TestSmallest(t *testing.T) {
	s := mux(specimens.Dolab).Scenario("ideal", []string{}, 1)
	_, err := search.Shrink(s, "", search.Options{})
	require.ErrorContains(t, err, "nothing goes wrong in it")
	_, err = search.Shrink(mux(specimens.Lumenize2026).Scenario("ideal", nil, 1), "order: none", search.Options{})
	require.ErrorContains(t, err, `"order: none" does not go wrong in it`)
}
