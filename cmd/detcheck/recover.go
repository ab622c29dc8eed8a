package main

import (
	"go/ast"
	"go/token"
	"go/types"
)

const swallows = "may keep killed code alive: on every way through its function on which " +
	"what it returned is not known, call panic again with that; durable.Unwinding tells"

// checkRecover reports each recover that may swallow the end of killed code (durable.Unwinding). It passes where each
// way from it through its function, for the value that is that end, leads to panic with the same value.
func checkRecover(s *source, report reporter) {
	for cur := range s.cur.Preorder((*ast.CallExpr)(nil)) {
		call := cur.Node().(*ast.CallExpr)
		if builtinName(s.info, call) != "recover" {
			continue
		}
		for fn := range cur.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
			if !newRecovery(s, call).passesOn(bodyOf(fn.Node())) {
				report(call, "recover "+swallows)
			}
			break
		}
	}
}

func bodyOf(fn ast.Node) *ast.BlockStmt {
	if lit, isLit := fn.(*ast.FuncLit); isLit {
		return lit.Body
	}
	return fn.(*ast.FuncDecl).Body
}

// recovery follows one value that recover returned through a function, as if it were the end of killed code.
type recovery struct {
	*source
	call *ast.CallExpr
	held map[types.Object]bool // variables that hold the value
	no   map[types.Object]bool // variables that are false for it, such as the second result of v.(error)

	taken    bool // the recover has been passed on some way
	swallows bool // … and the function has ended behind it without panic
}

func newRecovery(s *source, call *ast.CallExpr) *recovery {
	return &recovery{source: s, call: call, held: map[types.Object]bool{}, no: map[types.Object]bool{}}
}

// passesOn reports whether every way through the function that passes the recover ends in panic with the value. A
// recover whose value goes elsewhere than into a variable is not followed.
func (r *recovery) passesOn(body *ast.BlockStmt) bool {
	if r.list(body.List) {
		r.leave()
	}
	return r.taken && !r.swallows
}

// leave is the end of the function without panic.
func (r *recovery) leave() { r.swallows = r.swallows || r.taken }

// list follows statements and reports whether a way leads behind them.
func (r *recovery) list(list []ast.Stmt) (goesOn bool) {
	for _, stmt := range list {
		if !r.statement(stmt) {
			return false
		}
	}
	return true
}

// statement follows one statement and reports whether a way leads behind it.
func (r *recovery) statement(stmt ast.Stmt) (goesOn bool) {
	switch stmt := stmt.(type) {
	case *ast.ExprStmt:
		return !r.panics(stmt.X)
	case *ast.AssignStmt:
		r.assign(stmt.Lhs, stmt.Rhs)
	case *ast.DeclStmt:
		r.declare(stmt)
	case *ast.BlockStmt:
		return r.list(stmt.List)
	case *ast.LabeledStmt:
		return r.statement(stmt.Stmt)
	case *ast.ReturnStmt:
		r.leave()
		return false
	case *ast.IfStmt:
		return r.branch(stmt)
	case *ast.SwitchStmt:
		return r.choose(stmt)
	case *ast.TypeSwitchStmt:
		return r.chooseType(stmt)
	case *ast.ForStmt:
		r.loop(stmt.Init, stmt.Body)
	case *ast.RangeStmt:
		r.loop(nil, stmt.Body)
	case *ast.BranchStmt: // It leads behind a loop or a switch, or where nobody follows it.
		if stmt.Tok == token.GOTO || stmt.Tok == token.FALLTHROUGH || stmt.Label != nil {
			r.leave()
		}
	case *ast.SelectStmt:
		r.loop(nil, stmt.Body)
	}
	return true
}

func (r *recovery) loop(init ast.Stmt, body *ast.BlockStmt) {
	if init != nil {
		r.statement(init)
	}
	r.list(body.List)
}

// panics reports whether e is a call of panic with the value. With another value it is the end too, but whoever
// recovers further up no longer knows it.
func (r *recovery) panics(e ast.Expr) bool {
	call, isCall := ast.Unparen(e).(*ast.CallExpr)
	if !isCall || builtinName(r.info, call) != "panic" {
		return false
	}
	if !r.holds(call.Args[0]) {
		r.leave()
	}
	return true
}

// holds reports whether e is the value.
func (r *recovery) holds(e ast.Expr) bool {
	e = ast.Unparen(e)
	if e == r.call {
		r.taken = true
		return true
	}
	id, isIdent := e.(*ast.Ident)
	return isIdent && r.held[r.info.ObjectOf(id)]
}

// assign notes which variables hold the value from now on.
func (r *recovery) assign(left, right []ast.Expr) {
	if len(right) == 1 && len(left) == 2 {
		assert, isAssert := ast.Unparen(right[0]).(*ast.TypeAssertExpr)
		if isAssert && assert.Type != nil && r.holds(assert.X) {
			can := mayHold(r.info.TypeOf(assert.Type))
			r.set(left[0], can)
			if obj := r.variable(left[1]); obj != nil {
				r.no[obj] = !can
			}
			return
		}
	}
	if len(left) != len(right) {
		return
	}
	for n, to := range left {
		r.set(to, r.holds(right[n]))
	}
}

func (r *recovery) set(to ast.Expr, holds bool) {
	if obj := r.variable(to); obj != nil {
		r.held[obj] = holds
		delete(r.no, obj)
	}
}

func (r *recovery) variable(e ast.Expr) types.Object {
	if id, isIdent := ast.Unparen(e).(*ast.Ident); isIdent {
		return r.info.ObjectOf(id)
	}
	return nil
}

func (r *recovery) declare(stmt *ast.DeclStmt) {
	decl, _ := stmt.Decl.(*ast.GenDecl)
	for _, spec := range decl.Specs {
		if v, isValue := spec.(*ast.ValueSpec); isValue && len(v.Values) > 0 {
			names := make([]ast.Expr, len(v.Names))
			for n, id := range v.Names {
				names[n] = id
			}
			r.assign(names, v.Values)
		}
	}
}

// mayHold reports whether a value of type t can be the end of killed code, which is of a type of its own and has no
// method but String.
func mayHold(t types.Type) bool {
	i, isInterface := t.Underlying().(*types.Interface)
	if !isInterface {
		return false
	}
	for n := range i.NumMethods() {
		if i.Method(n).Name() != "String" {
			return false
		}
	}
	return true
}
