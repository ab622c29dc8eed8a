package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/packages"
)

// shorter are the units that a unit of time is taken for, and the factor from the one to the other.
var shorter = map[string]struct{ name, factor string }{
	"Nanosecond":  {"Microsecond", "*1000"},
	"Microsecond": {"Millisecond", "*1000"},
	"Millisecond": {"Second", "*1000"},
	"Second":      {"Millisecond", "/1000"},
	"Minute":      {"Second", "/60"},
	"Hour":        {"Minute", "/60"},
}

func (f *finder) unit(n ast.Node) {
	switch n := n.(type) {
	case *ast.SelectorExpr:
		if other, ok := f.timeUnit(n); ok {
			f.expression(n, asPick, f.text(n.X)+"."+other.name)
		}
	case *ast.CallExpr:
		sel, ok := n.Fun.(*ast.SelectorExpr)
		if ok && len(n.Args) == 0 && f.isTimeMethod(sel) && sel.Sel.Name == "UnixMilli" {
			f.expression(n, asClosure, f.text(sel.X)+".Unix()")
		}
	case *ast.BasicLit:
		if n.Kind == token.INT && strings.ReplaceAll(n.Value, "_", "") == "1000" {
			f.expression(n, asPick, "1")
		}
	case *ast.ValueSpec:
		f.constants(n, f.otherUnit)
	}
}

func (f *finder) timeUnit(n *ast.SelectorExpr) (other struct{ name, factor string }, ok bool) {
	obj := f.pkg.TypesInfo.Uses[n.Sel]
	if obj == nil || obj.Pkg() == nil || obj.Pkg().Path() != "time" {
		return other, false
	}
	other, ok = shorter[n.Sel.Name]
	return other, ok
}

// offByOne adds the sites of an integer in code. The capacity of a make is only a matter of speed.
func (f *finder) offByOne(n *ast.BasicLit) {
	if n.Kind != token.INT || !f.isInteger(n) {
		return
	}
	if call, ok := f.parent().(*ast.CallExpr); ok && f.isBuiltin(call.Fun, "make") && call.Args[len(call.Args)-1] == n {
		return
	}
	f.expression(n, asPick, n.Value+" + 1")
	if n.Value != "0" {
		f.expression(n, asPick, n.Value+" - 1")
	}
}

func (f *finder) isInteger(e ast.Expr) bool {
	b, ok := f.pkg.TypesInfo.TypeOf(e).Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

// change is another value of a constant: as a programmer writes it, and computed from the constant.
type change struct{ written, operation string }

func offByOne(value ast.Expr, text string, t types.Type) []change {
	b, ok := t.(*types.Basic)
	if !ok || b.Info()&types.IsInteger == 0 || b.Kind() == types.UntypedRune {
		return nil
	}
	return []change{{text + " + 1", "+1"}, {text + " - 1", "-1"}}
}

func (f *finder) otherUnit(value ast.Expr, text string, t types.Type) []change {
	var list []change
	ast.Inspect(value, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if other, ok := f.timeUnit(sel); ok && len(list) == 0 {
			was := f.text(sel)
			list = append(list, change{strings.Replace(text, was, f.text(sel.X)+"."+other.name, 1), other.factor})
		}
		return false
	})
	return list
}

// constants adds the sites of constants. A mutant cannot change a constant while it runs, so all uses in code are
// changed. A constant of an enumeration is a name and not a number.
func (f *finder) constants(spec *ast.ValueSpec, changes func(ast.Expr, string, types.Type) []change) {
	if !f.inConst() || f.inCode() || len(spec.Names) != len(spec.Values) || strings.Contains(f.text(spec), "iota") {
		return
	}
	for i, name := range spec.Names {
		c, ok := f.pkg.TypesInfo.Defs[name].(*types.Const)
		if !ok {
			continue
		}
		for _, ch := range changes(spec.Values[i], f.text(spec.Values[i]), c.Type()) {
			uses := usesOf(f.pkg, c, ch.operation)
			if len(uses) == 0 {
				continue
			}
			f.add(spec.Values[i], edit{now: ch.written})
			s := f.sites[len(f.sites)-1]
			s.Func, s.edits = "const "+name.Name, uses
			s.Was, s.Now = fmt.Sprintf("%s = %s", name.Name, s.Was), fmt.Sprintf("%s = %s", name.Name, s.Now)
		}
	}
}

// usesOf edits the uses of a constant that need not be constant. What type it has beside something of C's is not known:
// uses in files that import C stay.
func usesOf(pkg *packages.Package, c *types.Const, operation string) []edit {
	var edits []edit
	for _, file := range pkg.Syntax {
		if importsC(file) {
			continue
		}
		path := pkg.Fset.Position(file.FileStart).Filename
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ArrayType:
				return false
			case *ast.GenDecl:
				return n.Tok == token.VAR
			case *ast.Ident:
				if pkg.TypesInfo.Uses[n] != c {
					return true
				}
				name, ok := typeIn(pkg, file, types.Default(pkg.TypesInfo.TypeOf(n)))
				if !ok {
					return true
				}
				edits = append(edits, edit{
					file: path, start: pkg.Fset.Position(n.Pos()).Offset, end: pkg.Fset.Position(n.End()).Offset,
					now: n.Name + operation, form: asPick, result: name,
				})
			}
			return true
		})
	}
	return edits
}
