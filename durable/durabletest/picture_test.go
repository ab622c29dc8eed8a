package durabletest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/durable"
)

// TestDrawn fails, for TestPictureOfFailure.
func TestDrawn(t *testing.T) {
	if os.Getenv("DURABLETEST_DRAW") == "" {
		t.Skip("it is to fail")
	}
	w := New(t)
	stub := Class(w, "Late", func(*durable.State) struct{} { return struct{}{} }).GetByName("a")
	require.NoError(t, w.Objects.Inside(stub, func(_ durable.Object, st *durable.State) error {
		st.Trace(actor.Event{Kind: "lib.said", What: "drawn"})
		return st.Storage.KV().Put("n", 1)
	}))
	t.Fatalf("hash %s", w.Hash())
}

// TestPictureOfFailure: a test that fails draws its world where it is asked to, and only there. That changes nothing in
// the world.
func TestPictureOfFailure(t *testing.T) {
	run := func(args ...string) (string, string) {
		dir := t.TempDir()
		c := exec.Command(os.Args[0], append([]string{"-test.run", "^TestDrawn$", "-test.outputdir", dir}, args...)...)
		c.Env = append(os.Environ(), "DURABLETEST_DRAW=1")
		out, err := c.CombinedOutput()
		require.Error(t, err, string(out))
		found, err := filepath.Glob(filepath.Join(dir, "_artifacts", "*", "picture.html"))
		if len(found) == 0 {
			deep, _ := filepath.Glob(filepath.Join(dir, "_artifacts", "*", "*", "picture.html"))
			found = deep
		}
		require.NoError(t, err)
		if len(found) == 0 {
			return string(out), ""
		}
		page, err := os.ReadFile(found[0])
		require.NoError(t, err)
		require.Contains(t, string(out), "a picture of it: ")
		return string(out), string(page)
	}
	without, none := run()
	require.Empty(t, none)
	with, page := run("-test.artifacts")
	for _, text := range []string{"TestDrawn fails", "lib.said", "drawn", "commit 1", "Late/a"} {
		require.Contains(t, page, text)
	}
	require.Equal(t, hashIn(t, without), hashIn(t, with))
}

var regexpHash = regexp.MustCompile(`hash [0-9a-f]{16}`)

func hashIn(t *testing.T, out string) string {
	t.Helper()
	found := regexpHash.FindString(out)
	require.NotEmpty(t, found, out)
	return found
}
