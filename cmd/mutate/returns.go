package main

import (
	"go/ast"
	"go/token"
	"go/types"
)

// ignored finds errors that a mutant ignores: it goes on where the code returns, or returns nil.
func (f *finder) ignored(n ast.Node) {
	switch n := n.(type) {
	case *ast.IfStmt:
		if f.leaves(n) && f.isErrorCheck(n.Cond) {
			f.unless(n)
		}
	case *ast.ReturnStmt:
		for _, e := range n.Results {
			if tv := f.pkg.TypesInfo.Types[e]; tv.Type != nil && !tv.IsNil() && types.TypeString(tv.Type, nil) == "error" {
				f.expression(e, asClosure, "nil")
			}
		}
	}
}

// returned finds other early returns, and the booleans that are returned.
func (f *finder) returned(n ast.Node) {
	switch n := n.(type) {
	case *ast.IfStmt:
		if f.leaves(n) && !f.isErrorCheck(n.Cond) {
			f.unless(n)
		}
	case *ast.ReturnStmt:
		for _, e := range n.Results {
			id, ok := e.(*ast.Ident)
			if !ok || f.pkg.TypesInfo.Uses[id] != types.Universe.Lookup(id.Name) {
				continue
			}
			if other := map[string]string{"true": "false", "false": "true"}[id.Name]; other != "" {
				f.expression(e, asPick, other)
			}
		}
	}
}

// leaves reports whether an if without else ends in leaving the function or the loop.
func (f *finder) leaves(n *ast.IfStmt) bool {
	if n.Else != nil || len(n.Body.List) == 0 {
		return false
	}
	switch n.Body.List[len(n.Body.List)-1].(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	}
	return false
}

func (f *finder) isErrorCheck(cond ast.Expr) bool {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok || b.Op != token.NEQ || !f.pkg.TypesInfo.Types[b.Y].IsNil() {
		return false
	}
	return types.TypeString(f.pkg.TypesInfo.TypeOf(b.X), nil) == "error"
}

// unless adds a site at which an if is never taken.
func (f *finder) unless(n *ast.IfStmt) {
	before := len(f.sites)
	f.expression(n.Cond, asGuard, "false && ("+f.text(n.Cond)+")")
	for _, s := range f.sites[before:] {
		s.Was, s.Now = flat(f.text(n)), ""
	}
}
