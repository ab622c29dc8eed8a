package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// program is how the user has called the command, for the commands that it prints: by its name where that is found
// along PATH, by go run, or by the path of the file.
func program(called string) string {
	if strings.Contains(filepath.ToSlash(called), "/go-build") { // Where go run and go test put what they build.
		return "go run ./cmd/dolab"
	}
	name := strings.TrimSuffix(filepath.Base(called), ".exe")
	if found, err := exec.LookPath(name); err == nil && same(found, called) {
		return name
	}
	return called
}

// same reports whether two paths are of one file.
func same(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	if !strings.ContainsRune(b, filepath.Separator) {
		if b, err = exec.LookPath(b); err != nil {
			return false
		}
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}
