package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/packages"
)

// exportedScope matches the packages whose exported names need a use in another package, or in an example.
var exportedScope = regexp.MustCompile(`^dolab/(actor|durable|alarms|experiments)(/|$)`)

// exportedAllowed has the names without such a use, and why they are exported.
var exportedAllowed = map[string]string{
	"dolab/actor/sim.TurnChooser": "an optional ability of a Chooser: PCT has it, and a user's own may",
}

// TestExportedNamesAreUsed checks that another package or an example uses each exported name. These count as used too: a
// type that a used name mentions, a type that is written as JSON or YAML, a constant of a used type, a variable declared
// in one group with a used one, a method that satisfies an interface or package errors, an interface that a type of
// another package implements, and an error that a test expects. It leaves out fields: a struct of data is read as a
// whole. Packages of examples are left out too: they are written to be read, and a world calls their methods by name.
func TestExportedNamesAreUsed(t *testing.T) {
	unused := loadUses(t).unused()
	for _, name := range unused {
		if exportedAllowed[name] == "" {
			t.Errorf("%s is exported, and neither another package nor an example uses it", name)
		}
	}
	for name := range exportedAllowed {
		require.Contains(t, unused, name, "it has a use, and needs no reason")
	}
}

// exported is an exported name of a package in scope.
type exported struct {
	obj  types.Object
	text string       // "dolab/durable.Stub.Call"
	recv *types.Named // of a method
	used bool
}

// isError reports whether it is an error, or a type of errors.
func (d *exported) isError() bool {
	_, isFunc := d.obj.(*types.Func)
	e := types.Universe.Lookup("error").Type().Underlying().(*types.Interface)
	return !isFunc && (types.Implements(d.obj.Type(), e) || types.Implements(types.NewPointer(d.obj.Type()), e))
}

// isWritten reports whether it is a struct whose fields have names in JSON or YAML.
func (d *exported) isWritten() bool {
	t, isType := d.obj.(*types.TypeName)
	if !isType {
		return false
	}
	s, is := t.Type().Underlying().(*types.Struct)
	for n := 0; is && n < s.NumFields(); n++ {
		tag := reflect.StructTag(s.Tag(n))
		if s.Field(n).Exported() && (tag.Get("json") != "" || tag.Get("yaml") != "") {
			return true
		}
	}
	return false
}

// uses holds the exported names by the place of their declaration: a package is type-checked anew for its tests, so
// that its objects differ.
type uses struct {
	fset       *token.FileSet
	declared   map[string]*exported
	interfaces []*types.Interface
	types      []*types.TypeName // other than interfaces
	groups     [][]*exported     // of variables
}

func loadUses(t *testing.T) *uses {
	t.Helper()
	u := &uses{fset: token.NewFileSet(), declared: map[string]*exported{}}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Tests: true, Fset: u.fset}, "dolab/...")
	require.NoError(t, err)
	u.collect(types.Universe)
	for _, p := range pkgs {
		require.Empty(t, p.Errors, p.ID)
		if p.ID == p.PkgPath && exportedScope.MatchString(p.PkgPath) && !strings.Contains(p.PkgPath, "/examples/") {
			u.declare(p.Types)
			u.group(p)
		}
		u.collect(p.Types.Scope())
		for _, q := range p.Types.Imports() {
			u.collect(q.Scope())
		}
	}
	for _, p := range pkgs {
		u.read(p)
	}
	for _, d := range u.declared {
		d.used = d.used || u.implementedElsewhere(d) || d.isWritten()
	}
	for changed := true; changed; {
		changed = u.reach()
	}
	return u
}

func (u *uses) at(pos token.Pos) string { return u.fset.Position(pos).String() }

// declare notes the names that a package exports.
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

// group notes the variables that a package declares together.
func (u *uses) group(p *packages.Package) {
	for _, f := range p.Syntax {
		for _, decl := range f.Decls {
			g, is := decl.(*ast.GenDecl)
			if !is || g.Tok != token.VAR {
				continue
			}
			var group []*exported
			for _, s := range g.Specs {
				for _, name := range s.(*ast.ValueSpec).Names {
					if d := u.declared[u.at(name.Pos())]; d != nil {
						group = append(group, d)
					}
				}
			}
			u.groups = append(u.groups, group)
		}
	}
}

// collect notes the types and interfaces of a scope.
func (u *uses) collect(s *types.Scope) {
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

// read notes the names that a package uses.
func (u *uses) read(p *packages.Package) {
	for id, obj := range p.TypesInfo.Uses {
		d := u.declared[u.at(obj.Pos())]
		if d == nil || d.used {
			continue
		}
		file := u.fset.Position(id.Pos()).Filename
		test, example := strings.HasSuffix(file, "_test.go"), strings.HasSuffix(file, "example_test.go")
		d.used = example || test && d.isError() || strings.TrimSuffix(p.PkgPath, "_test") != d.obj.Pkg().Path()
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
		if c, is := d.obj.(*types.Const); is {
			if named, is := c.Type().(*types.Named); is {
				if of := u.declared[u.at(named.Obj().Pos())]; of != nil && of.used {
					d.used = true
				}
			}
		}
		if d.used || d.recv != nil && u.satisfies(d) {
			mention(d.obj, mark)
		}
	}
	for _, group := range u.groups {
		if slices.ContainsFunc(group, func(d *exported) bool { return d.used }) {
			for _, d := range group {
				mark(d.obj)
			}
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

// implementedElsewhere reports whether it is an interface that a type of another package implements.
func (u *uses) implementedElsewhere(d *exported) bool {
	t, is := d.obj.(*types.TypeName)
	if !is {
		return false
	}
	i, is := t.Type().Underlying().(*types.Interface)
	return is && i.NumMethods() > 0 && slices.ContainsFunc(u.types, func(x *types.TypeName) bool {
		return x.Pkg() != nil && x.Pkg().Path() != t.Pkg().Path() && implements(x.Type(), i)
	})
}

// implements reports whether a type, or a pointer to it, has the methods of an interface. It compares names, not types:
// the packages of the two may have been loaded apart.
func implements(t types.Type, i *types.Interface) bool {
	set := types.NewMethodSet(types.NewPointer(t))
	for m := range i.Methods() {
		if set.Lookup(m.Pkg(), m.Name()) == nil {
			return false
		}
	}
	return true
}

// satisfies reports whether a method satisfies an interface, or package errors.
func (u *uses) satisfies(d *exported) bool {
	if slices.Contains([]string{"Is", "As", "Unwrap"}, d.obj.Name()) {
		return true
	}
	return slices.ContainsFunc(u.interfaces, func(i *types.Interface) bool {
		obj, _, _ := types.LookupFieldOrMethod(i, false, d.obj.Pkg(), d.obj.Name())
		return obj != nil && implements(d.recv, i)
	})
}

func (u *uses) unused() (list []string) {
	for _, d := range u.declared {
		if !d.used && (d.recv == nil || !u.satisfies(d)) {
			list = append(list, d.text)
		}
	}
	slices.Sort(list)
	return list
}
