package search_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/experiments/search"
	"dolab/experiments/specimens"
)

// TestText: what is printed can be read back, and is the same.
func TestText(t *testing.T) {
	for seed := range uint64(300) {
		s := search.Draw(specimens.Dolab, "", nil, seed)
		read, err := search.Parse([]byte(s.String()))
		require.NoError(t, err, "%v", s)
		require.Equal(t, s.String(), read.String())
		require.Equal(t, s.Operations, read.Operations)
	}
}

// TestBadText: what cannot be read is refused with its place and what would be possible.
func TestBadText(t *testing.T) {
	const head = "mux: dolab\nprofile: ideal\nseed: 1\nheal: 1s\nsettle: 1m\n"
	for _, c := range []struct{ name, text, want string }{
		{"a field", head + "heel: 1s\noperations: []\n", "line 6: field heel is unknown: it is one of mux, subject, profile"},
		{"a field of an operation", head + "operations:\n  - {at: 0s, do: ping, kee: a}\n", "line 7: field kee is unknown: it is one of at, client"},
		{"a span", head + "operations:\n  - {at: soon, do: ping}\n", "line 7"},
		{"a deed", head + "operations:\n  - {at: 0s, do: jump}\n", `operation 1: unknown deed "jump": it is one of schedule`},
		{"no use", head + "operations:\n  - {at: 0s, do: ping, in: 3s}\n", "operation 1: ping does not listen to in: it listens to at, client, do"},
		{"no cron", head + "operations:\n  - {at: 0s, do: schedule, key: a, start: true}\n", "start needs a cron"},
		{"cron and more", head + "operations:\n  - {at: 0s, do: schedule, key: a, cron: 1 * * * *, n: 3}\n", "with cron go key, id"},
		{"a cron", head + "operations:\n  - {at: 0s, do: schedule, key: a, cron: never}\n", `operation 1: cron "never"`},
		{"no key", head + "operations:\n  - {at: 0s, do: schedule}\n", "operation 1: schedule needs a key"},
		{"an order", head + "operations:\n  - {at: 2s, do: ping}\n  - {at: 1s, do: ping}\n", "operation 2 is at 1s, before the one above it"},
		{"a fault", head + "operations: []\nfaults: [commit nth=1 explode]\n", "fault, column 14"},
		{"a multiplexer", "mux: lumen\nprofile: ideal\n", `unknown multiplexer "lumen"`},
		{"a profile", "mux: dolab\nprofile: real\n", `unknown profile "real"`},
		{"two", head + "---\n" + head, "there are 2 of them"},
		{"none", "", "there are 0 of them"},
		{"a key twice", head + "operations:\n  - {at: 0s, do: schedule, key: a}\n  - {at: 0s, do: schedule, key: a}\n", "the key a is taken by another"},
		{"behind the end", head + "operations:\n  - {at: 99h, do: ping}\n", "operation 1 is at 99h0m0s, and the scenario ends at"},
		{"skew", head + "skew: 24h\noperations: []\n", "skew: 24h0m0s is more than 10m0s"},
	} {
		_, err := search.Parse([]byte(c.text))
		require.ErrorContains(t, err, c.want, c.name)
	}
}

// TestSmallest: there is nothing to shrink in what does not fail.
func TestSmallest(t *testing.T) {
	s := search.Draw(specimens.Dolab, "ideal", []string{}, 1)
	_, err := search.Shrink(s, "", search.Options{})
	require.ErrorContains(t, err, "nothing goes wrong in it")
	_, err = search.Shrink(search.Draw(specimens.Lumenize2026, "ideal", nil, 1), "order: none", search.Options{})
	require.ErrorContains(t, err, `"order: none" does not go wrong in it`)
}
