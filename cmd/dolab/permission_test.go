//go:build unix

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// asNobody makes TestCommand run without root's rights, which no permission denies.
const asNobody = "DOLAB_TEST_NOBODY"

func init() {
	if os.Getenv(asNobody) == "" || os.Getuid() != 0 {
		return
	}
	if err := syscall.Setuid(65534); err != nil {
		panic(err)
	}
}

// TestPermissionDenied: what may not be read or written is named, with the cause, and stays as it was.
func TestPermissionDenied(t *testing.T) {
	dir, err := os.MkdirTemp("", "denied") // Every folder on the way to t.TempDir is its user's alone.
	require.NoError(t, err)
	defer func() { require.NoError(t, os.RemoveAll(dir)) }()
	secret, shut := filepath.Join(dir, "secret.yaml"), filepath.Join(dir, "shut")
	kept, locked := filepath.Join(dir, "kept.json"), filepath.Join(dir, "locked.jsonl")
	require.NoError(t, os.WriteFile(secret, []byte("mux: dolab\n"), 0))
	require.NoError(t, os.WriteFile(kept, []byte("before"), 0o644))
	require.NoError(t, os.WriteFile(locked, []byte("before"), 0o444))
	require.NoError(t, os.Mkdir(shut, 0))
	require.NoError(t, os.Chmod(dir, 0o555)) // Nothing can be made beside the files.
	for _, c := range []struct{ line, text string }{
		{"replay " + secret, secret + ": permission denied"},
		{"worker " + shut, shut + "/wrangler.json: permission denied"},
		{"run read-await-write --trace " + locked, "--trace: open " + locked + ": permission denied"},
		{"run read-await-write --json " + kept, "--json: open " + kept + ": permission denied"},
		{"run read-await-write --html " + filepath.Join(shut, "page.html"), "/page.html: permission denied"},
		{"hunt lost-replies --seeds 1 --json " + filepath.Join(dir, "new.json"), "/new.json: permission denied"},
	} {
		t.Run(c.line, func(t *testing.T) {
			denied := child(c.line)
			denied.Env = append(denied.Env, asNobody+"=1")
			var out bytes.Buffer
			denied.Stdout, denied.Stderr = &out, &out
			require.Error(t, denied.Run())
			require.Equal(t, exitUsage, denied.ProcessState.ExitCode(), out.String())
			require.Contains(t, out.String(), c.text)
			require.NotContains(t, out.String(), "panic")
		})
	}
	require.Equal(t, []string{"kept.json", "locked.jsonl", "secret.yaml", "shut"}, files(t, dir))
	for _, path := range []string{kept, locked} {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, "before", string(data))
	}
	require.NoError(t, os.Chmod(dir, 0o755))
}
