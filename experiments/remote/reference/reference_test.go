package reference

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestNoProject: nothing is started for a project that cannot be bundled.
func TestNoProject(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "runtime")
	require.NoError(t, os.WriteFile(binary, []byte("#!/bin/sh\n: > \"$0.started\"\n"), 0o700))
	_, err := Start(binary, Options{Project: t.TempDir()})
	require.ErrorContains(t, err, "start "+binary)
	require.NoFileExists(t, binary+".started")
}
