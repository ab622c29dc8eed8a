package main

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/packages"
)

// panics reports a statement that only panics.
func (f *finder) panics(s ast.Stmt) bool {
	call, ok := s.(*ast.ExprStmt)
	if !ok {
		return false
	}
	c, ok := call.X.(*ast.CallExpr)
	return ok && f.isPanic(c.Fun)
}

// isPanic reports panic, and functions of the package that do nothing but panic.
func (f *finder) isPanic(fun ast.Expr) bool {
	if f.isBuiltin(fun, "panic") {
		return true
	}
	id, ok := ast.Unparen(fun).(*ast.Ident)
	return ok && f.pkg.TypesInfo.Uses[id] != nil && f.panicking[f.pkg.TypesInfo.Uses[id]]
}

// panicking lists the functions of a package whose body is a panic.
func panicking(pkg *packages.Package) map[types.Object]bool {
	set := map[types.Object]bool{}
	for _, file := range pkg.Syntax {
		for _, d := range file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv != nil || fn.Body == nil || len(fn.Body.List) != 1 {
				continue
			}
			if s, ok := fn.Body.List[0].(*ast.ExprStmt); ok {
				if call, ok := s.X.(*ast.CallExpr); ok {
					if id, ok := call.Fun.(*ast.Ident); ok && pkg.TypesInfo.Uses[id] == types.Universe.Lookup("panic") {
						set[pkg.TypesInfo.Defs[fn.Name]] = true
					}
				}
			}
		}
	}
	return set
}
