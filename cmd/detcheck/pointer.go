package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"
)

const (
	showsStack   = "shows goroutine ids and addresses: keep it out of traces and replies"
	showsAddress = "gives an address: give things names or numbers of their own"
)

var pointerDoors = doors{
	"reflect.Value.Pointer":    showsAddress,
	"reflect.Value.UnsafeAddr": showsAddress,
	"runtime.Stack":            showsStack,
	"runtime/debug.PrintStack": showsStack,
	"runtime/debug.Stack":      showsStack,
}

// checkPointers reports addresses that are printed or made numbers.
func checkPointers(s *source, report reporter) {
	for cur := range s.cur.Preorder((*ast.CallExpr)(nil)) {
		call := cur.Node().(*ast.CallExpr)
		if s.uintptrOfPointer(call) {
			report(call, "uintptr "+showsAddress)
			continue
		}
		if name, args := s.printCall(call); name != "" {
			s.checkPrint(name, args, report)
		} else if name, format, args := s.formatCall(call); name != "" {
			s.checkFormat(name, format, args, report)
		}
	}
}

// uintptrOfPointer reports whether call converts an unsafe.Pointer to uintptr.
func (s *source) uintptrOfPointer(call *ast.CallExpr) bool {
	if fun := s.info.Types[call.Fun]; !fun.IsType() || !isBasic(fun.Type, types.Uintptr) {
		return false
	}
	return isBasic(s.info.TypeOf(call.Args[0]), types.UnsafePointer)
}

func isBasic(t types.Type, kind types.BasicKind) bool {
	basic, found := t.Underlying().(*types.Basic)
	return found && basic.Kind() == kind
}

// printCall returns the name and the printed arguments of a call of fmt.Print and its kin, and of the builtins.
func (s *source) printCall(call *ast.CallExpr) (name string, args []ast.Expr) {
	if name = builtinName(s.info, call); name == "print" || name == "println" {
		return name, call.Args
	}
	fn := typeutil.StaticCallee(s.info, call)
	if fn == nil {
		return "", nil
	}
	switch name = pathName(fn); name {
	case "fmt.Print", "fmt.Println", "fmt.Sprint", "fmt.Sprintln":
		return name, call.Args
	case "fmt.Fprint", "fmt.Fprintln", "fmt.Append", "fmt.Appendln":
		return name, call.Args[1:]
	}
	return "", nil
}

// formatCall returns the name, the format and the formatted arguments of a call of fmt.Printf or of any function whose
// last parameters are a string and ...any and whose name ends in f, or where the string is named format. The name is
// empty where it is none or the format is not constant.
func (s *source) formatCall(call *ast.CallExpr) (name, format string, args []ast.Expr) {
	sig, isFunc := types.Unalias(s.info.TypeOf(call.Fun)).Underlying().(*types.Signature)
	if !isFunc || !sig.Variadic() || sig.Params().Len() < 2 {
		return "", "", nil
	}
	at := sig.Params().Len() - 2 // of the format
	last, isSlice := sig.Params().At(at + 1).Type().(*types.Slice)
	if !isSlice { // The builtin append of a string.
		return "", "", nil
	}
	face, isFace := last.Elem().Underlying().(*types.Interface)
	if !isFace || !face.Empty() || !isBasic(sig.Params().At(at).Type(), types.String) || len(call.Args) <= at {
		return "", "", nil
	}
	name = types.ExprString(call.Fun)
	value := s.info.Types[call.Args[at]].Value
	if value == nil || !strings.HasSuffix(name, "f") && sig.Params().At(at).Name() != "format" {
		return "", "", nil
	}
	return name, constant.StringVal(value), call.Args[at+1:]
}

func (s *source) checkPrint(name string, args []ast.Expr, report reporter) {
	for _, arg := range args {
		if leaks(s.info.TypeOf(arg), verb{char: 'v'}) {
			report(arg, fmt.Sprintf("%s of %s %s", name, s.typeName(arg), showsAddress))
		}
	}
}

func (s *source) checkFormat(name, format string, args []ast.Expr, report reporter) {
	for _, v := range parseVerbs(format) {
		if v.arg >= len(args) {
			continue
		}
		arg := args[v.arg]
		if v.char == 'p' || leaks(s.info.TypeOf(arg), v) {
			report(arg, fmt.Sprintf("%s with %%%c of %s %s", name, v.char, s.typeName(arg), showsAddress))
		}
	}
}

func (s *source) typeName(e ast.Expr) string {
	return types.TypeString(s.info.TypeOf(e), types.RelativeTo(s.pass.Pkg))
}

// leaks reports whether fmt, asked to print a value of type t, prints an address as far as the type shows.
func leaks(t types.Type, v verb) bool {
	if v.char == 'T' || t == nil {
		return false
	}
	return leaksAt(view{t, true}, v, 0, map[view]bool{})
}

// view is a type as fmt sees it: methods says whether it can call the value's methods. It cannot below an unexported
// field.
type view struct {
	t       types.Type
	methods bool
}

// leaksAt is leaks at a depth inside the printed value.
func leaksAt(at view, v verb, depth int, seen map[view]bool) bool {
	if seen[at] || at.methods && printsItself(at.t, v) || types.TypeString(at.t, nil) == "reflect.Value" {
		return false
	}
	seen[at] = true
	inside := func(t types.Type) bool { return leaksAt(view{t, at.methods}, v, depth+1, seen) }
	switch u := at.t.Underlying().(type) {
	case *types.Basic:
		return u.Kind() == types.UnsafePointer
	case *types.Chan, *types.Signature:
		return true
	case *types.Pointer:
		switch u.Elem().Underlying().(type) {
		case *types.Array, *types.Slice, *types.Struct, *types.Map:
			return depth > 0 || inside(u.Elem())
		}
		return true
	case *types.Map:
		return inside(u.Key()) || inside(u.Elem())
	case *types.Slice:
		return inside(u.Elem())
	case *types.Array:
		return inside(u.Elem())
	case *types.Struct:
		for f := range u.Fields() {
			if leaksAt(view{f.Type(), at.methods && f.Exported()}, v, depth+1, seen) {
				return true
			}
		}
	}
	return false
}

// printsItself reports whether fmt calls a method of t instead of looking inside.
func printsItself(t types.Type, v verb) bool {
	switch {
	case hasMethod(t, "Format", 2):
		return true
	case v.sharp && v.char == 'v':
		return hasMethod(t, "GoString", 0)
	case strings.ContainsRune("vswqxX", v.char):
		return hasMethod(t, "Error", 0) || hasMethod(t, "String", 0)
	}
	return false
}

// hasMethod reports whether t has a method of that name with so many parameters.
func hasMethod(t types.Type, name string, params int) bool {
	method := types.NewMethodSet(t).Lookup(nil, name)
	return method != nil && method.Type().(*types.Signature).Params().Len() == params
}
