package bundle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/bundle"
)

// TestPositions asks where parts of a script come from: a file of the user, a package, a module of the host, or the
// bundler.
func TestPositions(t *testing.T) {
	dir := t.TempDir()
	b, err := bundle.Worker(options(t, dir, `
-- src/index.ts --
import { DurableObject } from "cloudflare:workers";
import { fail } from "pkg";

interface Shape { a: string }

class Thing extends DurableObject { run(s: Shape): never { throw fail("ä😀" + s.a); } }
export const one = Thing;
import { Thing as Other } from "./other";
export default Other;
-- src/other.ts --
export class Thing {
	both() { return "tab"; }
}
-- node_modules/pkg/index.js --
exports.fail = function () { throw new Error("in pkg"); };
`))
	require.NoError(t, err)
	for _, test := range []struct {
		text, file   string
		line, column int
		name         string
	}{
		{`fail)("`, "src/index.ts", 6, 66, ""},
		{`Thing2 = class`, "src/index.ts", 6, 7, "Thing"},
		{`s.a)`, "src/index.ts", 6, 79, ""},
		{`new Error("in pkg")`, "node_modules/pkg/index.js", 1, 36, ""},
		{`both()`, "src/other.ts", 2, 2, ""},
		{`base {`, "cloudflare:workers", 1, 67, ""},
		{`globalThis[`, "", 0, 0, ""},
		{`var __defProp`, "", 0, 0, ""},
	} {
		line, column := find(t, b.Source, test.text)
		file, l, c, name := b.Map.Position(line, column)
		require.Equal(t, []any{test.file, test.line, test.column}, []any{file, l, c}, test.text)
		require.Equal(t, test.name, name)
	}
	for _, at := range [][2]int{{0, 1}, {-1, -1}, {1, 0}, {1 << 30, 1}, {1, 1 << 30}} {
		b.Map.Position(at[0], at[1]) // Nothing is there, and nothing panics.
	}
	for i := range b.Source {
		require.Less(t, b.Source[i], byte(0x80), "the script is ASCII")
	}
}

// TestParseMap reads maps that are wrong.
func TestParseMap(t *testing.T) {
	for _, test := range []struct{ data, want string }{
		{`{`, "source map: unexpected end of JSON input"},
		{`{"version":2}`, "source map: version 2: want 3"},
		{`{"version":3,"mappings":"!"}`, `source map: line 1: segment "!" is not in base64 VLQ`},
		{`{"version":3,"mappings":";gggggggggggggggg"}`, `is not in base64 VLQ`},
		{`{"version":3,"mappings":"g"}`, `want 1, 4 or 5`},
		{`{"version":3,"mappings":"AAAA"}`, `segment "AAAA" is out of range`},
		{`{"version":3,"sources":["a"],"mappings":"AADA"}`, `segment "AADA" is out of range`},
		{`{"version":3,"sources":["a"],"mappings":"ADAA"}`, `segment "ADAA" is out of range`},
		{`{"version":3,"sources":["a"],"mappings":"AAAAA"}`, `segment "AAAAA" is out of range`},
	} {
		_, err := bundle.ParseMap([]byte(test.data))
		require.ErrorContains(t, err, test.want, test.data)
	}
	m, err := bundle.ParseMap([]byte(`{"version":3,"sources":["a"],"names":["n"],"mappings":"IACEA,C;"}`))
	require.NoError(t, err)
	file, line, column, name := m.Position(1, 5)
	require.Equal(t, []any{"a", 2, 3, "n"}, []any{file, line, column, name})
	for _, column := range []int{1, 4, 6} {
		file, _, _, _ = m.Position(1, column)
		require.Empty(t, file)
	}
}

// FuzzParseMap reads arbitrary maps and asks for all positions of their first lines.
func FuzzParseMap(f *testing.F) {
	f.Add([]byte(`{"version":3,"sources":["a","b"],"names":["n"],"mappings":"AAAA,CCAA;AADAA,E;;A"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := bundle.ParseMap(data)
		if err != nil {
			return
		}
		for line := range 5 {
			for column := range 20 {
				file, l, c, _ := m.Position(line, column)
				require.True(t, file == "" || l > 0 && c > 0)
			}
		}
	})
}
