package main

import (
	"go/ast"
	"go/token"
	"go/types"
)

// opposites are the comparisons that hold where others do not.
var opposites = map[token.Token]token.Token{
	token.EQL: token.NEQ, token.NEQ: token.EQL,
	token.LSS: token.GEQ, token.GEQ: token.LSS,
	token.GTR: token.LEQ, token.LEQ: token.GTR,
}

// neighbours are the comparisons that differ at the bound only.
var neighbours = map[token.Token]token.Token{
	token.LSS: token.LEQ, token.LEQ: token.LSS,
	token.GTR: token.GEQ, token.GEQ: token.GTR,
}

func (f *finder) comparison(n ast.Node) {
	b, ok := n.(*ast.BinaryExpr)
	if !ok {
		return
	}
	if op, found := opposites[b.Op]; found && f.constant(b) == nil {
		f.expression(b, asClosure, f.binary(b, op))
	}
}

func (f *finder) boundary(n ast.Node) {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if op, found := neighbours[n.Op]; found && f.constant(n) == nil {
			f.expression(n, f.pureOr(n), f.binary(n, op))
		}
	case *ast.BasicLit:
		f.offByOne(n)
	case *ast.ValueSpec:
		f.constants(n, offByOne)
	}
}

func (f *finder) logic(n ast.Node) {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		switch n.Op {
		case token.LAND:
			f.expression(n, asClosure, f.binary(n, token.LOR))
		case token.LOR:
			f.expression(n, asClosure, f.binary(n, token.LAND))
		}
	case *ast.IfStmt:
		f.negate(n.Cond)
	case *ast.ForStmt:
		if n.Cond != nil {
			f.negate(n.Cond)
		}
	}
}

// negate negates a condition, unless the mutation of its comparison does so already.
func (f *finder) negate(e ast.Expr) {
	if b, ok := ast.Unparen(e).(*ast.BinaryExpr); ok && opposites[b.Op] != 0 {
		return
	}
	f.expression(e, asClosure, "!("+f.text(e)+")")
}

func (f *finder) arithmetic(n ast.Node) {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		op := map[token.Token]token.Token{token.ADD: token.SUB, token.SUB: token.ADD}[n.Op]
		if op != 0 && f.constant(n) == nil && f.isNumber(n) {
			f.expression(n, f.pureOr(n), f.binary(n, op))
		}
	case *ast.AssignStmt:
		op := map[token.Token]string{token.ADD_ASSIGN: "-=", token.SUB_ASSIGN: "+="}[n.Tok]
		if op != "" && f.isNumber(n.Lhs[0]) && f.listed() {
			f.statement(n, f.text(n.Lhs[0])+" "+op+" "+f.text(n.Rhs[0]))
		}
	case *ast.IncDecStmt:
		if f.listed() {
			f.statement(n, f.text(n.X)+map[token.Token]string{token.INC: "--", token.DEC: "++"}[n.Tok])
		}
	}
}

func (f *finder) extreme(n ast.Node) {
	call, ok := n.(*ast.CallExpr)
	if !ok || f.constant(call) != nil || len(call.Args) < 2 {
		return
	}
	rest := string(f.src[f.offset(call.Lparen):f.offset(call.End())])
	switch {
	case f.isBuiltin(call.Fun, "max"):
		f.expression(call, f.pureOr(call), "min"+rest)
	case f.isBuiltin(call.Fun, "min"):
		f.expression(call, f.pureOr(call), "max"+rest)
	}
}

// binary is the text of an operation with another operator.
func (f *finder) binary(b *ast.BinaryExpr, op token.Token) string {
	at := f.offset(b.OpPos)
	return string(f.src[f.offset(b.Pos()):at]) + op.String() + string(f.src[at+len(b.Op.String()):f.offset(b.End())])
}

// constant is the value of an expression that the compiler evaluates.
func (f *finder) constant(e ast.Expr) any {
	if v := f.pkg.TypesInfo.Types[e].Value; v != nil {
		return v
	}
	return nil
}

func (f *finder) isNumber(e ast.Expr) bool {
	t := f.pkg.TypesInfo.TypeOf(e)
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsNumeric != 0
}

func (f *finder) pureOr(e ast.Expr) form {
	if f.pure(e) {
		return asPure
	}
	return asClosure
}

// pure reports whether an expression can be evaluated twice without a difference.
func (f *finder) pure(e ast.Expr) bool {
	pure := true
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.CompositeLit, *ast.TypeAssertExpr:
			pure = false
		case *ast.UnaryExpr:
			pure = pure && n.Op != token.AND && n.Op != token.ARROW
		case *ast.CallExpr:
			pure = pure && f.isFunctional(n.Fun)
		}
		return pure
	})
	return pure
}

// isFunctional reports a function whose value depends on its arguments alone, such as a conversion.
func (f *finder) isFunctional(fun ast.Expr) bool {
	return f.isBuiltin(fun, "len", "cap", "min", "max") || f.pkg.TypesInfo.Types[fun].IsType() || f.isTimeMethod(fun)
}

// isTimeMethod reports a method of time.Time or time.Duration.
func (f *finder) isTimeMethod(fun ast.Expr) bool {
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok || f.pkg.TypesInfo.Selections[sel] == nil {
		return false
	}
	receiver := types.TypeString(f.pkg.TypesInfo.TypeOf(sel.X), nil)
	return receiver == "time.Time" || receiver == "time.Duration"
}
