package main

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// sortFuncs sort their first argument.
var sortFuncs = map[string]bool{
	"slices.Sort": true, "slices.SortFunc": true, "slices.SortStableFunc": true,
	"sort.Float64s": true, "sort.Ints": true, "sort.Strings": true,
	"sort.Slice": true, "sort.SliceStable": true, "sort.Sort": true, "sort.Stable": true,
}

// sortedAfter reports whether the function that holds the statement at cur sorts the slice after it, for certain and
// before any other use but its length.
func (s *source) sortedAfter(cur inspector.Cursor, slice chain) bool {
	if slice.indexed() {
		return false
	}
	for {
		switch cur.Parent().Node().(type) {
		case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
			for next, found := cur.NextSibling(); found; next, found = next.NextSibling() {
				if s.sorts(next.Node(), slice) {
					return true
				}
				if s.mentions(next.Node(), slice) {
					return false
				}
			}
		case *ast.FuncDecl, *ast.FuncLit:
			return false
		}
		cur = cur.Parent()
	}
}

// sorts reports whether the node is a statement that sorts the slice.
func (s *source) sorts(n ast.Node, slice chain) bool {
	stmt, isExpr := n.(*ast.ExprStmt)
	if !isExpr {
		return false
	}
	call, isCall := stmt.X.(*ast.CallExpr)
	if !isCall || len(call.Args) == 0 {
		return false
	}
	fn := typeutil.StaticCallee(s.info, call)
	if fn == nil || !sortFuncs[pathName(fn)] {
		return false
	}
	return s.names(call.Args[0], slice) // It may be wrapped: sort.Sort(byName(keys)).
}

// mentions reports whether the node uses the slice for more than its length.
func (s *source) mentions(n ast.Node, slice chain) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if name := builtinName(s.info, n); name == "len" || name == "cap" {
				return false
			}
		case *ast.BinaryExpr:
			if (n.Op == token.EQL || n.Op == token.NEQ) && s.info.Types[n.Y].IsNil() {
				return false
			}
		case ast.Expr:
			if c, isChain := s.chainOf(n); isChain {
				found = found || c.overlaps(slice)
			}
		}
		return true
	})
	return found
}

// names reports whether the slice occurs in n as a whole.
func (s *source) names(n ast.Node, slice chain) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if e, isExpr := n.(ast.Expr); isExpr {
			c, isChain := s.chainOf(e)
			found = found || isChain && c.equal(slice)
		}
		return true
	})
	return found
}
