package bundle_test

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/bundle"
)

// TestHostileSources bundles sources that would make the bundler end the process, or read without end.
func TestHostileSources(t *testing.T) {
	many := strings.Repeat
	const text = "the source is nested too deep to be bundled"
	for _, test := range []struct{ name, file, content, want string }{
		{"arrays", "src/index.ts", many("[", 1_000_000), "src/index.ts:1:2000: " + text},
		{"parentheses", "src/index.ts", "\n" + many("(", 1_000_000), "src/index.ts:2:2000: " + text},
		{"negations", "src/index.ts", many("!", 3_000_000) + "1", "src/index.ts:1:20001: " + text},
		{"arrows", "src/index.ts", many("a=>", 500_000) + "1", text},
		{"conditionals", "src/index.ts", many("if(1)\n", 500_000) + "1", text},
		{"loops", "src/index.ts", many("for(;;)", 500_000) + "1", text},
		{"else", "src/index.ts", many("if(a){} else ", 500_000) + "{}", text},
		{"members", "src/index.ts", "a" + many(".b", 500_000), text},
		{"templates", "src/index.ts", many("`${", 500_000), text},
		{"keywords", "src/index.ts", many("typeof ", 500_000) + "1", text},
		{"JSON", "src/data.json", many("[", 1_000_000), "src/data.json:1:2001: " + text},
		{
			"source map", "src/index.ts", "export default 1;\n//# sourceMappingURL=a.map",
			"src/index.ts: the source map is nested too deep to be read",
		},
		{
			"source maps", "src/index.ts", manyMaps(200), "src/index.ts: the source names more than 100 source maps",
		},
		{
			"source map within", "src/index.ts", "export default 1;\n//# sourceMappingURL=data:application/json;base64," +
				base64.StdEncoding.EncodeToString([]byte(many("[", 1_000_000))), "the source map is nested too deep",
		},
		{"package.json", "package.json", many(`{"a":`, 1_000_000), "package.json:1:10001: " + text},
		{"package.json of a package", "node_modules/dep/package.json", many(`[`, 1_000_000), "package.json:1:2001: " + text},
		{"tsconfig.json", "tsconfig.json", many("[", 1_000_000), "tsconfig.json:1:2001: " + text},
		{"extended tsconfig.json", "base.json", many("[", 1_000_000), "base.json:1:2001: " + text},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			o := options(t, dir, `
-- tsconfig.json --
{"extends": ["./base.json"]}
-- base.json --
{}
-- src/data.json --
{}
-- node_modules/dep/package.json --
{}
-- node_modules/dep/index.js --
-- src/index.ts --
import "./data.json";
import "dep";
`)
			require.NoError(t, os.WriteFile(filepath.Join(dir, "src/a.map"), []byte(many("[", 1_000_000)), 0o644))
			require.NoError(t, os.WriteFile(filepath.Join(dir, test.file), []byte(test.content), 0o644))
			_, err := bundle.Worker(o)
			require.ErrorContains(t, err, test.want)
			require.Less(t, len(err.Error()), 3000)
		})
	}
}

// TestEndlessFiles imports files that have no end.
func TestEndlessFiles(t *testing.T) {
	for _, specifier := range []string{"./zero", "./zero.txt", "./zero.bin", "./zero.json"} {
		_, err := bundle.Worker(options(t, t.TempDir(), "-- src/index.ts --\nimport x from \""+specifier+`"; export default x;
-- src/zero.ts -> /dev/zero --
-- src/zero.txt -> /dev/zero --
-- src/zero.bin -> /dev/zero --
-- src/zero.json -> /dev/zero --
`))
		require.ErrorContains(t, err, "dev/zero: this is not a regular file", specifier)
		require.ErrorContains(t, err, "src/index.ts:1:15", specifier)
	}
}

func manyMaps(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "//# sourceMappingURL=%d.map\n", i)
	}
	return b.String()
}

// TestLargeSourcesPass bundles what is large and not deep: data, base64, long lists, files without semicolons.
func TestLargeSourcesPass(t *testing.T) {
	many := strings.Repeat
	for _, test := range []struct{ name, content string }{
		{"base64", `export default "` + many("QUJD+a/b", 300_000) + `=";`},
		{"list", "export default [" + many("1,\n", 100_000) + "];"},
		{"sum", "export default [" + many("1+", 9_000) + "1];"},
		{"no semicolons", many("export const a = 1\nfunction f() { return 1 }\n", 1)},
		{"statements", "let a\n" + many("a = f(a)\n", 3_000) + "function f(x) { return x }\nexport default a"},
		{"declarations", declarations(20_000) + "export default 1"},
		{"brackets in a string", `export default "` + many("([{", 600) + `";`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := bundle.Worker(options(t, t.TempDir(), "-- src/index.ts --\n"+test.content))
			require.NoError(t, err)
		})
	}
}

func declarations(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("const a" + strings.Repeat("a", i%50) + "_" + string(rune('a'+i%26)) + " = 1\n")
		b.WriteString("{ let b = 1 }\n")
	}
	return "if (0) {" + strings.ReplaceAll(b.String(), "const ", "var ") + "}\n"
}

// TestEntry finds the entry module missing, to be a folder, or named by a relative path.
func TestEntry(t *testing.T) {
	for _, test := range []struct{ name, dir, main, want string }{
		{"missing", "/", "/nowhere/at/all.ts", "nowhere/at/all.ts: no such file or directory"},
		{"folder", "/", "/tmp", "tmp: the entry module is not a regular file"},
		{"relative", ".", "a.ts", `bundle "a.ts" in ".": want absolute paths`},
		{"device", "/", "/dev/zero", "dev/zero: the entry module is not a regular file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := bundle.Worker(bundle.Options{Dir: test.dir, Main: test.main})
			require.EqualError(t, err, test.want)
		})
	}
}

// TestOutside bundles an entry module beside the project's folder.
func TestOutside(t *testing.T) {
	dir := t.TempDir()
	options(t, dir, "-- src/index.ts --\n-- shared/a.ts --\nexport default [import.meta.url, __dirname];")
	b, err := bundle.Worker(bundle.Options{Dir: filepath.Join(dir, "src"), Main: filepath.Join(dir, "shared/a.ts")})
	require.NoError(t, err)
	require.Equal(t, []string{"../shared/a.ts"}, b.Inputs)
	require.NotContains(t, b.Source, dir)
}

// TestSameBundle bundles one project in two folders, twice each: the scripts are the same bytes.
func TestSameBundle(t *testing.T) {
	archive := `
-- src/index.ts --
import "fs"; import "./a.txt"; import x from "./b.bin"; import y from "dep";
export default [x, y];
-- src/a.txt --
-- src/b.bin --
-- node_modules/dep/index.js --
module.exports = class A {};
`
	sources := map[string]bool{}
	for range 2 {
		o := options(t, t.TempDir(), archive)
		for range 2 {
			b, err := bundle.Worker(o)
			require.NoError(t, err)
			sources[b.Source] = true
		}
	}
	require.Len(t, sources, 1)
}

func BenchmarkWorker(b *testing.B) {
	o := options(b, b.TempDir(), "-- src/index.ts --\nimport { DurableObject } from \"cloudflare:workers\";\n"+
		"export class A extends DurableObject {}\nexport default {};\n")
	for b.Loop() {
		_, err := bundle.Worker(o)
		require.NoError(b, err)
	}
}
