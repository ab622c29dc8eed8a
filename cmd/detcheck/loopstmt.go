package main

import (
	"go/ast"
	"go/token"
	"go/types"
)

// block reads statements and returns what lets the order show. Depth counts the loops and switches within the loop
// that a break would leave instead of the loop.
func (l *loop) block(list []ast.Stmt, depth int) string {
	if n := len(list); n > 0 && l.leaves(list[n-1], depth) {
		return l.exit(list)
	}
	for _, stmt := range list {
		if why := l.stmt(stmt, depth); why != "" {
			return why
		}
	}
	return ""
}

func (l *loop) stmt(stmt ast.Stmt, depth int) string {
	switch s := stmt.(type) {
	case nil, *ast.EmptyStmt:
		return ""
	case *ast.BlockStmt:
		return l.block(s.List, depth)
	case *ast.DeclStmt:
		return l.decl(s)
	case *ast.AssignStmt:
		return l.assign(s)
	case *ast.IncDecStmt:
		return l.change(s.X, nil, "+")
	case *ast.ExprStmt:
		return l.call(s.X)
	case *ast.BranchStmt:
		if s.Label != nil || s.Tok == token.GOTO {
			return "jumps to a label"
		}
		return "" // A break out of the loop itself is an exit.
	case *ast.IfStmt:
		return first(l.stmt(s.Init, depth), l.pure(s.Cond), l.block(s.Body.List, depth), l.stmt(s.Else, depth))
	case *ast.ForStmt:
		return first(l.stmt(s.Init, depth), l.pure(s.Cond), l.stmt(s.Post, depth), l.block(s.Body.List, depth+1))
	case *ast.RangeStmt:
		return l.rangeStmt(s, depth)
	case *ast.SwitchStmt:
		return first(l.stmt(s.Init, depth), l.pure(s.Tag), l.clauses(s.Body, depth+1))
	case *ast.TypeSwitchStmt:
		return first(l.stmt(s.Init, depth), l.stmt(s.Assign, depth), l.clauses(s.Body, depth+1))
	}
	if l.leaves(stmt, depth) {
		return l.exit([]ast.Stmt{stmt})
	}
	return "does more than can be proved harmless"
}

// first returns the first text that is not empty.
func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

func (l *loop) clauses(body *ast.BlockStmt, depth int) string {
	for _, stmt := range body.List {
		clause := stmt.(*ast.CaseClause)
		if why := first(l.allPure(clause.List), l.block(clause.Body, depth)); why != "" {
			return why
		}
	}
	return ""
}

func (l *loop) rangeStmt(s *ast.RangeStmt, depth int) string {
	if s.Tok == token.ASSIGN {
		for _, to := range []ast.Expr{s.Key, s.Value} {
			if isBlank(to) {
				continue
			}
			if why := l.change(to, s.X, "="); why != "" {
				return why
			}
		}
	}
	if is[*types.Signature](l.info.TypeOf(s.X).Underlying()) {
		if l.rangesMap(s) {
			return l.block(s.Body.List, depth+1)
		}
		return "calls an iterator"
	}
	return first(l.pure(s.X), l.block(s.Body.List, depth+1))
}

// rangesMap reports whether s ranges over a map by way of maps.Keys and its kin, which have no effects.
func (l *loop) rangesMap(s *ast.RangeStmt) bool {
	cur, found := l.cur.FindNode(s)
	return found && l.newLoop(cur) != nil
}

func (l *loop) decl(s *ast.DeclStmt) string {
	for _, spec := range s.Decl.(*ast.GenDecl).Specs {
		if v, isVar := spec.(*ast.ValueSpec); isVar {
			if why := l.allPure(v.Values); why != "" {
				return why
			}
		}
	}
	return ""
}

// call reads a statement that is a call, or the x.(type) of a switch.
func (l *loop) call(e ast.Expr) string {
	call, isCall := ast.Unparen(e).(*ast.CallExpr)
	if !isCall {
		return l.pure(e)
	}
	switch builtinName(l.info, call) {
	case "delete":
		return l.delete(call)
	case "clear":
		return l.effect(call.Args[0], kindDelete)
	}
	return "calls " + types.ExprString(call.Fun)
}

func (l *loop) delete(call *ast.CallExpr) string {
	if key, isIdent := ast.Unparen(call.Args[1]).(*ast.Ident); isIdent && l.isKey(key) {
		place := &ast.IndexExpr{X: call.Args[0], Index: key}
		return l.effect(place, kindByKey)
	}
	return first(l.pure(call.Args[1]), l.effect(call.Args[0], kindDelete))
}

// leaves reports whether the statement leaves the loop.
func (l *loop) leaves(stmt ast.Stmt, depth int) bool {
	switch s := stmt.(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok == token.BREAK && s.Label == nil && depth == 0
	case *ast.ExprStmt:
		call, isCall := s.X.(*ast.CallExpr)
		return isCall && builtinName(l.info, call) == "panic"
	}
	return false
}

// exit reads statements of which the last leaves the loop: all they may do is to say the same whatever the element.
func (l *loop) exit(list []ast.Stmt) string {
	const late = "leaves at an element that the order picks"
	text := ""
	for _, stmt := range list {
		var said []ast.Expr
		switch s := stmt.(type) {
		case *ast.AssignStmt:
			if s.Tok != token.ASSIGN {
				return late
			}
			for _, to := range s.Lhs {
				if c, found := l.chainOf(to); !found || l.own(c.root) || c.indexed() {
					return late
				}
				text += types.ExprString(to) + " "
			}
			said = s.Rhs
		case *ast.ReturnStmt:
			text, said = text+"return ", s.Results
		case *ast.BranchStmt:
			text += "break "
		default: // A panic.
			call, isCall := stmt.(*ast.ExprStmt)
			if !isCall || !l.leaves(call, 0) {
				return late
			}
			text, said = text+"panic ", call.X.(*ast.CallExpr).Args
		}
		for _, e := range said {
			if !l.invariant(e) {
				return late
			}
			text += types.ExprString(e) + " "
		}
	}
	l.exits = append(l.exits, text)
	return ""
}
