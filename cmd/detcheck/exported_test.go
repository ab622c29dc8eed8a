package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/packages"
)

// exportedScope are the packages whose exported names need a use outside of their package, or in an example.
var exportedScope = regexp.MustCompile(`^dolab/(actor(/.*)?|durable(/platform)?|alarms(/calendar)?|experiments)$`)

// exportedAllowed are names without such a use, each with the reason why it is exported.
var exportedAllowed = map[string]string{
	"dolab/actor/sim.TurnChooser": "what a Chooser may be able to do besides: PCT is, and users' own may be",
}

// TestExportedNamesAreUsed holds that another package or an example uses each exported name. These count as used too: a
// type that a used name mentions, a constant of a used type, a method that an interface or package errors asks for, an
// interface that a type of another package has, and an error that a test expects. Fields are not looked at: a struct of
// data is read as a whole.
func TestExportedNamesAreUsed(t *testing.T) {
	u := loadUses(t)
	for _, name := range u.unused() {
		if exportedAllowed[name] == "" {
			t.Errorf("%s is exported, and neither another package nor an example uses it", name)
		}
	}
	for name := range exportedAllowed {
		require.Contains(t, u.unused(), name, "it has a use, and needs no reason")
	}
}

// exported is an exported name of a package in scope.
type exported struct {
	obj  types.Object
	text string       // "dolab/durable.Stub.Call"
	recv *types.Named // of a method
	used bool
}

// fails reports whether it is an error, or a type of errors.
func (d *exported) fails() bool {
	_, isFunc := d.obj.(*types.Func)
	e := types.Universe.Lookup("error").Type().Underlying().(*types.Interface)
	return !isFunc && (types.Implements(d.obj.Type(), e) || types.Implements(types.NewPointer(d.obj.Type()), e))
}

// uses is what is exported, by the place of its declaration: a package is type-checked anew for its tests.
type uses struct {
	fset       *token.FileSet
	declared   map[string]*exported
	interfaces []*types.Interface
	types      []*types.TypeName // that are no interfaces
}

func loadUses(t *testing.T) *uses {
	t.Helper()
	u := &uses{fset: token.NewFileSet(), declared: map[string]*exported{}}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Tests: true, Fset: u.fset}, "dolab/...")
	require.NoError(t, err)
	u.know(types.Universe)
	for _, p := range pkgs {
		require.Empty(t, p.Errors, p.ID)
		if p.ID == p.PkgPath && exportedScope.MatchString(p.PkgPath) {
			u.declare(p.Types)
		}
		u.know(p.Types.Scope())
		for _, q := range p.Types.Imports() {
			u.know(q.Scope())
		}
	}
	for _, p := range pkgs {
		for _, f := range p.Syntax {
			u.read(p, f)
		}
	}
	for changed := true; changed; {
		changed = u.reach()
	}
	return u
}

func (u *uses) at(pos token.Pos) string { return u.fset.Position(pos).String() }

// declare notes what a package exports.
func (u *uses) declare(p *types.Package) {
	for _, s := range p.Scope().Names() {
		obj := p.Scope().Lookup(s)
		if !obj.Exported() {
			continue
		}
		text := p.Path() + "." + s
		u.declared[u.at(obj.Pos())] = &exported{obj: obj, text: text}
		named, is := types.Unalias(obj.Type()).(*types.Named)
		if _, isType := obj.(*types.TypeName); !is || !isType {
			continue
		}
		for m := range named.Methods() {
			if m.Exported() {
				u.declared[u.at(m.Pos())] = &exported{obj: m, text: text + "." + m.Name(), recv: named}
			}
		}
	}
}

// know notes the interfaces of a scope.
func (u *uses) know(s *types.Scope) {
	for _, name := range s.Names() {
		if t, is := s.Lookup(name).(*types.TypeName); is {
			i, is := t.Type().Underlying().(*types.Interface)
			switch {
			case !is:
				u.types = append(u.types, t)
			case i.NumMethods() > 0:
				u.interfaces = append(u.interfaces, i)
			}
		}
	}
}

