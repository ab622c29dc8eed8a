package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

// exampleMax is how long an example runs before it is interrupted: some hunt for minutes.
const exampleMax = 300 * time.Millisecond

// runExample runs a command line of an example until exampleMax. One whose output goes to a file, after >, runs to its
// end: others need the file.
func runExample(t *testing.T, line string) {
	t.Helper()
	args, file, redirected := strings.Cut(line, " > ")
	var stdout, stderr bytes.Buffer
	a := newApp(called, &stdout, &stderr)
	timer := time.AfterFunc(exampleMax, func() { a.interrupted.Store(!redirected) })
	code := a.run(words(args))
	timer.Stop()
	require.Contains(t, []int{exitOK, exitClaim, exitSignal}, code, "%s: %s", line, stderr.String())
	if redirected {
		require.NoError(t, os.WriteFile(strings.TrimSpace(file), stdout.Bytes(), 0o600))
	}
}

// TestReadme: the README has commands, which TestDocuments runs, and the flags of its table exist.
func TestReadme(t *testing.T) {
	data, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	require.Greater(t, len(commandsOf(string(data))), 15)
	root := newApp(called, nil, nil).root()
	flags := regexp.MustCompile("(?m)^\\| (`--[^|]*) \\|").FindAllStringSubmatch(string(data), -1)
	require.NotEmpty(t, flags)
	for _, row := range flags {
		for _, name := range regexp.MustCompile("--([a-z]+)").FindAllStringSubmatch(row[1], -1) {
			require.True(t, slices.ContainsFunc(root.Commands(), func(c *cobra.Command) bool {
				return c.Flags().Lookup(name[1]) != nil
			}), name[1])
		}
	}
}

// TestExamples: the examples of help fit into 80 columns and run, in a folder with the files that they name.
func TestExamples(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"here", "shop"} {
		writeProject(t, filepath.Join(dir, name), "rearm", "planted.ts")
	}
	chat := filepath.Join(dir, "chat") // For dolab worker and dev.
	require.NoError(t, os.CopyFS(chat, os.DirFS("../../experiments/examples/chat-ts")))
	for _, name := range []string{"experiments/callalarm/worker", "experiments/specimens/ts"} { // For run --worker.
		require.NoError(t, os.CopyFS(filepath.Join(dir, "here", name), os.DirFS(filepath.Join("../..", name))))
	}
	packages := os.Getenv("DOLAB_PACKAGES") // For bench --workerd.
	if packages != "" {
		require.NoError(t, os.Symlink(filepath.Join(packages, "node_modules"), filepath.Join(dir, "here", "node_modules")))
	}
	t.Chdir(filepath.Join(dir, "here"))
	for file, line := range map[string]string{
		"small.yaml": "shrink lumenize-2026-06 --seed 1 --profile ideal --faults none",
		"":           "run call-alarm-delay --json report.json --trace trace.jsonl",
	} {
		var stdout, stderr bytes.Buffer
		require.Equal(t, exitOK, run(words(line), &stdout, &stderr), stderr.String())
		if file != "" {
			require.NoError(t, os.WriteFile(file, stdout.Bytes(), 0o600))
		}
	}
	count := 0
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		for line := range strings.SplitSeq(c.Example, "\n") {
			if line == "" {
				continue
			}
			count++
			require.LessOrEqual(t, text.StringWidth(line), widthMin, line)
			args, found := strings.CutPrefix(line, "  dolab ")
			require.True(t, found, line)
			if c.Name() == "worker" || c.Name() == "dev" {
				t.Chdir(chat)
			}
			if packages != "" || !strings.Contains(args, "node_modules") {
				runExample(t, args)
			}
			t.Chdir(filepath.Join(dir, "here"))
		}
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit(newApp(called, nil, nil).root())
	require.Greater(t, count, 20)
}

// TestHelpWidth: help fits into 80 columns, and no sentence of it has more than 25 words.
func TestHelpWidth(t *testing.T) {
	t.Setenv("COLUMNS", "80")
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		if c.Parent() != nil && c.Parent().Name() == "completion" {
			return // Cobra's own.
		}
		var stdout, stderr bytes.Buffer
		path := strings.Fields(c.CommandPath())[1:]
		require.Equal(t, exitOK, run(append(path, "--help"), &stdout, &stderr), stderr.String())
		for line := range strings.Lines(stdout.String()) {
			require.LessOrEqual(t, text.StringWidth(strings.TrimSuffix(line, "\n")), widthMin, line)
		}
		for paragraph := range strings.SplitSeq(c.Long, "\n\n") {
			for sentence := range strings.SplitSeq(paragraph, ". ") {
				require.LessOrEqual(t, len(strings.Fields(sentence)), 25, sentence)
			}
		}
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit(newApp(called, nil, nil).root())
}
