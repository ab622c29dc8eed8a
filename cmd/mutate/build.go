package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// suite is the tests of a package, compiled with all mutants.
type suite struct {
	path string // of the package
	dir  string
	bin  string
}

// overlay writes the packages with all their mutants, and the file that tells go build to read them.
func (s *session) overlay() (path string, err error) {
	numbered := map[int]*site{}
	for i, m := range s.mutants {
		numbered[i] = m.site
	}
	replace := map[string]string{}
	write := func(at, text string) error {
		to := filepath.Join(s.scratch, fmt.Sprintf("overlay%d.go", len(replace)))
		replace[at] = to
		return os.WriteFile(to, []byte(text), 0o600)
	}
	var errs []error
	for at, edits := range placedIn(numbered) {
		src, err := os.ReadFile(at)
		errs = append(errs, err, write(at, rewrite(src, edits)))
	}
	for _, pkg := range s.pkgs {
		if len(pkg.GoFiles) > 0 {
			text := fmt.Sprintf(switchSource, pkg.Name, len(s.mutants)+1)
			errs = append(errs, write(filepath.Join(folder(pkg), "mutate_switch.go"), text))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return "", err
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	path = filepath.Join(s.scratch, "overlay.json")
	return path, os.WriteFile(path, text, 0o600)
}

// build compiles the tests that this round runs: of the mutated packages, and of packages that depend on them.
func (s *session) build() error {
	overlay, err := s.overlay()
	if err != nil {
		return fmt.Errorf("overlay: %w", err)
	}
	if s.suites, err = s.dependents(); err != nil {
		return err
	}
	for i := range s.suites {
		at := &s.suites[i]
		at.bin = filepath.Join(s.scratch, strings.ReplaceAll(at.path, "/", "_")+".test")
		if _, err := os.Stat(at.bin); err == nil {
			continue // The first round has compiled it.
		}
		args := []string{"test", "-c", "-vet=off", "-ldflags=-s -w", "-overlay", overlay, "-o", at.bin}
		args = append(args, s.buildFlags()...)
		cmd := exec.Command("go", append(args, at.path)...)
		cmd.Dir = s.dir
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("build the tests of %s: %w\n%s", at.path, err, out)
		}
	}
	return nil
}

// dependents lists the packages of the module whose tests use a mutated package, those with the fewest dependencies
// first.
func (s *session) dependents() ([]suite, error) {
	args := append([]string{"list", "-test", "-json=ImportPath,ForTest,Dir,Deps,Module"}, s.buildFlags()...)
	cmd := exec.Command("go", append(args, "./...")...)
	cmd.Dir, cmd.Stderr = s.dir, s.stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	type listed struct {
		suite
		deps int
	}
	var list []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath, ForTest, Dir string
			Deps                     []string
		}
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		path, isTest := strings.CutSuffix(p.ImportPath, ".test")
		if !isTest || !s.touches(p.Deps) || !s.second && s.isSlow(path, "") {
			continue
		}
		list = append(list, listed{suite{path: path, dir: s.copied(p.Dir)}, len(p.Deps)})
	}
	slices.SortStableFunc(list, func(a, b listed) int { return a.deps - b.deps })
	var suites []suite
	for _, l := range list {
		suites = append(suites, l.suite)
	}
	return suites, nil
}

// touches reports whether one of the dependencies has a mutant that is not settled. go list names a dependency that is
// compiled for a test "path [path.test]".
func (s *session) touches(deps []string) bool {
	return slices.ContainsFunc(deps, func(dep string) bool {
		dep, _, _ = strings.Cut(dep, " ")
		return slices.ContainsFunc(s.mutants, func(m *mutant) bool { return m.Status == "" && m.Package == dep })
	})
}
