package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// finder collects the sites of one file.
type finder struct {
	pkg   *packages.Package
	file  *ast.File
	path  string
	rel   string
	src   []byte
	usesC bool

	panicking map[types.Object]bool
	stack     []ast.Node // what the node is in, the file first
	kind      string
	sites     []*site
}

// findSites lists all sites of the packages, in the order of files and lines.
func findSites(dir string, pkgs []*packages.Package) ([]*site, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	var sites []*site
	for _, pkg := range pkgs {
		panics := panicking(pkg)
		for _, file := range pkg.Syntax {
			path := pkg.Fset.Position(file.FileStart).Filename
			src, err := os.ReadFile(path)
			if err != nil {
				return nil, err
			}
			rel, err := filepath.Rel(dir, path)
			if err != nil {
				return nil, err
			}
			f := &finder{pkg: pkg, file: file, path: path, rel: filepath.ToSlash(rel), src: src, panicking: panics}
			f.usesC = importsC(file)
			f.walk()
			sites = append(sites, f.sites...)
		}
	}
	identify(sites)
	return sites, nil
}

func (f *finder) walk() {
	all := kinds()
	ast.Inspect(f.file, func(n ast.Node) bool {
		if n == nil {
			f.stack = f.stack[:len(f.stack)-1]
			return true
		}
		if f.skipped(n) {
			return false
		}
		f.stack = append(f.stack, n)
		for _, k := range all {
			f.kind = k.name
			k.find(f, n)
		}
		return true
	})
}

// skipped reports code whose mutants say nothing: types, imports, what a panic says, and conditions that only guard a
// panic, since these are assertions that no test can make fail.
func (f *finder) skipped(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ImportSpec, *ast.ArrayType, *ast.StructType, *ast.InterfaceType, *ast.FuncType:
		return true
	case *ast.CallExpr:
		return f.isPanic(n.Fun)
	case *ast.IfStmt:
		return n.Else == nil && len(n.Body.List) == 1 && f.panics(n.Body.List[0])
	case *ast.FuncDecl:
		return n.Body == nil
	}
	return false
}

func (f *finder) isBuiltin(fun ast.Expr, names ...string) bool {
	id, ok := ast.Unparen(fun).(*ast.Ident)
	if !ok {
		return false
	}
	b, ok := f.pkg.TypesInfo.Uses[id].(*types.Builtin)
	if !ok {
		return false
	}
	return slices.Contains(names, b.Name())
}

// parent is what a node is in.
func (f *finder) parent() ast.Node { return f.stack[len(f.stack)-2] }

func (f *finder) offset(p token.Pos) int { return f.pkg.Fset.PositionFor(p, false).Offset }

func (f *finder) text(n ast.Node) string { return string(f.src[f.offset(n.Pos()):f.offset(n.End())]) }

// inside names the function or declaration that the node is in.
func (f *finder) inside() string {
	for _, n := range f.stack {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Recv == nil {
				return n.Name.Name
			}
			receiver := types.ExprString(n.Recv.List[0].Type)
			if strings.HasPrefix(receiver, "*") {
				receiver = "(" + receiver + ")"
			}
			return receiver + "." + n.Name.Name
		case *ast.ValueSpec:
			return "var " + n.Names[0].Name
		}
	}
	return ""
}

// inCode reports whether the node is evaluated when the program runs.
func (f *finder) inCode() bool {
	for _, n := range f.stack {
		switch n := n.(type) {
		case *ast.FuncDecl:
			return true
		case *ast.GenDecl:
			return n.Tok == token.VAR
		}
	}
	return false
}

func importsC(file *ast.File) bool {
	return slices.ContainsFunc(file.Imports, func(spec *ast.ImportSpec) bool { return spec.Path.Value == `"C"` })
}

// inConst reports whether the node is in a declaration of constants.
func (f *finder) inConst() bool {
	for _, n := range f.stack {
		if d, ok := n.(*ast.GenDecl); ok && d.Tok == token.CONST {
			return true
		}
	}
	return false
}

// expression adds a site that replaces an expression.
func (f *finder) expression(e ast.Expr, how form, now string) {
	// What type a constant has beside something of C's is not known.
	if !f.inCode() || f.inConst() || f.recovers(e) || f.usesC && f.constant(e) != nil {
		return
	}
	result, ok := f.typeName(f.pkg.TypesInfo.TypeOf(e))
	if !ok {
		return
	}
	f.add(e, edit{now: now, form: how, result: result})
}

// statement adds a site that replaces a statement of a block.
func (f *finder) statement(s ast.Node, now string) {
	f.add(s, edit{now: now, form: asStatement})
}

func (f *finder) add(n ast.Node, e edit) {
	e.file, e.start, e.end = f.path, f.offset(n.Pos()), f.offset(n.End())
	f.sites = append(f.sites, &site{
		Package: f.pkg.PkgPath, Func: f.inside(), File: f.rel, Line: f.pkg.Fset.Position(n.Pos()).Line, Kind: f.kind,
		Was: flat(f.text(n)), Now: flat(e.now), edits: []edit{e}, plain: e,
	})
}

func (f *finder) recovers(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && f.isBuiltin(call.Fun, "recover") {
			found = true
		}
		return !found
	})
	return found
}

// typeName is how the file can write a type.
func (f *finder) typeName(t types.Type) (name string, ok bool) {
	if t == nil {
		return "", false
	}
	return typeIn(f.pkg, f.file, types.Default(t))
}

// typeIn is how a file of a package can write a type; it cannot where it does not import the type's package.
func typeIn(pkg *packages.Package, file *ast.File, t types.Type) (name string, ok bool) {
	ok = true
	name = types.TypeString(t, func(p *types.Package) string {
		if p == pkg.Types {
			return ""
		}
		for _, spec := range file.Imports {
			if strings.Trim(spec.Path.Value, `"`) != p.Path() {
				continue
			}
			if spec.Name != nil {
				return spec.Name.Name
			}
			return p.Name()
		}
		ok = false
		return p.Name()
	})
	return name, ok && t != types.Typ[types.Invalid] && t != types.Typ[types.UntypedNil]
}

// listed reports whether a statement stands in a list of statements, where another can take its place.
func (f *finder) listed() bool {
	switch f.parent().(type) {
	case *ast.BlockStmt, *ast.CaseClause:
		return true
	}
	return false
}
