package main

import (
	"go/ast"
	"go/token"
)

// truth is what is known of a condition.
type truth int8

const (
	unknown truth = iota
	always
	never
)

func (t truth) not() truth {
	switch t {
	case always:
		return never
	case never:
		return always
	}
	return unknown
}

// unwindingNames are the functions that recognize the end of killed code.
var unwindingNames = []string{"dolab/durable.Unwinding", "dolab/actor.Unwinding"}

// condition returns what holds of e for the value.
func (r *recovery) condition(e ast.Expr) truth {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if r.no[r.info.ObjectOf(e)] {
			return never
		}
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			return r.condition(e.X).not()
		}
	case *ast.BinaryExpr:
		return r.binary(e)
	case *ast.CallExpr:
		for _, name := range unwindingNames {
			if r.called(e) == name && r.holds(e.Args[0]) {
				return always
			}
		}
	}
	return unknown
}

// called returns the path and name of the function that is called, "" if it has none.
func (r *recovery) called(call *ast.CallExpr) string {
	id, isIdent := ast.Unparen(call.Fun).(*ast.Ident)
	if sel, isSelector := ast.Unparen(call.Fun).(*ast.SelectorExpr); isSelector {
		id, isIdent = sel.Sel, true
	}
	if !isIdent || r.info.Uses[id] == nil || len(call.Args) != 1 {
		return ""
	}
	return pathName(r.info.Uses[id])
}

func (r *recovery) binary(e *ast.BinaryExpr) truth {
	switch e.Op {
	case token.EQL, token.NEQ:
		if !(r.holds(e.X) && r.isNil(e.Y) || r.holds(e.Y) && r.isNil(e.X)) {
			return unknown
		}
		if e.Op == token.NEQ {
			return always
		}
		return never
	case token.LAND:
		return both(r.condition(e.X), r.condition(e.Y))
	case token.LOR:
		return both(r.condition(e.X).not(), r.condition(e.Y).not()).not()
	}
	return unknown
}

func both(a, b truth) truth {
	switch {
	case a == never || b == never:
		return never
	case a == always && b == always:
		return always
	}
	return unknown
}

func (r *recovery) isNil(e ast.Expr) bool { return r.info.Types[e].IsNil() }

// branch follows an if.
func (r *recovery) branch(stmt *ast.IfStmt) (goesOn bool) {
	if stmt.Init != nil {
		r.statement(stmt.Init)
	}
	is := r.condition(stmt.Cond)
	if is != never {
		goesOn = r.list(stmt.Body.List)
	}
	if is == always {
		return goesOn
	}
	return stmt.Else == nil || r.statement(stmt.Else) || goesOn
}

// choose follows a switch: into each clause that the value may lead to.
func (r *recovery) choose(stmt *ast.SwitchStmt) (goesOn bool) {
	if stmt.Init != nil {
		r.statement(stmt.Init)
	}
	ofValue := stmt.Tag != nil && r.holds(stmt.Tag)
	return r.clauses(stmt.Body, func(clause *ast.CaseClause, e ast.Expr) truth {
		switch {
		case stmt.Tag == nil:
			return r.condition(e)
		case ofValue && r.isNil(e):
			return never
		}
		return unknown
	})
}

// chooseType follows a type switch.
func (r *recovery) chooseType(stmt *ast.TypeSwitchStmt) (goesOn bool) {
	if stmt.Init != nil {
		r.statement(stmt.Init)
	}
	var x ast.Expr
	switch assign := stmt.Assign.(type) {
	case *ast.ExprStmt:
		x = assign.X
	case *ast.AssignStmt:
		x = assign.Rhs[0]
	}
	ofValue := r.holds(ast.Unparen(x).(*ast.TypeAssertExpr).X)
	for _, clause := range stmt.Body.List {
		if obj := r.info.Implicits[clause]; obj != nil {
			r.held[obj] = ofValue
		}
	}
	return r.clauses(stmt.Body, func(_ *ast.CaseClause, e ast.Expr) truth {
		switch {
		case !ofValue:
			return unknown
		case r.isNil(e) || !mayHold(r.info.TypeOf(e)):
			return never
		}
		return unknown
	})
}

// clauses follows those of a switch: is tells whether the value leads into a clause by one of its expressions.
func (r *recovery) clauses(body *ast.BlockStmt, is func(*ast.CaseClause, ast.Expr) truth) (goesOn bool) {
	var last *ast.CaseClause // default
	for _, stmt := range body.List {
		clause := stmt.(*ast.CaseClause)
		if clause.List == nil {
			last = clause
			continue
		}
		leads := never
		for _, e := range clause.List {
			leads = both(leads.not(), is(clause, e).not()).not()
		}
		if leads != never {
			goesOn = r.list(clause.Body) || goesOn
		}
		if leads == always {
			return goesOn
		}
	}
	if last == nil {
		return true
	}
	return r.list(last.Body) || goesOn
}
