package clone

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// containers are the kinds of value that have another within them.
var containers = map[string]func(v any) any{
	"array":       func(v any) any { return []any{v} },
	"Array":       func(v any) any { return &Array{Elems: []any{v}} },
	"Array.Extra": func(v any) any { return &Array{Extra: []Property{{Key: "x", Value: v}}} },
	"sparse":      func(v any) any { return &SparseArray{Length: 2, Props: []Property{{Key: "1", Value: v}}} },
	"object":      func(v any) any { return map[string]any{"x": v} },
	"Object":      func(v any) any { return &Object{Props: []Property{{Key: "x", Value: v}}} },
	"Map key":     func(v any) any { return &Map{Entries: []Entry{{Key: v, Value: 1}}} },
	"Map value":   func(v any) any { return &Map{Entries: []Entry{{Key: 1, Value: v}}} },
	"Set":         func(v any) any { return &Set{Values: []any{v}} },
	"struct":      func(v any) any { return struct{ X any }{v} },
	"pointer":     func(v any) any { return &struct{ X any }{v} },
	"typed map":   func(v any) any { return map[int]any{1: v} },
	"typed list":  func(v any) any { return [1]any{v} },
	"Error":       func(v any) any { return &Error{Name: "Error", Props: []Property{{Key: "code", Value: v}}} },
	"named Error": func(v any) any { return &Error{Name: "MyError", Props: []Property{{Key: "cause", Value: v}}} },
	"V8 Error":    func(v any) any { return &Error{Name: "Error", V8: true, Props: []Property{{Key: "cause", Value: v}}} },
}

// TestRefusedWithin: what cannot be cloned is refused wherever it stands, and what is too deep too.
func TestRefusedWithin(t *testing.T) {
	for name, within := range containers {
		_, err := Marshal(within("a"))
		require.NoError(t, err, name)
		_, err = Marshal(within(func() {}))
		require.Error(t, err, name)
		_, err = Marshal(within([]any{within(func() {})}))
		require.Error(t, err, name)

		v := any("a")
		for range depthMax {
			v = within(v)
		}
		data, err := Marshal(v)
		require.NoError(t, err, name)
		_, err = Decode(data)
		require.NoError(t, err, name)
		var back any
		require.NoError(t, Unmarshal(data, &back), name)
		_, err = Marshal(within(v))
		require.ErrorIs(t, err, ErrTooDeep, name)
	}
}

// TestTooLarge: a list that the wire cannot count is refused before anything is written.
func TestTooLarge(t *testing.T) {
	_, err := Marshal(make([]struct{}, math.MaxUint32+1))
	require.ErrorIs(t, err, ErrTooLarge)
}

// TestNilsAreNull: a nil of every kind that can be nil is null.
func TestNilsAreNull(t *testing.T) {
	null, err := Marshal(nil)
	require.NoError(t, err)
	for _, v := range []any{
		[]any(nil), map[string]any(nil), map[string]int(nil), []int(nil), (*int)(nil), (*Object)(nil), (*Array)(nil),
		(*Map)(nil), (*Set)(nil), (*SparseArray)(nil),
	} {
		data, err := Marshal(v)
		require.NoError(t, err, "%T", v)
		require.Equal(t, null, data, "%T", v)
	}
}

// TestCutWithin: a message that ends within a value is an error, for whatever it is read into.
func TestCutWithin(t *testing.T) {
	for name, within := range containers {
		data, err := Marshal(within(within("text")))
		require.NoError(t, err, name)
		for n := range data {
			var back any
			require.Error(t, Unmarshal(data[:n], &back), "%s, %d of %d bytes", name, n, len(data))
			_, err := Decode(data[:n])
			require.Error(t, err, "%s, %d of %d bytes", name, n, len(data))
		}
	}
}
