package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBenchRefuses: bench reads its flags and opens its files before it measures.
func TestBenchRefuses(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "result")
	for _, x := range []struct {
		args []string
		text string
	}{
		{[]string{"--for", "0s"}, "--for 0s: want a positive time"},
		{[]string{"--rounds", "0"}, "--rounds 0: want at least 1"},
		{[]string{"--rate", "0"}, "--rate 0: want at least 1"},
		{[]string{"--durability", "none"}, "--durability: "},
		{[]string{"--workerd", dir}, "npm install workerd puts it there"},
		{[]string{"--json", dir}, "--json: open " + dir + ": it is a directory"},
		{[]string{"--csv", filepath.Join(file, "x")}, "--csv: open "},
		{[]string{"--json", file, "--csv", file}, "--json and --csv both write to " + file},
	} {
		text := obey(append([]string{"bench"}, x.args...), false)
		require.Contains(t, text, "stderr: dolab: ")
		require.Contains(t, text, x.text)
		require.Contains(t, text, "exit 2")
		require.NotContains(t, text, "round 1")
	}
	require.Empty(t, files(t, dir))
}
