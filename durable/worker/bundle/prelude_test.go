package bundle_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/bundle"
)

func prelude(files map[string]string) (string, *bundle.Map, error) {
	all := fstest.MapFS{}
	for name, content := range files {
		all[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return bundle.Prelude(all, "js/index.js")
}

// TestPrelude bundles modules into one function of host. Two classes of one name and one of a global's name keep
// their names, functions are created without further ado, and the map leads to the files.
func TestPrelude(t *testing.T) {
	source, m, err := prelude(map[string]string{
		"js/index.js": `import { Thing as Other } from "./deep/other.js";
class Thing { now() { return host.now(); } }
host.enter = () => [new Thing(), new Other(), new URL("x:")];
throw new Error("here");
`,
		"js/deep/other.js": `import table from "./table.json";
import { URL as Own } from "../url.js";
export class Thing { list = [table, Own]; }
`,
		"js/deep/table.json": `{"a": 1}`,
		"js/url.js":          `export class URL { accessor x = 1 }`,
	})
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(source, `(function(host){"use strict";`+"\n"), source)
	require.True(t, strings.HasSuffix(source, "})\n"), source)
	require.Contains(t, source, `Object.defineProperty(Thing2, "name", { value: "Thing", configurable: true });`)
	require.Contains(t, source, `Object.defineProperty(URL2, "name", { value: "URL", configurable: true });`)
	require.NotContains(t, source, "__name")
	require.NotContains(t, source, "accessor x")
	line, column := find(t, source, "new Error")
	file, l, c, _ := m.Position(line, column)
	require.Equal(t, []any{"js/index.js", 4, 7}, []any{file, l, c})
	again, _, err := prelude(map[string]string{"js/index.js": "host.a = 1;"})
	require.NoError(t, err)
	require.Equal(t, `(function(host){"use strict";
(() => {
  // prelude:js/index.js
  host.a = 1;
})();
})
`, again)
}

// TestPreludeErrors wants errors with the place in the files.
func TestPreludeErrors(t *testing.T) {
	for _, test := range []struct{ name, content, want string }{
		{"syntax", "let a = ;", `js/index.js:1:9: Unexpected ";"`},
		{"missing", `import "./nothing.js";`, `js/index.js:1:8: Could not resolve "./nothing.js"`},
		{"package", `import "react";`, `js/index.js:1:8: the prelude imports "react": want a relative path`},
		{"outside", `import "../../etc/passwd";`, `js/index.js:1:8: Could not resolve "../../etc/passwd"`},
		{"await", `await 1;`, `js/index.js:1:1: Top-level await is currently not supported with the "iife" output format`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := prelude(map[string]string{"js/index.js": test.content})
			require.ErrorContains(t, err, test.want)
		})
	}
	_, _, err := prelude(nil)
	require.ErrorContains(t, err, `Could not resolve "js/index.js"`)
}

// find is the line and the column of a text, from 1.
func find(t *testing.T, source, text string) (line, column int) {
	t.Helper()
	at := strings.Index(source, text)
	require.GreaterOrEqual(t, at, 0, "%q is not in\n%s", text, source)
	return 1 + strings.Count(source[:at], "\n"), at - strings.LastIndex(source[:at], "\n")
}
