package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// load reads the packages that are mutated.
func (s *session) load() error {
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.LoadSyntax | packages.NeedModule, Dir: s.dir, BuildFlags: s.buildFlags(),
	}, s.packages...)
	if err != nil {
		return fmt.Errorf("load: %w", err)
	}
	var broken []error
	for _, pkg := range pkgs {
		for _, e := range pkg.Errors {
			broken = append(broken, fmt.Errorf("load %s: %w", pkg.PkgPath, e))
		}
	}
	s.pkgs, s.known = pkgs, map[*packages.Package][]string{}
	if err := errors.Join(broken...); err != nil {
		return err
	}
	for _, pkg := range pkgs {
		if pkg.Module != nil {
			s.module = pkg.Module.Path
		}
		if err := s.withoutCgo(pkg); err != nil {
			return err
		}
	}
	return nil
}

// withoutCgo makes a package that uses cgo one of its own files, instead of those that cgo writes.
func (s *session) withoutCgo(pkg *packages.Package) error {
	if slices.Equal(pkg.GoFiles, pkg.CompiledGoFiles) {
		return nil
	}
	files, err := s.parse(pkg, nil)
	if err != nil {
		return err
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{},
		Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	// What is C's has no type then: its expressions have no mutants, and the mutants of others must add no error.
	pkg.Types, s.known[pkg] = s.typecheck(pkg, files, info)
	pkg.Syntax, pkg.TypesInfo = files, info
	return nil
}

func (s *session) buildFlags() []string {
	if s.tags == "" {
		return nil
	}
	return []string{"-tags=" + s.tags}
}

// compiles returns those of the mutants that compile beside each other.
func (s *session) compiles(mutants []*site) ([]*site, error) {
	var good []*site
	for _, pkg := range s.pkgs {
		var of []*site
		for _, m := range mutants {
			if m.Package == pkg.PkgPath {
				of = append(of, m)
			}
		}
		of, err := s.narrow(pkg, of)
		if err != nil {
			return nil, err
		}
		good = append(good, of...)
	}
	return good, nil
}

// narrow halves a list that does not compile until it has found what does not.
func (s *session) narrow(pkg *packages.Package, mutants []*site) ([]*site, error) {
	if len(mutants) == 0 {
		return nil, nil
	}
	ok, err := s.check(pkg, mutants)
	if err != nil || ok {
		return mutants, err
	}
	if len(mutants) == 1 {
		return nil, nil
	}
	one, err := s.narrow(pkg, mutants[:len(mutants)/2])
	if err != nil {
		return nil, err
	}
	two, err := s.narrow(pkg, mutants[len(mutants)/2:])
	return slices.Concat(one, two), err
}

// check reports whether a package compiles with mutants in it.
func (s *session) check(pkg *packages.Package, mutants []*site) (ok bool, err error) {
	numbered := map[int]*site{}
	for i, m := range mutants {
		numbered[i] = m
	}
	files, err := s.parse(pkg, placedIn(numbered))
	var syntax scanner.ErrorList
	if errors.As(err, &syntax) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	file, err := parser.ParseFile(pkg.Fset, "mutate.go", fmt.Sprintf(switchSource, pkg.Name, 1), parser.SkipObjectResolution)
	if err != nil {
		return false, fmt.Errorf("the switch: %w", err)
	}
	_, wrong := s.typecheck(pkg, append(files, file), nil)
	return slices.Equal(wrong, s.known[pkg]), nil
}

// parse reads a package's files with edits in them.
func (s *session) parse(pkg *packages.Package, edits map[string][]placed) (files []*ast.File, err error) {
	for _, path := range pkg.GoFiles {
		src, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(pkg.Fset, path, rewrite(src, edits[path]), parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// typecheck returns the package as far as it is one, and what is wrong with it.
func (s *session) typecheck(
	pkg *packages.Package, files []*ast.File, info *types.Info,
) (p *types.Package, wrong []string) {
	config := types.Config{
		Importer:    importer(func(path string) (*types.Package, error) { return s.imported(pkg, path) }),
		FakeImportC: true,
		Error: func(err error) {
			var e types.Error
			if errors.As(err, &e) {
				wrong = append(wrong, e.Msg)
			}
		},
	}
	if pkg.Module != nil && pkg.Module.GoVersion != "" {
		config.GoVersion = "go" + pkg.Module.GoVersion
	}
	p, _ = config.Check(pkg.PkgPath, pkg.Fset, files, info)
	return p, wrong
}

type importer func(path string) (*types.Package, error)

func (i importer) Import(path string) (*types.Package, error) { return i(path) }

// imported is a package that a file imports. The switch imports from the standard library what its package need not.
func (s *session) imported(pkg *packages.Package, path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if p := pkg.Imports[path]; p != nil {
		return p.Types, nil
	}
	if s.std == nil {
		pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadTypes, Dir: s.dir}, "os", "strconv", "sync/atomic")
		if err != nil {
			return nil, err
		}
		s.std = map[string]*types.Package{}
		for _, p := range pkgs {
			s.std[p.PkgPath] = p.Types
		}
	}
	if p := s.std[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("%s does not import %s", pkg.PkgPath, path)
}

// folder is where a package's files are.
func folder(pkg *packages.Package) string { return filepath.Dir(pkg.GoFiles[0]) }

// short is a package's path within its module.
func short(path string) string {
	if _, rest, found := strings.Cut(path, "/"); found {
		return rest
	}
	return path
}
