package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestIndependent: of the neighbours in swaps.go those change places whose order can show.
func TestIndependent(t *testing.T) {
	code, out, stderr := mutateTiny(t, "-package", "./swaps", "-kind", "swap", "-sites", "0", "-list")
	require.Equal(t, exitReached, code, stderr)
	var drawn []string
	for _, line := range strings.Split(out, "\n") {
		if text, found := strings.CutPrefix(line, "  - "); found {
			drawn = append(drawn, text)
		}
	}
	require.ElementsMatch(t, []string{
		"p.x = 1; q.x = 2",
		"p.x = 1; p.y = q.x",
		"p.y = 1; p.name = text(p)",
		"p.x = 1; *at = 2",
		"p.y = *at; p.x = 1",
		"p.list[0] = 1; p.x = 2",
		"p.count[1] = 1; q.count[2] = 2",
		"p.count[1] = 1; p.y = len(q.count)",
		"p.inner.n = 1; p.copied = q.inner",
		"p.inner = inner{}; p.inner.n = 2",
		"p.log(); q.log()",
		"p.x = 1; p.log()",
	}, drawn)
}

// TestAskAgain: with -slow a survivor is asked again of the packages that the first round leaves out.
func TestAskAgain(t *testing.T) {
	_, list, _ := mutateTiny(t, "-list", "-sites", "0", "-kind", "boundary")
	at := strings.Index(list, " shop/unseen.go")
	require.GreaterOrEqual(t, at, 8, list)
	id := list[at-8 : at]
	for slow, code := range map[bool]int{false: exitMissed, true: exitReached} {
		var out, err strings.Builder
		o, wrong := parseOptions([]string{"-C", tiny, "-package", "./shop", "-only", id}, &err)
		require.NoError(t, wrong)
		o.slow = slow
		s := &session{options: o, stdout: &out, stderr: &err, left: ours()}
		s.left.module, s.left.quick = "tiny", regexp.MustCompile("^shop$")
		require.Equal(t, code, s.run(), "%s%s", &out, &err)
		require.Equal(t, slow, strings.Contains(out.String(), "by user.TestBelow"), &out)
		require.Equal(t, slow, strings.Contains(err.String(), "1 survivors are asked again"), &err)
	}
}
