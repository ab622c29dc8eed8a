package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
)

// analyzer returns an analyzer with flags set, name before value.
func analyzer(t *testing.T, flags ...string) *analysis.Analyzer {
	t.Helper()
	a := newAnalyzer()
	for i := 0; i < len(flags); i += 2 {
		require.NoError(t, a.Flags.Set(flags[i], flags[i+1]))
	}
	return a
}

// TestRules runs each rule's examples, where each line that is wrong says so and why, and demands one for each door.
func TestRules(t *testing.T) {
	var examples []string
	for _, r := range rules {
		examples = append(examples, "rules/"+r.name, "rules/"+r.name+"/doors")
	}
	said := map[string]string{} // by rule
	results := analysistest.Run(t, analysistest.TestData(), analyzer(t, "scope", "^rules/"), examples...)
	for _, result := range results {
		for _, d := range result.Action.Diagnostics {
			said[d.Category] += d.Message + "\n"
		}
	}
	for _, r := range rules {
		require.NotEmpty(t, said[r.name], "no example breaks rule %s", r.name)
		for _, door := range slices.Sorted(maps.Keys(r.doors)) {
			name := door[strings.LastIndexByte(door, '/')+1:]
			name = strings.Replace(strings.TrimSuffix(name, "*"), "v2.", "rand.", 1)
			if r.doors[door] != "" {
				require.Contains(t, said[r.name], name, "no example enters the door %s", door)
			}
		}
	}
}

func TestAllow(t *testing.T) {
	a := analyzer(t, "scope", "^(allow|filewide)$")
	analysistest.Run(t, analysistest.TestData(), a, "allow", "filewide")
}

// TestScopeDefault checks the packages of worlds, their names' neighbours and a command, with the flags as they are.
func TestScopeDefault(t *testing.T) {
	a := analyzer(t)
	analysistest.Run(t, analysistest.TestData(), a,
		"dolab/actor", "dolab/actorx", "dolab/durable/clone", "dolab/cmd/dolab")
}

// TestCgo checks a file that the compiler sees only as cgo has rewritten it.
func TestCgo(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), analyzer(t, "scope", "^cgo$"), "cgo")
}

func TestTests(t *testing.T) {
	a := analyzer(t, "scope", "^tests$", "tests", "true")
	analysistest.Run(t, analysistest.TestData(), a, "tests")
}

func TestParseVerbs(t *testing.T) {
	for _, c := range []struct{ format, want string }{
		{"none", "[]"},
		{"%d and %s", "[{d 0} {s 1}]"},
		{"100%% %v", "[{v 0}]"},
		{"%[2]d %d %[1]q", "[{d 1} {d 2} {q 0}]"},
		{"%*d %-8.*f", "[{d 1} {f 3}]"},
		{"%+.3e|%#x", "[{e 0} {x 1 #}]"},
		{"%é %", "[{é 0}]"},
		{"%[1", "[]"},
		{"%[x]d", "[{d 0}]"},
	} {
		var got []string
		for _, v := range parseVerbs(c.format) {
			text := fmt.Sprintf("{%c %d", v.char, v.arg)
			if v.sharp {
				text += " #"
			}
			got = append(got, text+"}")
		}
		require.Equal(t, c.want, fmt.Sprint(got), c.format)
	}
}
