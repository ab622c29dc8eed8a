package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/types/typeutil"
)

// pureBuiltins neither change nor show anything. Append is one where its result is a value among others.
var pureBuiltins = []string{"append", "cap", "complex", "imag", "len", "make", "max", "min", "new", "real"}

// purePackages have functions, as opposed to methods, without effects; funcs among their arguments aside.
var purePackages = []string{
	"bytes", "cmp", "errors", "math", "math/bits", "path", "path/filepath", "strconv", "strings", "unicode",
	"unicode/utf8",
}

// pureFuncs are further functions without effects.
var pureFuncs = []string{
	"fmt.Errorf", "fmt.Sprint", "fmt.Sprintf", "fmt.Sprintln",
	"maps.Clone", "maps.Equal",
	"slices.BinarySearch", "slices.Clone", "slices.Compare", "slices.Concat", "slices.Contains", "slices.Equal",
	"slices.Index", "slices.IsSorted", "slices.Max", "slices.Min",
}

func (l *loop) allPure(list []ast.Expr) string {
	for _, e := range list {
		if why := l.pure(e); why != "" {
			return why
		}
	}
	return ""
}

// pure reads an expression that must not have effects, and notes the places it reads.
func (l *loop) pure(e ast.Expr) string {
	if e == nil || l.info.Types[e].IsType() {
		return ""
	}
	if c, found := l.chainOf(e); found {
		l.reads = append(l.reads, c)
		return l.indexes(e)
	}
	switch e := e.(type) {
	case *ast.BasicLit, *ast.Ident:
		return ""
	case *ast.ParenExpr:
		return l.pure(e.X)
	case *ast.StarExpr:
		return l.pure(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.ARROW {
			return "receives"
		}
		return l.pure(e.X)
	case *ast.BinaryExpr:
		return first(l.pure(e.X), l.pure(e.Y))
	case *ast.KeyValueExpr:
		return first(l.pure(e.Key), l.pure(e.Value))
	case *ast.IndexExpr:
		return first(l.pure(e.X), l.pure(e.Index))
	case *ast.SliceExpr:
		return first(l.pure(e.X), l.pure(e.Low), l.pure(e.High), l.pure(e.Max))
	case *ast.TypeAssertExpr:
		return l.pure(e.X)
	case *ast.CompositeLit:
		return l.literal(e)
	case *ast.SelectorExpr:
		if is[*types.Const](l.info.Uses[e.Sel]) {
			return ""
		}
		return l.pure(e.X)
	case *ast.CallExpr:
		return l.pureCall(e)
	}
	return "does more than can be proved harmless"
}

func (l *loop) literal(lit *ast.CompositeLit) string {
	_, isStruct := l.info.TypeOf(lit).Underlying().(*types.Struct)
	for _, e := range lit.Elts {
		if pair, isPair := e.(*ast.KeyValueExpr); isPair && isStruct {
			e = pair.Value // The key is the name of a field.
		}
		if why := l.pure(e); why != "" {
			return why
		}
	}
	return ""
}

// indexes reads the indexes in a place.
func (l *loop) indexes(e ast.Expr) string {
	c, _ := l.chainOf(e)
	for _, s := range c.steps {
		if why := l.pure(s.index); why != "" {
			return why
		}
	}
	return ""
}

func (l *loop) pureCall(call *ast.CallExpr) string {
	if !l.info.Types[call.Fun].IsType() && !l.pureFunc(call) {
		return "calls " + types.ExprString(call.Fun)
	}
	for _, arg := range call.Args {
		if is[*types.Signature](l.info.TypeOf(arg).Underlying()) {
			return "passes a func to " + types.ExprString(call.Fun)
		}
	}
	if method, isSelector := ast.Unparen(call.Fun).(*ast.SelectorExpr); isSelector && l.info.Selections[method] != nil {
		if why := l.pure(method.X); why != "" {
			return why
		}
	}
	return l.allPure(call.Args)
}

// pureFunc reports whether what is called is known to have no effects.
func (l *loop) pureFunc(call *ast.CallExpr) bool {
	if name := builtinName(l.info, call); name != "" {
		return slices.Contains(pureBuiltins, name)
	}
	fn := typeutil.StaticCallee(l.info, call)
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	if t := receiver(fn); t != nil { // The methods of time.Time and time.Duration have values for receivers.
		return fn.Pkg().Path() == "time" && !is[*types.Pointer](fn.Signature().Recv().Type())
	}
	return slices.Contains(purePackages, fn.Pkg().Path()) || slices.Contains(pureFuncs, pathName(fn))
}
