package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// copyModule copies the module into the scratch folder, where tests run: a mutant may write what no test would.
func (s *session) copyModule() error {
	return filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("copy the module: %w", err)
		case d.IsDir() && path != s.dir && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case d.IsDir():
			return os.MkdirAll(s.copied(path), 0o755)
		case !d.Type().IsRegular():
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("copy the module: %w", err)
		}
		return os.WriteFile(s.copied(path), data, 0o644)
	})
}

// copied is where a file or folder of the module stands in the scratch folder.
func (s *session) copied(path string) string {
	from, err := filepath.Abs(s.dir)
	to, wrong := filepath.Abs(path)
	if err = errors.Join(err, wrong); err == nil {
		to, err = filepath.Rel(from, to)
	}
	if err != nil {
		panic(fmt.Sprintf("mutate: %s is not below %s: %v", path, s.dir, err))
	}
	return filepath.Join(s.scratch, "module", to)
}
