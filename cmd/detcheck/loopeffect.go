package main

import (
	"go/ast"
	"go/token"
	"go/types"
)

// turns groups the operators of which a sequence gives the same in every order, for integers.
var turns = map[token.Token]string{
	token.ADD_ASSIGN: "+", token.SUB_ASSIGN: "+", token.MUL_ASSIGN: "*", token.OR_ASSIGN: "|",
	token.AND_ASSIGN: "&", token.AND_NOT_ASSIGN: "&", token.XOR_ASSIGN: "^",
}

func (l *loop) assign(s *ast.AssignStmt) string {
	if s.Tok == token.DEFINE {
		return l.allPure(s.Rhs)
	}
	if len(s.Lhs) != len(s.Rhs) { // v, found = m[k]
		for _, to := range s.Lhs {
			if why := l.change(to, s.Rhs[0], "="); why != "" {
				return why
			}
		}
		return ""
	}
	for i, to := range s.Lhs {
		op := "="
		if s.Tok != token.ASSIGN {
			op = turns[s.Tok]
		}
		if why := l.change(to, s.Rhs[i], op); why != "" {
			return why
		}
	}
	return ""
}

// change reads an assignment: to = from, or to op= from with op from turns, "" for any other operator.
func (l *loop) change(to, from ast.Expr, op string) string {
	if isBlank(to) {
		return l.pure(from)
	}
	c, found := l.chainOf(to)
	switch {
	case !found:
		return "changes " + types.ExprString(to)
	case c.root == l.key && len(c.steps) == 0:
		return "changes its own key"
	case l.own(c.root) && (l.fresh[c.root] || !l.refers(to)):
		return first(l.indexes(to), l.pure(from))
	case l.byKey(c):
		return first(l.pure(from), l.effect(to, kindByKey))
	case op == "=":
		return l.set(to, from)
	case op == "" || !l.integer(to):
		return "changes " + c.String() + " by an operation whose order shows"
	}
	return first(l.pure(from), l.effect(to, op))
}

// set reads to = from, where what stays in the place must not depend on which element comes last.
func (l *loop) set(to, from ast.Expr) string {
	if kind, operands := l.fold(to, from); kind != "" {
		return first(l.allPure(operands), l.effect(to, kind))
	}
	if l.invariant(from) {
		return first(l.pure(from), l.effect(to, kindSet+types.ExprString(from)))
	}
	return "leaves in " + types.ExprString(to) + " what the last element put there"
}

// fold recognizes the right sides that add an element to what is already there: append(to, x), min(to, x), max(to, x),
// to || x, to && x. It returns the kind of the effect and the other operands.
func (l *loop) fold(to, from ast.Expr) (kind string, operands []ast.Expr) {
	same := func(e ast.Expr) bool { return types.ExprString(ast.Unparen(e)) == types.ExprString(to) }
	switch from := ast.Unparen(from).(type) {
	case *ast.BinaryExpr:
		if (from.Op == token.LOR || from.Op == token.LAND) && same(from.X) {
			return from.Op.String(), []ast.Expr{from.Y}
		}
	case *ast.CallExpr:
		name := builtinName(l.info, from)
		if (name == "min" || name == "max" || name == kindAppend) && same(from.Args[0]) {
			return name, from.Args[1:]
		}
	}
	return "", nil
}

// effect notes a change, and reads the indexes on the way to its place.
func (l *loop) effect(to ast.Expr, kind string) string {
	c, found := l.chainOf(to)
	if !found {
		return "changes " + types.ExprString(to)
	}
	if kind == kindByKey {
		c = l.keyed(c)
	}
	l.effects = append(l.effects, effect{c, kind})
	return l.indexes(to)
}

// keyed returns c up to the index that is the loop's key.
func (l *loop) keyed(c chain) chain {
	for i, s := range c.steps {
		if key, isIdent := s.index.(*ast.Ident); isIdent && l.isKey(key) {
			return chain{c.root, c.steps[:i+1]}
		}
	}
	return c
}

// byKey reports whether the place is one that belongs to the loop's key: m[key], or further indexes into that.
func (l *loop) byKey(c chain) bool {
	own := l.keyed(c)
	if len(own.steps) == 0 || !l.isKeyStep(own.steps[len(own.steps)-1]) {
		return false
	}
	for _, s := range c.steps[len(own.steps):] {
		if s.index == nil { // A field may lie behind a pointer that several keys share.
			return false
		}
	}
	return true
}

func (l *loop) isKeyStep(s step) bool {
	key, isIdent := s.index.(*ast.Ident)
	return isIdent && l.isKey(key)
}

func (l *loop) isKey(id *ast.Ident) bool { return l.key != nil && l.info.ObjectOf(id) == l.key }

// refers reports whether the place lies behind a pointer, a slice or a map, so that other variables may share it.
func (l *loop) refers(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return l.refers(e.X)
	case *ast.SelectorExpr:
		return is[*types.Pointer](l.info.TypeOf(e.X).Underlying()) || l.refers(e.X)
	case *ast.IndexExpr:
		return !is[*types.Array](l.info.TypeOf(e.X).Underlying()) || l.refers(e.X)
	}
	return !is[*ast.Ident](e)
}

func (l *loop) integer(e ast.Expr) bool {
	basic, isBasic := l.info.TypeOf(e).Underlying().(*types.Basic)
	return isBasic && basic.Info()&types.IsInteger != 0
}

// invariant reports whether e is the same in each turn of the loop, if the loop does not change it.
func (l *loop) invariant(e ast.Expr) bool {
	t := l.info.Types[e]
	if t.Value != nil || t.IsNil() {
		return true
	}
	if lit, isLit := ast.Unparen(e).(*ast.CompositeLit); isLit {
		return len(lit.Elts) == 0 && is[*types.Struct](t.Type.Underlying())
	}
	c, found := l.chainOf(e)
	return found && !l.own(c.root) && !c.indexed()
}
