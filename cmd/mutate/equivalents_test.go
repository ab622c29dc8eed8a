package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

const someAlikes = `# A comment.
shop.Sum #2
- a + b
+ a - b
b is always 0.
Said on two lines.

shop.(*Shop).Call
- s.note("a")
+
Nothing reads the log.
`

func TestParseAlikes(t *testing.T) {
	table, err := parseAlikes(someAlikes)
	require.NoError(t, err)
	require.Equal(t, alikes{
		{inside: "shop.Sum", nth: 2, was: "a + b", now: "a - b", reason: "b is always 0. Said on two lines.", line: 2},
		{inside: "shop.(*Shop).Call", was: `s.note("a")`, reason: "Nothing reads the log.", line: 8},
	}, table)
	for _, broken := range []string{"shop.Sum\n- a\n+ b\n", "shop.Sum\nonly a reason\n", "shop.Sum #x\n- a\n+ b\nwhy\n"} {
		_, err := parseAlikes(broken)
		require.Error(t, err, broken)
	}
}

// TestStale: an entry must match a site, unless its package is not mutated this time.
func TestStale(t *testing.T) {
	table, err := parseAlikes(someAlikes)
	require.NoError(t, err)
	sum := func(nth int) *site {
		return &site{Package: "tiny/shop", Func: "Sum", Nth: nth, Was: "a + b", Now: "a - b"}
	}
	call := &site{Package: "tiny/shop", Func: "(*Shop).Call", Nth: 1, Was: `s.note("a")`}
	require.NoError(t, table.stale([]*site{sum(1), sum(2), call}))
	require.NoError(t, table.stale([]*site{{Package: "tiny/other", Func: "F"}}))
	require.ErrorContains(t, table.stale([]*site{sum(1), call}), "equivalent.txt:2: no site of shop.Sum is any more")

	mutants := []*mutant{{site: sum(1)}, {site: sum(2)}, {site: call}}
	table.mark(mutants)
	require.Equal(t, []string{"", equivalent, equivalent}, []string{mutants[0].Status, mutants[1].Status, mutants[2].Status})
}

// TestTooManyEquivalents: calling everything equivalent is no way to reach the target.
func TestTooManyEquivalents(t *testing.T) {
	s := &session{}
	for i := range 20 {
		s.mutants = append(s.mutants, &mutant{site: &site{}, Status: killed})
		if i < 3 {
			s.mutants[i].Status = equivalent
		}
	}
	require.Equal(t, exitMissed, s.exit(s.result()))
	s.mutants[0].Status = killed
	require.Equal(t, exitReached, s.exit(s.result()))
}
