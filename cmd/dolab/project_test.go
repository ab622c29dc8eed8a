package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// plantedScripts are Workers with an error planted in each.
const plantedScripts = "../../experiments/search/scripts/testdata/planted"

// writeProject makes a wrangler project of a script of plantedScripts.
func writeProject(t *testing.T, dir, name, main string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(dir, 0o755))
	from := filepath.Join(plantedScripts, name)
	files, err := os.ReadDir(from)
	require.NoError(t, err)
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(from, f.Name()))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, f.Name()), data, 0o644))
	}
	script, err := os.ReadFile(filepath.Join(from, main))
	require.NoError(t, err)
	class := regexp.MustCompile(`export class (\w+)`).FindStringSubmatch(string(script))[1]
	text := fmt.Sprintf(`{
	// A Worker with one class.
	"name": %q, "main": %q, "compatibility_date": "2026-07-30",
	"durable_objects": {"bindings": [{"name": %[3]q, "class_name": %[3]q}]},
	"migrations": [{"tag": "v1", "new_sqlite_classes": [%[3]q]}]
}`, name, main, class)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "wrangler.jsonc"), []byte(text), 0o644))
}

// typedIn runs a command line and returns what it writes and its code.
func typedIn(t *testing.T, args ...string) (string, int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(args, &stdout, &stderr)
	return stdout.String() + stderr.String(), code
}

// TestProject: a hunt in the directory of a project finds the lost update, shows the line at which the object waited
// meanwhile, and the commands that it prints show the same again, also from the file of the scenario.
func TestProject(t *testing.T) {
	dir := t.TempDir()
	writeProject(t, dir, "race", "planted.ts")
	t.Chdir(dir)
	page, code := typedIn(t, "hunt", ".", "--seeds", "20")
	require.Equal(t, exitClaim, code, page)
	require.Contains(t, page, "judge: no addition is lost")
	require.Contains(t, page, "planted.ts:7:11: Counter/c waited for a fetch when another call began")
	require.Contains(t, page, "dolab.test.ts:16:3")

	small, code := typedIn(t, "shrink", ".", "--seed", "2")
	require.Equal(t, exitOK, code, small)
	require.Contains(t, small, "worker: .\n")
	require.NoError(t, os.WriteFile("small.yaml", []byte(small), 0o600))
	page, code = typedIn(t, "replay", "small.yaml")
	require.Equal(t, exitClaim, code, page)
	require.Contains(t, page, "judge: no addition is lost (2 was added, 1 is there")

	step := strings.Count(page[:strings.Index(page, "\n\n")], "\n") // The trace is short: its middle has an object that waits.
	page, code = typedIn(t, "replay", "small.yaml", "--step", fmt.Sprint(step/2))
	require.Equal(t, exitOK, code, page)
	require.Contains(t, page, "Counter/c waits for a fetch at planted.ts:7:11")
	require.Contains(t, page, "input gate")

	page, code = typedIn(t, "crash-sweep", "small.yaml")
	require.Equal(t, exitClaim, code, page)
	require.Contains(t, page, "object.turn")
}

// progress is a line that shows how far a long command is.
var progress = regexp.MustCompile(`(?m)^dolab: .* so far.*\n`)

// TestProjectProcessors: a hunt writes the same bytes however many processors there are.
func TestProjectProcessors(t *testing.T) {
	dir := t.TempDir()
	writeProject(t, dir, "rearm", "planted.ts")
	t.Chdir(dir)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var first string
	for _, n := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(n)
		page, code := typedIn(t, "hunt", ".", "--seeds", "60", "--json", "-")
		require.Equal(t, exitClaim, code, page)
		page = progress.ReplaceAllString(page, "") // A slow machine shows some.
		if first == "" {
			first = page
		}
		require.Equal(t, first, page, n)
	}
}

// TestProjectNotes: a hunt that finds nothing says so where the Worker's fetches were not answered, in JSON too.
func TestProjectNotes(t *testing.T) {
	dir := t.TempDir()
	writeProject(t, dir, "hooks", "mended.ts")
	require.NoError(t, os.Remove(filepath.Join(dir, "dolab.test.ts")))
	page, code := typedIn(t, "hunt", dir, "--seeds", "5")
	require.Equal(t, exitOK, code, page)
	require.Contains(t, page, "Each fetch of good.example failed: nothing answers it.")
	page, code = typedIn(t, "hunt", dir, "--seeds", "5", "--json", "-")
	require.Equal(t, exitOK, code, page)
	require.Regexp(t, `"notes":\s*\[\s*"Each fetch of bad.example failed`, page)
}

// TestInit: the example that init writes runs, and a module of tests that is there stays.
func TestInit(t *testing.T) {
	dir := t.TempDir()
	writeProject(t, dir, "rearm", "mended.ts")
	page, code := typedIn(t, "init", dir)
	require.Equal(t, exitOK, code, page)
	test := filepath.Join(dir, "dolab.test.ts")
	text, err := os.ReadFile(test)
	require.NoError(t, err)
	require.Contains(t, string(text), "deed('add'")
	page, code = typedIn(t, "hunt", dir, "--seeds", "30")
	require.Equal(t, exitOK, code, page)
	require.NoError(t, os.WriteFile(test, []byte("// mine"), 0o644))
	page, _ = typedIn(t, "init", dir)
	require.Contains(t, page, "kept")
	page, code = typedIn(t, "init", filepath.Join(dir, "none"))
	require.Equal(t, exitUsage, code, page)
}
