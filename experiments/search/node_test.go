package search_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/experiments/search"
)

// TestParseNode: a text becomes values with their lines, and what is not one plain document is refused with its line.
func TestParseNode(t *testing.T) {
	n, err := search.ParseNode([]byte("a: &x\n  - 1\n  - 2.5\n  - \"3\"\nb: *x\nc: 2026-01-01T00:00:00Z\nd: {e: null, f: yes, g: true}\n"))
	require.NoError(t, err)
	require.Equal(t, map[string]any{
		"a": []any{int64(1), 2.5, "3"}, "b": []any{int64(1), 2.5, "3"}, "c": "2026-01-01T00:00:00Z",
		"d": map[string]any{"e": nil, "f": "yes", "g": true},
	}, n.Data())
	require.Equal(t, 3, n.Fields[0].Value.Items[1].Line)
	require.Equal(t, 6, n.Fields[2].Line)
	n, err = search.ParseNode([]byte("// JSON\n{\"a\": [1, 2,],}"))
	require.NoError(t, err)
	require.Equal(t, map[string]any{"a": []any{int64(1), int64(2)}}, n.Data())

	bomb := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'k'; c++ {
		bomb += string(c) + ": &" + string(c) + " [" + strings.TrimSuffix(strings.Repeat("*"+string(c-1)+", ", 10), ", ") + "]\n"
	}
	for text, want := range map[string]string{
		"":                             "the text is empty",
		"# none\n":                     "the text is empty",
		"a: 1\n---\nb: 2\n":            "line 2: a second document begins",
		"a: 1\nb: 2\na: 3\n":           "line 3: field a is given twice",
		"x: &x {a: 1}\ny:\n  <<: *x\n": "line 3: a field has a name",
		"[1]: 2\n":                     "line 1: a field has a name, and a list is not one",
		"a: !!set {}\nb: !!binary aa":  "line 2: `aa` is of a type that JSON does not have",
		"a: [":                         "line 1",
		"a: \x01":                      "line 1: the text has the control character U+0001",
		strings.Repeat("- ", 200):      "nested more than 100 deep",
		strings.Repeat("[", 200):       "nested more than 100 deep",
		bomb:                           "values, aliases expanded",
		"a: &a [*a]\n":                 "line 1: values are nested more than 100 deep",
	} {
		_, err := search.ParseNode([]byte(text))
		require.ErrorContains(t, err, want, "%.40q", text)
	}
}
