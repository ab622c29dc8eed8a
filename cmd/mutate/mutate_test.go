package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const tiny = "testdata/tiny"

// mutateTiny runs the command on the module in testdata.
func mutateTiny(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(append([]string{"-C", tiny, "-package", "./shop", "-timeout", "1s"}, args...), &out, &err)
	return code, out.String(), err.String()
}

// TestTiny tries every site of the module in testdata. The mutants that survive are those of the functions that say so.
func TestTiny(t *testing.T) {
	code, out, stderr := mutateTiny(t, "-sites", "0", "-json", "-", "-target", "90")
	var r struct {
		Sites, Drawn, Equivalent int
		Score                    float64
		Mutants                  []struct{ Func, Kind, Was, Now, Status, By, Reason string }
	}
	require.NoError(t, json.Unmarshal([]byte(out), &r), "%s%s", out, stderr)
	require.Equal(t, r.Sites, r.Drawn)
	killedOf, by := map[string]int{}, map[string]string{}
	for _, m := range r.Mutants {
		text := m.Func + ": " + m.Was + " -> " + m.Now
		by[text] = m.By
		switch m.Status {
		case killed:
			killedOf[m.Kind]++
		case survived:
			require.Contains(t, m.Func, "Unseen", text)
		case equivalent:
			require.Equal(t, "SlackUnseen: max(a, a) -> min(a, a)", text)
			require.Equal(t, "Both are a.", m.Reason)
		}
	}
	for _, name := range kindNamesAll() {
		require.Positive(t, killedOf[name], "no mutant of kind %s is killed", name)
	}
	require.Equal(t, 1, r.Equivalent)
	require.Equal(t, map[bool]int{true: exitReached, false: exitMissed}[r.Score >= 90], code)

	require.Equal(t, "shop.timeout", by["Count: n-- -> n++"])
	require.Equal(t, "user.TestBelow", by["BelowUnseen: a < b -> a <= b"])
	require.Equal(t, "shop.TestExpressions", by["const most: most = 3 -> most = 3 + 1"])
	require.Contains(t, by, "(*Shop).Call: s.note(\"a\"); s.note(\"b\") -> s.note(\"b\"); s.note(\"a\")")
	require.NotContains(t, out, "n < 0", "an assertion has no mutants")
}

// TestOnly shows the diff of one mutant, and why it is killed or what reaches it.
func TestOnly(t *testing.T) {
	for _, c := range []struct {
		inside, was string
		code        int
		want        []string
	}{
		{"shop.(*Shop).Set", "s.Number = n", exitReached, []string{
			"killed ", "--- a/shop/shop.go", "-\ts.Number = n\n", "by shop.TestEffects", "--- FAIL: TestEffects",
		}},
		{"shop.(*Shop).CallUnseen", `s.note("unseen")`, exitMissed, []string{
			"survived ", "-func (s *Shop) CallUnseen() { s.note(\"unseen\") }\n+func (s *Shop) CallUnseen() {  }\n",
			"reached by shop.TestUnseen",
		}},
		{"shop.NeverUnseen", "a + b", exitMissed, []string{"no test reaches it"}},
	} {
		t.Run(c.inside, func(t *testing.T) {
			code, out, stderr := mutateTiny(t, "-only", idOf(t, c.inside, c.was))
			require.Equal(t, c.code, code, stderr)
			for _, want := range c.want {
				require.Contains(t, out, want)
			}
		})
	}
	_, _, stderr := mutateTiny(t, "-only", "00000000")
	require.Contains(t, stderr, "flag -only: of 00000000 only 0 are there")
}

// idOf asks -list for the ID of a site.
func idOf(t *testing.T, inside, was string) string {
	code, out, stderr := mutateTiny(t, "-list", "-sites", "0")
	require.Equal(t, exitReached, code, stderr)
	lines := strings.Split(out, "\n")
	for i, line := range lines {
		if strings.HasSuffix(line, " "+inside) && lines[i+1] == "  - "+was {
			return line[:8]
		}
	}
	require.Fail(t, "no such site", "%s %s in\n%s", inside, was, out)
	return ""
}

// TestDraw: a seed draws the same sites each time, and another seed others.
func TestDraw(t *testing.T) {
	_, one, _ := mutateTiny(t, "-list", "-sites", "10", "-seed", "1")
	_, again, _ := mutateTiny(t, "-list", "-sites", "10", "-seed", "1")
	_, other, _ := mutateTiny(t, "-list", "-sites", "10", "-seed", "2")
	require.Equal(t, one, again)
	require.NotEqual(t, one, other)
	require.Equal(t, 10*3, strings.Count(one, "\n"))
	_, units, _ := mutateTiny(t, "-list", "-sites", "0", "-kind", "unit")
	require.Equal(t, 2*3, strings.Count(units, "\n"), units)
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-h"}, "Usage of mutate"},
		{[]string{"-kind", "colour"}, "flag -kind: there is no kind \"colour\"; the kinds are comparison, "},
		{[]string{"-sites", "-1"}, "Usage of mutate"},
		{[]string{"./shop"}, "Usage of mutate"},
		{[]string{"-package", "./nowhere", "-list"}, "mutate: load"},
	} {
		code, _, stderr := mutateTiny(t, c.args...)
		require.Equal(t, exitTrouble, code, c.args)
		require.Contains(t, stderr, c.want)
	}
}
