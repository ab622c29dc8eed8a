package main

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"
)

const (
	startsGo   = "starts a goroutine: use World.Go or an actor"
	collects   = "runs when the garbage collector likes: close by hand"
	schedules  = "hands over to Go's scheduler: park the coroutine"
	passesChan = "blocks a goroutine behind the world's back: use a slice, and park the coroutine"
)

var goDoors = doors{
	"context.AfterFunc":            startsGo,
	"golang.org/x/sync/errgroup.*": startsGo,
	"runtime.AddCleanup":           collects,
	"runtime.SetFinalizer":         collects,
	"runtime.Gosched":              schedules,
}

func checkGo(s *source, report reporter) {
	for cur := range s.cur.Preorder((*ast.GoStmt)(nil)) {
		report(cur.Node(), "go "+startsGo)
	}
}

const picks = "picks at random among what is ready: use World.Choose over a sorted slice"

var selectDoors = doors{"reflect.Select": picks}

func checkSelect(s *source, report reporter) {
	for cur := range s.cur.Preorder((*ast.SelectStmt)(nil)) {
		report(cur.Node(), "select "+picks)
	}
}

var chanDoors = doors{
	"reflect.MakeChan":      passesChan,
	"reflect.Value.Close":   passesChan,
	"reflect.Value.Recv":    passesChan,
	"reflect.Value.Send":    passesChan,
	"reflect.Value.TryRecv": passesChan,
	"reflect.Value.TrySend": passesChan,
	"os/signal.Notify":      passesChan,
}

func checkChan(s *source, report reporter) {
	for cur := range s.cur.Preorder() {
		if what := s.chanOperation(cur.Node()); what != "" && !inSelect(cur) {
			report(cur.Node(), what+" "+passesChan)
		}
	}
}

// chanOperation returns what the node does to a channel, "" if nothing.
func (s *source) chanOperation(n ast.Node) string {
	switch n := n.(type) {
	case *ast.SendStmt:
		return "a channel send"
	case *ast.UnaryExpr:
		if n.Op == token.ARROW {
			return "a channel receive"
		}
	case *ast.RangeStmt:
		if holds(s.info.TypeOf(n.X), is[*types.Chan]) {
			return "range over a channel"
		}
	case *ast.CallExpr:
		name := builtinName(s.info, n)
		switch {
		case name == "close":
			return "close of a channel"
		case (name == "make" || name == "len" || name == "cap") && holds(s.info.TypeOf(n.Args[0]), is[*types.Chan]):
			return name + " of a channel"
		}
	}
	return ""
}

// inSelect reports whether the operation is a case of a select, which is reported itself.
func inSelect(cur inspector.Cursor) bool {
	if _, isStmt := cur.Node().(ast.Stmt); !isStmt {
		cur = cur.Parent()
		for is[*ast.ParenExpr](cur.Node()) {
			cur = cur.Parent()
		}
		if is[*ast.SendStmt](cur.Node()) { // Only the send is the case, not what it sends.
			return false
		}
	}
	clause, isClause := cur.Parent().Node().(*ast.CommClause)
	return isClause && clause.Comm == cur.Node()
}

// builtinName returns the name of the builtin that is called, "" if it is none.
func builtinName(info *types.Info, call *ast.CallExpr) string {
	id, isIdent := ast.Unparen(call.Fun).(*ast.Ident)
	if !isIdent {
		return ""
	}
	if _, isBuiltin := info.Uses[id].(*types.Builtin); !isBuiltin {
		return ""
	}
	return id.Name
}

// holds reports whether is holds for the type or, of a type parameter, for one of the types it stands for.
func holds(t types.Type, is func(any) bool) bool {
	if t == nil {
		return false
	}
	param, isParam := types.Unalias(t).(*types.TypeParam)
	if !isParam {
		return is(t.Underlying())
	}
	constraint, _ := param.Constraint().Underlying().(*types.Interface)
	for i := range constraint.NumEmbeddeds() {
		if union, isUnion := constraint.EmbeddedType(i).(*types.Union); isUnion {
			for j := range union.Len() {
				if holds(union.Term(j).Type(), is) {
					return true
				}
			}
		} else if holds(constraint.EmbeddedType(i), is) {
			return true
		}
	}
	return false
}

// is reports whether v is a T.
func is[T any](v any) bool {
	_, found := v.(T)
	return found
}
