package main

import (
	"go/ast"
	"go/types"
)

const limitsByClock = "is counted on the machine's clock: use Stub.WithTimeout, or State.WithTimeout in an object"

// checkTimeouts reports each use of the field Timeout of http.Client: as a key or by its place in a literal, and set or
// read by name, also through an embedding type. It becomes a context with a deadline, which a stub refuses.
func checkTimeouts(s *source, report reporter) {
	for cur := range s.cur.Preorder((*ast.Ident)(nil), (*ast.CompositeLit)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.Ident:
			if v, isVar := s.info.Uses[n].(*types.Var); isVar && isClientTimeout(v) {
				report(n, "http.Client.Timeout "+limitsByClock)
			}
		case *ast.CompositeLit:
			if value := timeoutByPlace(s.info.TypeOf(n), n); value != nil {
				report(value, "http.Client.Timeout "+limitsByClock)
			}
		}
	}
}

// isClientTimeout reports whether v is the field Timeout of http.Client.
func isClientTimeout(v *types.Var) bool {
	if !v.IsField() || v.Name() != "Timeout" || v.Pkg() == nil || v.Pkg().Path() != "net/http" {
		return false
	}
	client, found := v.Pkg().Scope().Lookup("Client").(*types.TypeName)
	return found && fieldOf(client.Type(), func(f *types.Var) bool { return f == v }) >= 0
}

// timeoutByPlace returns the value that a literal without keys gives to the field Timeout of http.Client.
func timeoutByPlace(t types.Type, lit *ast.CompositeLit) ast.Expr {
	if t == nil || len(lit.Elts) == 0 {
		return nil
	}
	if p, isPointer := t.Underlying().(*types.Pointer); isPointer { // &T{} with T left out, in a slice or a map.
		t = p.Elem()
	}
	if _, keyed := lit.Elts[0].(*ast.KeyValueExpr); keyed {
		return nil
	}
	if at := fieldOf(t, isClientTimeout); at >= 0 && at < len(lit.Elts) {
		return lit.Elts[at]
	}
	return nil
}

// fieldOf returns the place of the first such field of a struct, -1 where there is none.
func fieldOf(t types.Type, such func(*types.Var) bool) int {
	if st, isStruct := t.Underlying().(*types.Struct); isStruct {
		for n := range st.NumFields() {
			if such(st.Field(n)) {
				return n
			}
		}
	}
	return -1
}
