package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/experiments/all"
)

// interrupted starts a command as a child process, interrupts it once ready reports true, and returns what it said.
func interrupted(t *testing.T, line string, ready func() bool) (stdout, stderr string) {
	t.Helper()
	c := child(line)
	var out, complaint bytes.Buffer
	c.Stdout, c.Stderr = &out, &complaint
	require.NoError(t, c.Start())
	for n := 0; !ready(); n++ {
		if n == 3000 {
			_ = c.Process.Kill()
			require.Fail(t, "the command never got ready", line)
		}
		time.Sleep(10 * time.Millisecond)
	}
	require.NoError(t, c.Process.Signal(os.Interrupt))
	require.Error(t, c.Wait())
	require.Equal(t, exitSignal, c.ProcessState.ExitCode(), complaint.String())
	return out.String(), complaint.String()
}

// grows reports whether a file beside the target has something in it.
func grows(dir string) func() bool {
	return func() bool {
		found, _ := filepath.Glob(filepath.Join(dir, ".*.tmp"))
		for _, name := range found {
			if info, err := os.Stat(name); err == nil && info.Size() > 0 {
				return true
			}
		}
		return false
	}
}

// TestInterruptRun: an interrupt leaves the results of an earlier run, and no half trace.
func TestInterruptRun(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"report.json", "trace.jsonl"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("before"), 0o600))
	}
	line := "run alarm-loop-cost --json " + filepath.Join(dir, "report.json") + " --trace " + filepath.Join(dir, "trace.jsonl")
	_, stderr := interrupted(t, line, grows(dir))
	require.Equal(t, "dolab: interrupted; nothing was found until then\n", stderr)
	require.Equal(t, []string{"report.json", "trace.jsonl"}, files(t, dir))
	for _, name := range files(t, dir) {
		data, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Equal(t, "before", string(data))
	}
}

// TestInterruptHunt: what a hunt had found when it was interrupted is shown, and saved as JSON and in the corpus.
func TestInterruptHunt(t *testing.T) {
	dir := t.TempDir()
	corpus, report := filepath.Join(dir, "corpus.yaml"), filepath.Join(dir, "found.json")
	begun := time.Now()
	stdout, stderr := interrupted(t, "hunt native --seeds 1000000 --corpus "+corpus+" --json "+report,
		func() bool { return time.Since(begun) > 2*time.Second })
	require.Equal(t, "dolab: interrupted; what was found until then is shown and saved\n", stderr)
	require.Contains(t, stdout, "seeds go wrong")
	var found huntRecord
	data, err := os.ReadFile(report)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &found))
	require.True(t, found.Failing)
	require.NotEmpty(t, found.Hunts[0].Groups)
	kept, err := readScenarios(corpus, all.Registry())
	require.NoError(t, err)
	require.Len(t, kept, len(found.Hunts[0].Groups))
	require.Equal(t, []string{"corpus.yaml", "found.json"}, files(t, dir))
}
