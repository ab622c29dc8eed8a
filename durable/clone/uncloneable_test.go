package clone

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net/http"
	"net/netip"
	"net/url"
	"reflect"
	"regexp"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// handle means nothing outside of its runtime.
type handle struct{ _ int }

func (h *handle) CloneRefusal() string { return "a handle stays." }

type hidden struct{ n int }

type (
	Sealed  struct{ n int }
	nothing struct{}
	visible struct{ A int }
)

// opaque are values that would be written as an object with nothing in it.
func opaque() map[string]any {
	return map[string]any{
		"clone.hidden":     hidden{1},
		"sync.Mutex":       &sync.Mutex{},
		"netip.Addr":       netip.MustParseAddr("::1"),
		"regexp.Regexp":    regexp.MustCompile("a"),
		"reflect.Value":    reflect.ValueOf(1),
		"atomic.Int64":     &atomic.Int64{},
		"big.Float":        big.NewFloat(1),
		"big.Rat":          *big.NewRat(1, 2),
		"url.Userinfo":     url.User("a"),
		"time.Location":    time.UTC,
		"struct { n int }": struct{ n int }{1},
		"clone.Sealed":     struct{ Sealed }{Sealed{n: 1}},
		"func() (io.ReadCloser, error)": func() *http.Request {
			r, _ := http.NewRequestWithContext(context.Background(), "GET", "http://x/", nil)
			return r
		}(),
	}
}

// everywhere puts a value into each kind of place.
func everywhere(v any) map[string]any {
	type box struct{ V any }
	return map[string]any{
		"":          v,
		"a":         map[string]any{"a": v},
		"[0]":       []any{v},
		"k[0]":      map[string][]any{"k": {v}},
		"V":         &box{v},
		"V.V":       box{box{v}},
		"[1].V":     [2]box{{}, {v}},
		"7":         map[int]box{7: {v}}[7].V,
		"[value 0]": &Map{Entries: []Entry{{1, v}}},
		"[key 0]":   &Map{Entries: []Entry{{v, 1}}},
		"p":         &Object{Props: []Property{{Key: "p", Value: v}}},
		"[2]":       &Array{Elems: []any{1, 2, v}},
		"cause":     &Error{Props: []Property{{Key: "cause", Value: v}}},
	}
}

func TestOpaqueIsRefused(t *testing.T) {
	for name, v := range opaque() {
		for path, in := range everywhere(v) {
			data, err := Marshal(in)
			require.Nil(t, data, "%s at %q", name, path)
			var e *DataCloneError
			require.ErrorAs(t, err, &e, "%s at %q", name, path)
			require.Equal(t, name+" could not be cloned.", e.Message)
		}
	}
}

func TestPathOfRefusal(t *testing.T) {
	for path, v := range everywhere(&handle{}) {
		if path == "7" {
			path = ""
		}
		_, err := Marshal(v)
		var e *DataCloneError
		require.ErrorAs(t, err, &e)
		require.Equal(t, "a handle stays.", e.Message)
		require.Equal(t, path, e.Path)
	}
}

// A copy of an Uncloneable, and what embeds one, is refused too; a nil pointer is null.
func TestUncloneable(t *testing.T) {
	type Handle = handle
	for _, v := range []any{
		handle{}, struct{ *Handle }{&handle{}}, struct{ Handle }{}, []handle{{}}, map[string]*handle{"a": {}},
	} {
		_, err := Marshal(v)
		require.EqualError(t, err, "a handle stays.")
	}
	data, err := Marshal(struct{ H *handle }{})
	require.NoError(t, err)
	require.Equal(t, "{H: null}", shown(t, data))
}

// What has nothing to lose, or says so, is an object.
func TestNotOpaque(t *testing.T) {
	type mixed struct {
		A int
		b int
	}
	tests := []struct {
		v    any
		want string
	}{
		{struct{}{}, "{}"},
		{nothing{}, "{}"},
		{struct{ nothing }{}, "{}"},
		{map[string]struct{}{"a": {}}, "{a: {}}"},
		{struct {
			A int `json:"-"`
		}{}, "{}"},
		{struct{ _ int }{}, "{}"},
		{mixed{1, 2}, "{A: 1}"},
		{struct {
			*sync.Mutex
			A int
		}{}, "{A: 0}"},
		{struct{ *visible }{&visible{1}}, "{A: 1}"},
		{struct {
			*visible
			B int
		}{}, "{B: 0}"},
		{url.URL{Host: "x"}.Host, `"x"`},
		{time.Minute, "60000000000"},
	}
	for _, test := range tests {
		data, err := Marshal(test.v)
		require.NoError(t, err)
		require.Equal(t, test.want, shown(t, data))
	}
}

func shown(t *testing.T, data []byte) string {
	t.Helper()
	v, err := Decode(data)
	require.NoError(t, err)
	return show(v, nil)
}

// Unmarshal says so where nothing of a value has a place.
func TestUnmarshalIntoOpaque(t *testing.T) {
	data, err := Marshal(map[string]int{"n": 1})
	require.NoError(t, err)
	require.EqualError(t, Unmarshal(data, new(hidden)), "clone: object into clone.hidden")
	require.EqualError(t, Unmarshal(data, new(*netip.Addr)), "clone: object into netip.Addr")
	require.NoError(t, Unmarshal(data, new(struct{})))

	data, err = Marshal(visible{1})
	require.NoError(t, err)
	into := struct{ *visible }{}
	require.EqualError(t, Unmarshal(data, &into), "clone: field A: number 1 into *clone.visible")
	into.visible = &visible{}
	require.NoError(t, Unmarshal(data, &into))
	require.Equal(t, 1, into.A)
}

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
