package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRun(t *testing.T) {
	for _, c := range []struct {
		name           string
		args           []string
		code           int
		stdout, stderr string
	}{
		{"clean", []string{"."}, exitClean, "", ""},
		{"found", []string{"-scope", "^dolab/cmd/detcheck$", "."}, exitFound, "os.Args shows", ""},
		{"found in tests", []string{"-scope", "detcheck$", "-tests", "."}, exitFound, "imports_test.go:", ""},
		{"help", []string{"-h"}, exitClean, "", "//detcheck:allow rule[,rule] reason"},
		{"no packages", nil, exitTrouble, "", "Usage: detcheck"},
		{"unknown flag", []string{"-fix", "."}, exitTrouble, "", "-fix"},
		{"bad scope", []string{"-scope", "(", "."}, exitTrouble, "", "missing closing"},
		{"no such package", []string{"./nowhere"}, exitTrouble, "", "detcheck: load"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			code := run(c.args, &stdout, &stderr)
			require.Equal(t, c.code, code, "%s%s", &stdout, &stderr)
			require.Contains(t, stdout.String(), c.stdout)
			require.Contains(t, stderr.String(), c.stderr)
			if c.code == exitClean {
				require.Empty(t, stdout.String())
			}
		})
	}
}

func TestHelpListsRules(t *testing.T) {
	var stderr bytes.Buffer
	require.Equal(t, exitClean, run([]string{"-h"}, new(bytes.Buffer), &stderr))
	for _, r := range rules {
		require.Contains(t, stderr.String(), "  "+r.name+" ")
		require.Contains(t, stderr.String(), r.why)
	}
	require.Contains(t, stderr.String(), scopeDefault)
}
