package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/stretchr/testify/require"

	"dolab/experiments/specimens"
)

// TestOverview: list without arguments is one screen of 24 lines at 80 columns and names each kind.
func TestOverview(t *testing.T) {
	t.Setenv("COLUMNS", "80")
	var stdout, stderr bytes.Buffer
	require.Equal(t, exitOK, run([]string{"list"}, &stdout, &stderr), stderr.String())
	lines := strings.Split(strings.TrimSuffix(stdout.String(), "\n"), "\n")
	require.LessOrEqual(t, len(lines), 23, "the shell's prompt takes a line too")
	for _, line := range lines {
		require.LessOrEqual(t, text.StringWidth(line), 80)
	}
	for _, kind := range listed {
		require.Contains(t, stdout.String(), "\n  "+kind+" ")
	}
}

// TestListBugs: each bug of each multiplexer is explained, with the hunt that finds it.
func TestListBugs(t *testing.T) {
	var stdout, stderr bytes.Buffer
	require.Equal(t, exitOK, run([]string{"list", "bugs"}, &stdout, &stderr), stderr.String())
	for _, mux := range specimens.All() {
		for _, bug := range mux.Bugs {
			_, about, found := strings.Cut(stdout.String(), "\n  "+bug.Name+"\n")
			require.True(t, found, bug.Name)
			about, _, _ = strings.Cut(about, "\n  B")
			require.Contains(t, about, mux.Name, bug.Name)
			for _, part := range []string{"Cause: ", "Effect: ", "Find:   dolab hunt --bugs --mux "} {
				require.Contains(t, about, part, bug.Name)
			}
		}
	}
}
