package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// footprint is what a statement assigns. A call that is quiet assigns nothing that the code it stands in can read.
type footprint struct {
	vars  []*types.Var // fields and variables
	maps  []types.Type // the types of the maps that it changes
	quiet bool
}

// independent reports two statements that give the same in either order. The package comment has the rules.
func (f *finder) independent(one, two ast.Stmt) bool {
	a, ok := f.footprint(one)
	if !ok {
		return false
	}
	b, ok := f.footprint(two)
	return ok && !(a.quiet && b.quiet) && !f.mentions(one, b) && !f.mentions(two, a)
}

// footprint fails for a statement that may do more than assign.
func (f *finder) footprint(s ast.Stmt) (p footprint, ok bool) {
	switch s := s.(type) {
	case *ast.AssignStmt:
		for _, to := range s.Lhs {
			if !f.assigned(&p, to) {
				return p, false
			}
		}
		return p, !slices.ContainsFunc(slices.Concat(s.Lhs, s.Rhs), f.calls)
	case *ast.IncDecStmt:
		return p, f.assigned(&p, s.X) && !f.calls(s.X)
	case *ast.ExprStmt:
		call, isCall := s.X.(*ast.CallExpr)
		if !isCall || slices.ContainsFunc(call.Args, f.calls) {
			return p, false
		}
		if f.isBuiltin(call.Fun, "delete") {
			p.maps = append(p.maps, f.pkg.TypesInfo.TypeOf(call.Args[0]))
			return p, p.maps[0] != nil
		}
		p.quiet = true
		return p, f.isQuiet(call)
	}
	return p, false
}

// assigned notes what an assignment to an expression changes.
func (f *finder) assigned(p *footprint, to ast.Expr) bool {
	switch to := ast.Unparen(to).(type) {
	case *ast.Ident, *ast.SelectorExpr:
		if id, ok := to.(*ast.Ident); ok && id.Name == "_" {
			return true
		}
		v := f.variable(to)
		if v == nil {
			return false
		}
		p.vars = append(p.vars, v)
		return true
	case *ast.IndexExpr:
		of := f.pkg.TypesInfo.TypeOf(to.X)
		if of == nil {
			return false
		}
		_, isMap := of.Underlying().(*types.Map)
		p.maps = append(p.maps, of)
		return isMap
	}
	return false
}

// variable is the variable or field that an expression names.
func (f *finder) variable(e ast.Expr) *types.Var {
	id, ok := e.(*ast.Ident)
	if sel, isSelector := e.(*ast.SelectorExpr); isSelector {
		id, ok = sel.Sel, true
	}
	if !ok {
		return nil
	}
	if v, ok := f.pkg.TypesInfo.ObjectOf(id).(*types.Var); ok {
		return v.Origin()
	}
	return nil
}

// mentions reports whether a statement assigns or reads something of a footprint.
func (f *finder) mentions(s ast.Stmt, p footprint) bool {
	found := false
	walkOperands(s, func(e ast.Expr, whole bool) {
		if v := f.variable(e); v != nil && slices.Contains(p.vars, v) {
			found = true
		}
		of := f.pkg.TypesInfo.TypeOf(e)
		if of == nil {
			return
		}
		_, pointed := e.(*ast.StarExpr)
		found = found || slices.ContainsFunc(p.vars, func(v *types.Var) bool {
			return whole && contains(of, v) || pointed && types.Identical(of, v.Type())
		})
		found = found || slices.ContainsFunc(p.maps, func(m types.Type) bool {
			return types.Identical(m.Underlying(), of.Underlying())
		})
	})
	return found
}

// walkOperands visits the expressions of a statement. One of which only a field is meant is not visited as a whole.
func walkOperands(s ast.Stmt, visit func(e ast.Expr, whole bool)) {
	selected := map[ast.Expr]bool{}
	ast.Inspect(s, func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		if sel, ok := e.(*ast.SelectorExpr); ok {
			selected[sel.X], selected[sel.Sel] = true, true
		}
		visit(e, !selected[e])
		return true
	})
}

// contains reports whether a value of a type has a field in it.
func contains(t types.Type, field *types.Var) bool {
	switch t := t.Underlying().(type) {
	case *types.Struct:
		for i := range t.NumFields() {
			if t.Field(i).Origin() == field || contains(t.Field(i).Type(), field) {
				return true
			}
		}
	case *types.Array:
		return contains(t.Elem(), field)
	}
	return false
}

// isQuiet reports a call of another package that only notes something: in a timer that it stops, in an actor's mailbox,
// in the world's trace. Another package reads no fields of this one.
func (f *finder) isQuiet(call *ast.CallExpr) bool {
	switch f.foreignMethod(call) {
	case "*actor.Timer.Stop", "*actor.Actor.Send":
		return true
	case "*actor.World.Trace":
		return !slices.ContainsFunc(call.Args, func(e ast.Expr) bool { return !f.isPlain(e) })
	}
	return false
}

// foreignMethod is the method of another package that a call names.
func (f *finder) foreignMethod(call *ast.CallExpr) string {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || f.pkg.TypesInfo.Selections[sel] == nil {
		return ""
	}
	method := f.pkg.TypesInfo.Selections[sel].Obj()
	of, isMethod := method.Type().(*types.Signature)
	if !isMethod || of.Recv() == nil || method.Pkg() == f.pkg.Types {
		return ""
	}
	return types.TypeString(of.Recv().Type(), func(p *types.Package) string { return p.Name() }) + "." + method.Name()
}

// isPlain reports a value that refers to nothing: formatting it reads no other fields.
func (f *finder) isPlain(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.CompositeLit:
		return !slices.ContainsFunc(e.Elts, func(e ast.Expr) bool { return !f.isPlain(e) })
	case *ast.KeyValueExpr:
		return f.isPlain(e.Value)
	}
	t := f.pkg.TypesInfo.TypeOf(e)
	if t == nil {
		return false
	}
	_, basic := t.Underlying().(*types.Basic)
	return basic || types.TypeString(t, nil) == "time.Time"
}

// calls reports whether an expression calls what may have an effect or read a field. A function literal only does so
// later.
func (f *finder) calls(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			found = found || !f.harmless(n)
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		}
		return !found
	})
	return found
}

// harmless reports a call that has no effect and reads no field: its value depends on its arguments and the world's
// time alone.
func (f *finder) harmless(call *ast.CallExpr) bool {
	switch f.foreignMethod(call) {
	case "*actor.World.Now", "*actor.World.Elapsed":
		return true
	}
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "String" && f.isPlain(sel.X) {
		return true
	}
	return f.isBuiltin(call.Fun, "append", "make", "new") || f.isFunctional(call.Fun)
}
