package clone

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"
)

type (
	coded    struct{ Code int }
	numbered int
	named    struct {
		Class string `clone:"name"`
		Text  string `clone:"message"`
		Flag  bool   `json:"flag,omitempty"`
	}
	quiet struct{ *coded }
	many  []error
)

func (e *coded) Error() string   { return fmt.Sprint("code ", e.Code) }
func (e numbered) Error() string { return fmt.Sprint("number ", int(e)) }
func (e named) Error() string    { return e.Class + ": " + e.Text }
func (e many) Error() string     { return fmt.Sprint(len(e), " errors") }
func (e many) Unwrap() []error   { return e }

func TestErrors(t *testing.T) {
	base := errors.New("x")
	tests := map[string]struct {
		v    any
		want string
	}{
		"errors.New": {base, `Error: x {}`},
		"wrapped":    {fmt.Errorf("at: %w", base), `Error: at: x {cause: Error: x {}}`},
		"twice": {
			fmt.Errorf("b: %w", fmt.Errorf("a: %w", base)),
			`Error: b: a: x {cause: Error: a: x {cause: Error: x {}}}`,
		},
		"joined": {
			errors.Join(base, numbered(2)),
			"AggregateError: x\nnumber 2 {errors: [Error: x {}, Error: number 2 {}]}",
		},
		"two":      {fmt.Errorf("%w, %w", base, base), `AggregateError: x, x {errors: [Error: x {}, Error: x {}]}`},
		"list":     {many{base}, `AggregateError: 1 errors {errors: [Error: x {}]}`},
		"fields":   {&coded{5}, `Error: code 5 {Code: 5}`},
		"a number": {[]numbered{1, 2}, `[Error: number 1 {}, Error: number 2 {}]`},
		"named":    {named{"RangeError", "far", true}, `RangeError: far {flag: true}`},
		"no name":  {named{"", "far", false}, `Error: far {}`},
		"path": {
			&fs.PathError{Op: "open", Path: "/x", Err: base},
			`Error: open /x: x {Op: "open", Path: "/x", Err: Error: x {}, cause: Error: x {}}`,
		},
		"our own": {&DataCloneError{Message: "m"}, `DataCloneError: m {Message: "m", Path: ""}`},
		"in places": {
			map[string]any{"a": []error{base}, "b": struct{ E error }{base}},
			`{a: [Error: x {}], b: {E: Error: x {}}}`,
		},
		"no error": {struct{ E error }{}, `{E: null}`},
		"nil":      {(*coded)(nil), "null"},
		"not by value": {
			coded{5}, `{Code: 5}`,
		},
		"hollow":   {quiet{}, `{}`},
		"embedded": {quiet{&coded{7}}, `Error: code 7 {Code: 7}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			data, err := Marshal(test.v)
			require.NoError(t, err)
			v, err := Decode(data)
			require.NoError(t, err)
			require.Equal(t, test.want, showErrors(v))
		})
	}
}

// showErrors is show with errors as Name: message {properties}.
func showErrors(v any) string {
	switch v := v.(type) {
	case *Error:
		return v.Error() + " " + showErrors(&Object{Props: v.Props})
	case *Object:
		out := "{"
		for i, p := range v.Props {
			if i > 0 {
				out += ", "
			}
			out += p.Key + ": " + showErrors(p.Value)
		}
		return out + "}"
	case *Array:
		out := "["
		for i, elem := range v.Elems {
			if i > 0 {
				out += ", "
			}
			out += showErrors(elem)
		}
		return out + "]"
	}
	return show(v, nil)
}

// One error is one object, and a cycle of causes ends.
func TestErrorIdentity(t *testing.T) {
	base := errors.New("x")
	data, err := Marshal([]error{base, base})
	require.NoError(t, err)
	var list []*Error
	require.NoError(t, Unmarshal(data, &list))
	require.Same(t, list[0], list[1])

	loop := &looped{}
	loop.Next = loop
	data, err = Marshal(loop)
	require.NoError(t, err)
	var back *Error
	require.NoError(t, Unmarshal(data, &back))
	next, _ := back.Get("Next")
	require.Same(t, back, next)
}

type looped struct{ Next error }

func (l *looped) Error() string { return "loop" }

// An error is read as an error, as an *Error, and as the struct it was.
func TestReadErrors(t *testing.T) {
	data, err := Marshal(struct{ E, F error }{fmt.Errorf("at: %w", errors.New("x")), named{"RangeError", "far", true}})
	require.NoError(t, err)
	var back struct {
		E error
		F named
	}
	require.NoError(t, Unmarshal(data, &back))
	require.EqualError(t, back.E, "Error: at: x")
	require.Equal(t, named{"RangeError", "far", true}, back.F)

	data, err = Marshal("x")
	require.NoError(t, err)
	var e error
	require.EqualError(t, Unmarshal(data, &e), "clone: string into error")
	require.EqualError(t, Unmarshal(data, new(numbered)), "clone: string into clone.numbered")
}

// What cannot be cloned is refused in an error as well.
func TestErrorsAreRefused(t *testing.T) {
	_, err := Marshal(&looped{Next: &fs.PathError{Err: &uncloned{func() {}}}})
	var e *DataCloneError
	require.ErrorAs(t, err, &e)
	require.Equal(t, "Next.Err.F", e.Path)
	require.Equal(t, "func() could not be cloned.", e.Message)
}

type uncloned struct{ F func() }

func (*uncloned) Error() string { return "u" }
