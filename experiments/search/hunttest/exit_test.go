package hunttest_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/experiments/search"
	"dolab/experiments/search/hunttest"
)

// strict is a play that judges with package require, and so ends the goroutine that runs its world.
type strict struct {
	*play
	t *testing.T
}

func (p *strict) Judge() {
	n, err := durable.Call[[]int](p.ns.GetByName("a"), "Sold")
	require.NoError(p.t, err)
	require.Equal(p.t, n[1], n[0])
}

// TestStrict fails, for TestRequireInJudge.
func TestStrict(t *testing.T) {
	if os.Getenv("HUNT_STRICT") == "" {
		t.Skip("it is to fail")
	}
	s := subject(true)
	open := s.Open
	s.Open = func(w *search.World) (search.Play, error) {
		p, err := open(w)
		return &strict{p.(*play), t}, err
	}
	hunttest.Hunt(t, s, hunttest.Seeds(300))
}

// TestRequireInJudge: a hunt whose judge uses package require fails with what that says, the seed, and last the command
// that runs it again; and that does.
func TestRequireInJudge(t *testing.T) {
	run := func(args ...string) string {
		c := exec.Command(os.Args[0], append([]string{"-test.run", "^TestStrict$"}, args...)...)
		c.Env = append(os.Environ(), "HUNT_STRICT=1")
		out, err := c.CombinedOutput()
		require.Error(t, err, string(out))
		return strings.ReplaceAll(string(out), "\n        ", "\n")
	}
	out := run()
	require.Contains(t, out, "Not equal")
	require.Regexp(t, `seed \d+ and \d+ more: exit: code of the subject called runtime.Goexit.* \(at exit_test.go:\d+ `, out)
	require.Contains(t, out, "a scenario to keep in a file:\n\nsubject: shop\n")
	require.NotContains(t, out, "nil pointer")
	_, rest, _ := strings.Cut(out, "go test -run '^TestStrict$' ")
	line, after, _ := strings.Cut(rest, "\n")
	require.NotContains(t, after, "exit_test.go", "the command is the last that is said")
	again := run(strings.Fields(line)...)
	require.Contains(t, again, "1 of 1 seeds fail")
	require.Contains(t, again, "Not equal")
}

// TestPictureOfFinding: where a test is asked for artifacts, it draws what its hunt has found.
func TestPictureOfFinding(t *testing.T) {
	dir := t.TempDir()
	c := exec.Command(os.Args[0], "-test.run", "^TestStrict$", "-test.artifacts", "-test.outputdir", dir)
	c.Env = append(os.Environ(), "HUNT_STRICT=1")
	out, err := c.CombinedOutput()
	require.Error(t, err, string(out))
	_, rest, said := strings.Cut(string(out), "a picture of it: ")
	require.True(t, said, string(out))
	path, _, _ := strings.Cut(rest, "\n")
	page, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(page), "TestStrict")
	require.Contains(t, string(page), "Shop/a")
}
