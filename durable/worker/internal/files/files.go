// Package files writes the files of a test from one text.
package files

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Unpack writes files into a folder. Each begins with a line "-- NAME --"; "-- NAME -> TARGET --" is a symbolic link,
// "-- NAME/ --" an empty folder.
func Unpack(t testing.TB, dir, archive string) {
	t.Helper()
	name, content := "", strings.Builder{}
	for line := range strings.Lines(archive + "\n-- --\n") {
		header := strings.TrimSuffix(line, "\n")
		if !strings.HasPrefix(header, "-- ") || !strings.HasSuffix(header, " --") && header != "-- --" {
			content.WriteString(line)
			continue
		}
		write(t, dir, name, content.String())
		name = strings.TrimSuffix(strings.TrimPrefix(header, "-- "), " --")
		content.Reset()
	}
}

func write(t testing.TB, dir, name, content string) {
	t.Helper()
	if name == "" {
		return // what stands before the first file
	}
	name, target, link := strings.Cut(name, " -> ")
	path := filepath.Join(dir, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	switch {
	case link:
		require.NoError(t, os.Symlink(target, path))
	case strings.HasSuffix(name, "/"):
		require.NoError(t, os.MkdirAll(path, 0o755))
	default:
		require.NoError(t, os.WriteFile(path, []byte(content), 0o644))
	}
}
