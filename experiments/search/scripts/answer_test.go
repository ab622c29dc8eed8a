package scripts_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/clone"
	"dolab/experiments/search/scripts"
)

// TestUnordered: what differs in order alone is the same text, and nothing else is.
func TestUnordered(t *testing.T) {
	entries := func(keys ...string) *clone.Map {
		m := &clone.Map{}
		for _, key := range keys {
			m.Entries = append(m.Entries, clone.Entry{Key: key, Value: []any{key, 1.0}})
		}
		return m
	}
	for _, c := range []struct {
		v    any
		want string
	}{
		{entries("b", "a"), `[["a",["a",1]],["b",["b",1]]]`},
		{&clone.Set{Values: []any{2.0, entries("a"), "<x>"}}, `["<x>",2,[["a",["a",1]]]]`},
		{map[string]any{"b": []any{3.0, nil, true}, "a": big.NewInt(7)}, `{"a":7,"b":[3,null,true]}`},
		{[]any{math.NaN(), math.Inf(1)}, `["+Inf","NaN"]`},
		{[]any{}, `[]`},
		{[]any{clone.Undefined, clone.Hole, map[string]any{"a": clone.Undefined}}, `[hole,undefined,{"a":undefined}]`},
	} {
		data, err := clone.Marshal(c.v)
		require.NoError(t, err)
		require.Equal(t, c.want, scripts.Shown(data))
	}
	self := []any{nil, nil}
	self[0], self[1] = self, self
	data, err := clone.Marshal(self)
	require.NoError(t, err)
	require.Equal(t, scripts.Shown(data), scripts.Shown(data))
	require.NotEqual(t, scripts.Shown(nil), scripts.Shown(data))
}

// TestBody: a body of JSON is compared as a value, and any other as its text.
func TestBody(t *testing.T) {
	for text, want := range map[string]string{
		`{"b": 12345678901234567890, "a": [2, 1]}`: `{"a":[1,2],"b":12345678901234567890}`,
		`[1] [2]`: `[1] [2]`, "b, a": "b, a", "": "",
	} {
		require.Equal(t, want, scripts.Body(text))
	}
}
