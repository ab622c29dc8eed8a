package main

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

const (
	sortKeys   = "range over slices.Sorted(maps.Keys(m))"
	showsOrder = "gives a map's random order: " + sortKeys
)

var mapDoors = doors{
	"reflect.Value.MapRange": showsOrder,
	"reflect.MapIter":        showsOrder,
	"sync.Map.Range":         showsOrder,
}

// mapSeqs are the functions that return a map's contents in random order.
var mapSeqs = map[string]bool{
	"maps.Keys": true, "maps.Values": true, "maps.All": true, "reflect.Value.MapKeys": true,
}

// seqSinks are the functions whose result does not show the order of a sequence given to them. Of the ones with a true
// the result is a slice that must yet be sorted.
var seqSinks = map[string]bool{
	"slices.Sorted":           false,
	"slices.SortedFunc":       false,
	"slices.SortedStableFunc": false,
	"maps.Collect":            false,
	"maps.Insert":             false,
	"slices.Collect":          true,
	"slices.AppendSeq":        true,
}

func checkMaps(s *source, report reporter) {
	for cur := range s.cur.Preorder((*ast.RangeStmt)(nil)) {
		if l := s.newLoop(cur); l != nil {
			if why := l.blame(); why != "" {
				report(cur.Node(), "range over a map shows its random order: the body "+why+"; "+sortKeys)
			}
		}
	}
	for cur := range s.cur.Preorder((*ast.Ident)(nil)) {
		obj := s.info.Uses[cur.Node().(*ast.Ident)]
		switch {
		case obj == nil:
		case mapSeqs[pathName(obj)] && !s.seqTamed(cur):
			report(cur.Node(), shownName(obj)+" "+showsOrder)
		case pathName(obj) == "maps.DeleteFunc" && !s.predicatePure(cur):
			report(cur.Node(), shownName(obj)+" calls a function in a map's random order: pass a func literal that"+
				" only returns a condition, or "+sortKeys)
		}
	}
}

// callOf returns the call whose function is the identifier at cur, which may be selected, instantiated or in
// parentheses.
func callOf(cur inspector.Cursor) (inspector.Cursor, bool) {
	for {
		switch parent := cur.Parent().Node().(type) {
		case *ast.ParenExpr, *ast.IndexExpr, *ast.IndexListExpr:
		case *ast.SelectorExpr:
			if parent.Sel != cur.Node() {
				return cur, false
			}
		case *ast.CallExpr:
			return cur.Parent(), parent.Fun == cur.Node()
		default:
			return cur, false
		}
		cur = cur.Parent()
	}
}

// seqTamed reports whether what the function at cur returns goes where its order cannot show, or where checkMaps looks
// anyway: into a range.
func (s *source) seqTamed(cur inspector.Cursor) bool {
	call, isCall := callOf(cur)
	if !isCall {
		return false
	}
	if is[*ast.RangeStmt](call.Parent().Node()) {
		return true
	}
	if !is[*types.Slice](s.info.TypeOf(call.Node().(ast.Expr)).Underlying()) { // A sequence.
		outer, isCall := call.Parent().Node().(*ast.CallExpr)
		if !isCall {
			return false
		}
		fn := typeutil.StaticCallee(s.info, outer)
		if fn == nil {
			return false
		}
		mustSort, found := seqSinks[pathName(fn)]
		if !found || !mustSort {
			return found
		}
		call = call.Parent()
	}
	assign, isAssign := call.Parent().Node().(*ast.AssignStmt)
	if !isAssign || len(assign.Lhs) != 1 {
		return false
	}
	to, found := s.chainOf(assign.Lhs[0])
	return found && s.sortedAfter(call.Parent(), to)
}

// predicatePure reports whether the function at cur is called with a func literal that only returns a pure condition.
func (s *source) predicatePure(cur inspector.Cursor) bool {
	call, isCall := callOf(cur)
	if !isCall {
		return false
	}
	args := call.Node().(*ast.CallExpr).Args
	lit, isLit := ast.Unparen(args[len(args)-1]).(*ast.FuncLit)
	if !isLit {
		return false
	}
	ret, isReturn := lit.Body.List[0].(*ast.ReturnStmt)
	l := &loop{source: s}
	return isReturn && len(ret.Results) == 1 && l.pure(ret.Results[0]) == ""
}
