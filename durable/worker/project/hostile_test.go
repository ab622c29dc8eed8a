package project_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/project"
)

// TestHostileFiles opens configuration files that try to exhaust the reader: each ends in an error that names the
// place, none in a panic or a hang.
func TestHostileFiles(t *testing.T) {
	deep := strings.Repeat
	for _, test := range []struct{ name, file, content, want string }{
		{"deep JSON arrays", "wrangler.json", deep("[", 900_000), "wrangler.json:1:101: the value is nested too deep"},
		{
			"deep JSON objects", "wrangler.jsonc", deep(`{"a":`, 150_000),
			"wrangler.jsonc:1:501: the value is nested too deep",
		},
		{"brackets in strings", "wrangler.json", `{"name":"` + deep("[", 500) + `"}`, `"name" is "[[[`},
		{"brackets in comments", "wrangler.json", "/*" + deep("[", 500) + "*/ //" + deep("{", 500), "unexpected EOF"},
		{"comment without end", "wrangler.json", "/*" + deep("[", 500), "unexpected EOF"},
		{"string without end", "wrangler.json", `{"a\`, "wrangler.json:1:5: this is not JSON"},
		{"deep TOML arrays", "wrangler.toml", "a = " + deep("[", 900_000), "wrangler.toml:1:"},
		{"deep TOML values", "wrangler.toml", "a = " + deep("[", 200) + deep("]", 200), "nested too deep"},
		{"deep TOML keys", "wrangler.toml", deep("a.", 400_000) + "a = 1", "wrangler.toml:1:201: the value is nested"},
		{"deep TOML tables", "wrangler.toml", "[" + deep("a.", 400_000) + "a]", "nested too deep"},
		{"huge", "wrangler.json", deep(" ", 1<<20+1), "wrangler.json: the file has more than 1048576 bytes"},
		{"many values", "wrangler.json", "[" + deep("1,", 400_000) + "]", "wrangler.json:1:1: the file holds array"},
		{"many fields", "wrangler.json", `{"vars":{` + deep(`"a":1,`, 150_000) + "}}", "has 150002 values: want 20000 at most"},
		{"many fields of TOML", "wrangler.toml", "a = [" + deep("1,", 400_000) + "]", "has 400002 values"},
		{"binary", "wrangler.json", "\x00\xff\xfe", "wrangler.json:1:1: this is not JSON"},
		{"binary TOML", "wrangler.toml", "\x00\xff\xfe", "wrangler.toml:1:1: this is not TOML"},
		{"only a byte order mark", "wrangler.json", "\ufeff", "unexpected EOF"},
		{"long value", "wrangler.json", `{"main":["` + deep("é", 1000) + `"]}`, "é…: want string"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(dir, test.file), []byte(test.content), 0o644))
			_, err := project.Open(dir, "")
			require.ErrorContains(t, err, test.want)
			require.Less(t, len(err.Error()), 1000)
		})
	}
}

// TestManyErrors shows that a file with thousands of faults makes an error of bounded length.
func TestManyErrors(t *testing.T) {
	dir := t.TempDir()
	list := strings.TrimSuffix(strings.Repeat("1,\n", 5000), ",\n")
	content := `{"main":"a.js","compatibility_flags":[1],"kv_namespaces":[` + list + `]}`
	require.NoError(t, os.WriteFile(filepath.Join(dir, "wrangler.json"), []byte(content), 0o644))
	_, err := project.Open(dir, "")
	require.ErrorContains(t, err, "… and 4951 more errors")
	var one *project.Error
	require.ErrorAs(t, err, &one)
	require.Equal(t, project.Pos{File: "wrangler.json", Line: 1, Column: 39}, one.Pos)
}

// TestExpansionIsBounded expands references that would double a value sixty times.
func TestExpansionIsBounded(t *testing.T) {
	dir := t.TempDir()
	var env strings.Builder
	env.WriteString("V0=xxxxxxxxxx\n")
	for i := range 60 {
		fmt.Fprintf(&env, "V%d=$V%d$V%d\n", i+1, i, i)
	}
	write(t, dir, "wrangler.json", `{"main":"a.js","compatibility_date":"2026-08-04"}`)
	write(t, dir, "a.js", "")
	write(t, dir, ".env", env.String())
	p, err := project.Open(dir, "")
	require.NoError(t, err)
	require.Len(t, p.Vars, 61)
	for _, v := range p.Vars {
		require.Less(t, len(v.Text), 4<<20)
	}
}

// TestHostileVariables reads local files of many variables, and of quotes that nothing ends.
func TestHostileVariables(t *testing.T) {
	for _, test := range []struct{ name, content, want string }{
		{"many", strings.Repeat("A=1\n", 200_000), ".dev.vars: the file has more than 5000 variables"},
		{"open quotes", strings.Repeat("A=\"\\\"y\n", 100_000), "more than 5000 variables"},
		{"no variables", strings.Repeat("x\n", 400_000), ""},
		{"export", strings.Repeat("export ", 100_000), ""},
		{"empty lines", "A" + strings.Repeat("\n", 900_000), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "wrangler.json", `{"main":"a.js","compatibility_date":"2026-08-04"}`)
			write(t, dir, "a.js", "")
			write(t, dir, ".dev.vars", test.content)
			p, err := project.Open(dir, "")
			if test.want != "" {
				require.ErrorContains(t, err, test.want)
				return
			}
			require.NoError(t, err)
			require.Less(t, len(p.Warnings), 30)
		})
	}
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644))
}

// FuzzOpen opens arbitrary files: an error or a project, and no panic.
func FuzzOpen(f *testing.F) {
	f.Add(`{"main":"a.js","vars":{"a":1},"env":{"e":{"vars":null}}}`, "a = 1\n[b]\nc = 2", "A=${B:-c}\nexport X: 'y'")
	f.Add(`{"durable_objects":{"bindings":[{}]},"migrations":[{"renamed_classes":[{}]}]}`, "[[a]]\n[[a.b]]\nc.d=[{e=1}]",
		"A=\"x\nB=$A$A\\$A")
	f.Fuzz(func(t *testing.T, json, toml, env string) {
		for name, content := range map[string]string{"wrangler.json": json, "wrangler.toml": toml} {
			dir := t.TempDir()
			write(t, dir, name, content)
			write(t, dir, "a.js", "")
			write(t, dir, ".env", env)
			for _, e := range []string{"", "e"} {
				if p, err := project.Open(dir, e); err == nil {
					require.NotNil(t, p)
				}
			}
		}
	})
}