// read notes the names that a file uses.
func (u *uses) read(p *packages.Package, f *ast.File) {
	file := u.fset.Position(f.Pos()).Filename
	test, example := strings.HasSuffix(file, "_test.go"), strings.HasSuffix(file, "example_test.go")
	for id, obj := range p.TypesInfo.Uses {
		if obj.Pkg() == nil || id.Pos() < f.FileStart || id.Pos() > f.FileEnd {
			continue
		}
		d := u.declared[u.at(obj.Pos())]
		if d == nil {
			continue
		}
		if example || test && d.fails() || strings.TrimSuffix(p.PkgPath, "_test") != d.obj.Pkg().Path() {
			d.used = true
		}
	}
}

// reach marks the types that used names mention, and the constants of used types.
func (u *uses) reach() (changed bool) {
	mark := func(obj types.Object) {
		if d := u.declared[u.at(obj.Pos())]; d != nil && !d.used {
			d.used, changed = true, true
		}
	}
	for _, d := range u.declared {
		d.used = d.used || u.abilities(d)
		if c, is := d.obj.(*types.Const); is {
			if named, is := c.Type().(*types.Named); is {
				if of := u.declared[u.at(named.Obj().Pos())]; of != nil && of.used {
					d.used = true
				}
			}
		}
		if d.used || d.recv != nil && u.asked(d) {
			mention(d.obj, mark)
		}
	}
	return changed
}

// mention calls mark with the named types in the type of an object: parameters, results, exported fields, elements.
func mention(obj types.Object, mark func(types.Object)) {
	var walk func(t types.Type, depth int)
	walk = func(t types.Type, depth int) {
		if depth > 8 {
			return
		}
		switch t := t.(type) {
		case *types.Named:
			mark(t.Obj())
			for a := range t.TypeArgs().Types() {
				walk(a, depth+1)
			}
		case *types.Alias:
			walk(t.Rhs(), depth+1)
		case interface{ Elem() types.Type }:
			walk(t.Elem(), depth+1)
			if m, is := t.(*types.Map); is {
				walk(m.Key(), depth+1)
			}
		case *types.Signature:
			for _, list := range []*types.Tuple{t.Params(), t.Results()} {
				for v := range list.Variables() {
					walk(v.Type(), depth+1)
				}
			}
		case *types.Struct:
			for f := range t.Fields() {
				if f.Exported() {
					walk(f.Type(), depth+1)
				}
			}
		case *types.Interface:
			for m := range t.Methods() {
				walk(m.Type(), depth+1)
			}
		}
	}
	if t, is := obj.(*types.TypeName); is {
		walk(t.Type().Underlying(), 0)
		return
	}
	walk(obj.Type(), 0)
}

// abilities reports whether it is an interface that a type of another package has.
func (u *uses) abilities(d *exported) bool {
	t, is := d.obj.(*types.TypeName)
	if !is {
		return false
	}
	i, is := t.Type().Underlying().(*types.Interface)
	return is && i.NumMethods() > 0 && slices.ContainsFunc(u.types, func(x *types.TypeName) bool {
		return x.Pkg() != nil && x.Pkg().Path() != t.Pkg().Path() && hasIt(x.Type(), i)
	})
}

// hasIt reports whether a type, or a pointer to it, has an interface. The packages of both may have been loaded apart,
// so that names are compared, not types.
func hasIt(t types.Type, i *types.Interface) bool {
	set := types.NewMethodSet(types.NewPointer(t))
	for m := range i.Methods() {
		if set.Lookup(m.Pkg(), m.Name()) == nil {
			return false
		}
	}
	return true
}

// asked reports whether an interface, or package errors, asks for a method.
func (u *uses) asked(d *exported) bool {
	if slices.Contains([]string{"Is", "As", "Unwrap"}, d.obj.Name()) {
		return true
	}
	return slices.ContainsFunc(u.interfaces, func(i *types.Interface) bool {
		obj, _, _ := types.LookupFieldOrMethod(i, false, d.obj.Pkg(), d.obj.Name())
		return obj != nil && hasIt(d.recv, i)
	})
}

func (u *uses) unused() (list []string) {
	for _, d := range u.declared {
		if !d.used && (d.recv == nil || !u.asked(d)) {
			list = append(list, d.text)
		}
	}
	slices.Sort(list)
	return list
}
