package main

import (
	"go/ast"
	"go/types"
	"slices"
)

// chain is a place: a variable and the way from it through fields and indexes, as in st.rooms[id].seats. Pointers are
// followed without a trace.
type chain struct {
	root  types.Object
	steps []step
}

// step is a field or an index.
type step struct {
	text  string   // ".seats" or "[id]"
	index ast.Expr // nil for a field
}

// chainOf returns the place that e names, if it is a plain one.
func (s *source) chainOf(e ast.Expr) (chain, bool) {
	switch e := e.(type) {
	case *ast.Ident:
		if v, isVar := s.info.ObjectOf(e).(*types.Var); isVar {
			return chain{root: v}, true
		}
	case *ast.ParenExpr:
		return s.chainOf(e.X)
	case *ast.StarExpr:
		return s.chainOf(e.X)
	case *ast.SelectorExpr:
		v, isVar := s.info.Uses[e.Sel].(*types.Var)
		switch {
		case !isVar:
			return chain{}, false
		case !v.IsField(): // A variable of another package.
			return chain{root: v}, true
		}
		return s.extend(e.X, step{text: "." + e.Sel.Name})
	case *ast.IndexExpr:
		return s.extend(e.X, step{text: "[" + types.ExprString(e.Index) + "]", index: e.Index})
	}
	return chain{}, false
}

func (s *source) extend(e ast.Expr, by step) (chain, bool) {
	c, found := s.chainOf(e)
	c.steps = append(slices.Clip(c.steps), by)
	return c, found
}

// within reports whether c is other or a place in it.
func (c chain) within(other chain) bool {
	return c.root == other.root && len(c.steps) >= len(other.steps) &&
		slices.EqualFunc(c.steps[:len(other.steps)], other.steps, sameStep)
}

func (c chain) equal(other chain) bool { return len(c.steps) == len(other.steps) && c.within(other) }

// overlaps reports whether a change of the one place may change the other: different fields keep them apart, different
// indexes may be the same.
func (c chain) overlaps(other chain) bool {
	if c.root == nil || c.root != other.root {
		return false
	}
	for i := range min(len(c.steps), len(other.steps)) {
		a, b := c.steps[i], other.steps[i]
		if !sameStep(a, b) && a.index == nil && b.index == nil {
			return false
		}
	}
	return true
}

func (c chain) indexed() bool {
	return slices.ContainsFunc(c.steps, func(s step) bool { return s.index != nil })
}

func sameStep(a, b step) bool { return a.text == b.text }
