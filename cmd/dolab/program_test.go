package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestProgram: commands to be repeated begin as the user's own did.
func TestProgram(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "dolab")
	require.NoError(t, os.WriteFile(path, []byte("#!/bin/sh\n"), 0o700))
	t.Setenv("PATH", "")
	require.Equal(t, path, program(path))
	require.Equal(t, "./dolab", program("./dolab"))
	t.Setenv("PATH", dir)
	require.Equal(t, "dolab", program("dolab"))
	require.Equal(t, "dolab", program(path))
	require.Equal(t, "go run ./cmd/dolab", program("/tmp/go-build123/b001/exe/dolab"))
}
