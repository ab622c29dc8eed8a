package clone

import (
	"context"
	"math"
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

// What Unmarshal leaves out without an error, as encoding/json does, and nothing else.
func TestLeftOut(t *testing.T) {
	list := &Array{Elems: []any{1, 2, 3}, Extra: []Property{{Key: "note", Value: "x"}}}
	data, err := Marshal(&Object{Props: []Property{{Key: "A", Value: 1}, {Key: "B", Value: 2}, {Key: "List", Value: list}}})
	require.NoError(t, err)
	var short struct {
		A    int
		List [2]int
	}
	require.NoError(t, Unmarshal(data, &short))
	require.Equal(t, 1, short.A)
	require.Equal(t, [2]int{1, 2}, short.List)
	var whole map[string]any
	require.NoError(t, Unmarshal(data, &whole))
	require.Equal(t, map[string]any{"A": 1.0, "B": 2.0, "List": []any{1.0, 2.0, 3.0}}, whole)

	kept := struct{ A, C int }{5, 6}
	data, err = Marshal(map[string]any{"A": nil})
	require.NoError(t, err)
	require.NoError(t, Unmarshal(data, &kept))
	require.Equal(t, struct{ A, C int }{5, 6}, kept)

	for _, test := range []struct {
		v    any
		dst  any
		text string
	}{
		{300, new(uint8), "clone: number 300 into uint8"},
		{-1, new(uint), "clone: number -1 into uint"},
		{1.5, new(int), "clone: number 1.5 into int"},
		{1e300, new(float32), "clone: number 1e+300 into float32"},
		{uint64(math.MaxUint64), new(int64), "clone: BigInt 18446744073709551615n into int64"},
		{int64(1<<53 + 1), new(float64), "clone: BigInt 9007199254740993n into float64"},
		{"1", new(int), "clone: string into int"},
		{1, new(string), "clone: number 1 into string"},
		{1, new(bool), "clone: number 1 into bool"},
		{[]int{1}, new(map[string]int), "clone: array into map[string]int"},
		{map[string]int{"a": 1}, new(map[int]int), "clone: field a: string into int"},
	} {
		data, err := Marshal(test.v)
		require.NoError(t, err)
		require.EqualError(t, Unmarshal(data, test.dst), test.text)
	}
}
