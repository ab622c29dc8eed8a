package durable_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/clone"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// taker has a method of each kind, which returns what it was given.
type taker struct{}

func (taker) None() string                 { return "none" }
func (taker) Two(a int, b string) []any    { return []any{a, b} }
func (taker) Pointer(p *int) bool          { return p == nil }
func (taker) Struct(s struct{ A int }) int { return s.A }
func (taker) Any(v any) string {
	return map[any]string{nil: "nil", clone.Undefined: "undefined"}[v]
}
func (taker) Slice(a []int, m map[string]int) []bool     { return []bool{a == nil, m == nil} }
func (taker) Rest(a int, rest ...string) []any           { return []any{a, len(rest)} }
func (taker) Pair() (int, string)                        { return 1, "x" }
func (taker) PairAndError() (a int, b string, err error) { return 1, "x", nil }
func (taker) Nothing(int)                                {}
func (taker) Null() *int                                 { return nil }

// TestArguments: what becomes of arguments that are missing, null, undefined, too many or of another type, as
// JavaScript does it and in worlds of durabletest.
func TestArguments(t *testing.T) {
	const same = "the same"
	undefined := clone.Undefined
	for _, test := range []struct {
		method      string
		args        []any
		loose       any
		err, strict string
	}{
		{"None", nil, "none", "", same},
		{"None", []any{1}, "none", "", "it takes 0 arguments, and the call has 1"},
		{"Two", []any{1, "x"}, []any{1.0, "x"}, "", same},
		{"Two", []any{1}, []any{1.0, ""}, "", "it takes 2 arguments, and the call has 1"},
		{"Two", nil, []any{0.0, ""}, "", "it takes 2 arguments, and the call has 0"},
		{"Two", []any{1, "x", 2}, []any{1.0, "x"}, "", "it takes 2 arguments, and the call has 3"},
		{"Two", []any{nil, undefined}, []any{0.0, ""}, "", same},
		{"Two", []any{"x", 1}, nil, "argument 1: clone: string into int", same},
		{"Two", []any{1.5, "x"}, nil, "argument 1: clone: number 1.5 into int", same},
		{"Two", []any{1, 2}, nil, "argument 2: clone: number 2 into string", same},
		{"Pointer", nil, true, "", "it takes 1 argument, and the call has 0"},
		{"Pointer", []any{nil}, true, "", same},
		{"Pointer", []any{5}, false, "", same},
		{"Struct", []any{nil}, 0.0, "", same},
		{"Struct", []any{map[string]int{"A": 1, "B": 2}}, 1.0, "", same},
		{"Struct", []any{[]int{1}}, nil, "argument 1: clone: array into struct { A int }", same},
		{"Any", nil, "nil", "", "it takes 1 argument, and the call has 0"},
		{"Any", []any{nil}, "nil", "", same},
		{"Any", []any{undefined}, "undefined", "", same},
		{"Slice", []any{nil, nil}, []any{true, true}, "", same},
		{"Rest", []any{1}, []any{1.0, 0.0}, "", same},
		{"Rest", []any{1, "a", "b"}, []any{1.0, 2.0}, "", same},
		{"Rest", nil, []any{0.0, 0.0}, "", "it takes at least 1 argument, and the call has 0"},
		{"Rest", []any{1, "a", 2}, nil, "argument 3: clone: number 2 into string", same},
		{"Pair", nil, nil, "it returns 2 values, and a call has one result", same},
		{"PairAndError", nil, nil, "it returns 2 values, and a call has one result", same},
		{"Nothing", []any{1}, nil, "", same},
		{"Null", nil, nil, "", same},
	} {
		for _, strict := range []bool{false, true} {
			var list []durabletest.Option
			want := test.err
			if !strict {
				list = append(list, durabletest.LooseArguments())
			} else if test.strict != same {
				want = test.strict
			}
			w := durabletest.New(t, list...)
			stub := durabletest.Class(w, "Taker", func(*durable.State) taker { return taker{} }).GetByName("a")
			got, err := stub.Call(test.method, test.args...)
			if want != "" {
				require.EqualError(t, err, "TypeError: "+test.method+": "+want)
				require.ErrorIs(t, err, &platform.Error{Name: "TypeError", Remote: true})
				continue
			}
			require.NoError(t, err, "%s%v", test.method, test.args)
			require.Equal(t, test.loose, got, "%s%v", test.method, test.args)
		}
	}
}

// TestResultAsT: no result and null are the zero value, and a result that does not fit is an error.
func TestResultAsT(t *testing.T) {
	w := durabletest.New(t)
	stub := durabletest.Class(w, "Taker", func(*durable.State) taker { return taker{} }).GetByName("a")
	n, err := durable.Call[int](stub, "Nothing", 1)
	require.NoError(t, err)
	require.Zero(t, n)
	n, err = durable.Call[int](stub, "Null")
	require.NoError(t, err)
	require.Zero(t, n)
	_, err = durable.Call[int](stub, "None")
	require.EqualError(t, err, "result of None: clone: string into int")
}
