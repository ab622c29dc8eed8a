package main

import (
	"go/ast"
	"go/token"
	"regexp"
)

// releases are calls that give something back.
var releases = regexp.MustCompile(
	`(?i)\.?(close|unlock|free|release|cancel|stop|rollback|restore|reset|finish|end|done)[a-z]*$`)

func (f *finder) call(n ast.Node) {
	if s, name := f.effectCall(n); s != nil && !releases.MatchString(name) {
		f.statement(s, "")
	}
}

func (f *finder) release(n ast.Node) {
	if s, name := f.effectCall(n); s != nil && releases.MatchString(name) {
		f.statement(s, "")
	}
	if s, ok := n.(*ast.DeferStmt); ok && f.listed() {
		f.statement(s, "")
	}
}

// effectCall is a statement that is a call, and the name of what it calls.
func (f *finder) effectCall(n ast.Node) (s ast.Stmt, name string) {
	s, ok := n.(ast.Stmt)
	if !ok || !f.listed() {
		return nil, ""
	}
	var e ast.Expr
	switch s := s.(type) {
	case *ast.ExprStmt:
		e = s.X
	case *ast.AssignStmt:
		if id, ok := s.Lhs[0].(*ast.Ident); ok && id.Name == "_" && len(s.Rhs) == 1 {
			e = s.Rhs[0]
		}
	}
	call, ok := e.(*ast.CallExpr)
	if !ok || f.isPanic(call.Fun) || f.isHelper(call) {
		return nil, ""
	}
	return s, f.text(call.Fun)
}

func (f *finder) assignment(n ast.Node) {
	if s, ok := n.(ast.Stmt); ok && f.listed() && isAssignment(s) {
		f.statement(s, "")
	}
}

// isAssignment reports an assignment to a field, an element or what a pointer points to.
func isAssignment(s ast.Stmt) bool {
	var to ast.Expr
	switch s := s.(type) {
	case *ast.AssignStmt:
		if s.Tok != token.DEFINE {
			to = s.Lhs[0]
		}
	case *ast.IncDecStmt:
		to = s.X
	}
	switch to.(type) {
	case *ast.SelectorExpr, *ast.IndexExpr, *ast.StarExpr:
		return true
	}
	return false
}

// swap swaps neighbours in a list of statements that both have an effect.
func (f *finder) swap(n ast.Node) {
	var list []ast.Stmt
	switch n := n.(type) {
	case *ast.BlockStmt:
		list = n.List
	case *ast.CaseClause:
		list = n.Body
	}
	for i := 1; i < len(list); i++ {
		one, two := list[i-1], list[i]
		if !f.isEffect(one) || !f.isEffect(two) || f.independent(one, two) || f.text(one) == f.text(two) {
			continue
		}
		f.add(pair{one, two}, edit{now: f.text(two) + "\n" + f.text(one), form: asStatement})
		s := f.sites[len(f.sites)-1]
		s.Was, s.Now = flat(f.text(one))+"; "+flat(f.text(two)), flat(f.text(two))+"; "+flat(f.text(one))
	}
}

// pair is two statements, one after the other.
type pair struct{ one, two ast.Stmt }

func (p pair) Pos() token.Pos { return p.one.Pos() }
func (p pair) End() token.Pos { return p.two.End() }

func (f *finder) isEffect(s ast.Stmt) bool {
	if isAssignment(s) {
		return true
	}
	e, ok := s.(*ast.ExprStmt)
	if !ok || f.panics(e) {
		return false
	}
	call, ok := e.X.(*ast.CallExpr)
	return !ok || !f.isHelper(call)
}

// isHelper reports t.Helper(), which only changes the line that a failure names.
func (f *finder) isHelper(call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Helper" && len(call.Args) == 0
}
