package examples_test

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// tutorial are the parts of TUTORIAL.md: its Go code, by what the first line calls it, and what the failing test prints.
func tutorial(t *testing.T) (code map[string]string, printed string) {
	code = map[string]string{}
	for _, block := range regexp.MustCompile("(?s)```(go)?\n(.*?)```").FindAllStringSubmatch(read(t, "TUTORIAL.md"), -1) {
		if block[1] == "" {
			printed = block[2]
			continue
		}
		name, rest, _ := strings.Cut(block[2], "\n")
		code[strings.TrimPrefix(name, "// ")] = rest
	}
	return code, printed
}

// TestTutorial follows TUTORIAL.md in a module of its own: the test fails as shown, the shrunk scenario and the last line
// of the output repeat the failure, and with the object mended the test passes.
func TestTutorial(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles a module")
	}
	code, printed := tutorial(t)
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	dir := t.TempDir()
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	// What go mod tidy would write, without its network: the requirements of this module.
	mod := strings.Replace(read(t, "../../go.mod"), "module dolab", "module shop", 1)
	mod = regexp.MustCompile(`(?s)\ntool \(.*?\)\n|\ntool .*`).ReplaceAllString(mod, "\n")
	write("go.mod", mod+"\nrequire dolab v0.0.0\n\nreplace dolab => "+root+"\n")
	write("go.sum", read(t, "../../go.sum"))
	write("shop.go", code["shop.go"])
	write("shop_test.go", code["shop_test.go"])
	test := func(args ...string) (string, error) {
		c := exec.Command("go", append([]string{"test", "-tags=sqlite_fts5", "-mod=mod"}, args...)...)
		c.Dir = dir
		c.Env = append(os.Environ(), "GOPROXY=off", "GOWORK=off")
		out, err := c.CombinedOutput()
		return string(out), err
	}

	out, err := test("./...")
	require.Error(t, err, out)
	seconds := regexp.MustCompile(`\(\d+\.\d+s\)`)
	line := regexp.MustCompile(`shop_test.go:\d+`) // The name of the file is not a line of it in the document.
	plain := func(text string) string {
		return line.ReplaceAllString(seconds.ReplaceAllString(text, "(0.00s)"), "shop_test.go:0")
	}
	shown, _, _ := strings.Cut(out, "\nFAIL\n")
	if flag.Lookup("rewrite") != nil && flag.Lookup("rewrite").Value.String() == "true" {
		text := strings.Replace(read(t, "TUTORIAL.md"), printed, shown+"\n", 1)
		require.NoError(t, os.WriteFile("TUTORIAL.md", []byte(text), 0o600))
	} else {
		require.Equal(t, plain(printed), plain(shown+"\n"), "TUTORIAL.md shows something else: run with -rewrite")
	}
	found := strings.Fields(shown)
	again := found[len(found)-2:]
	out, err = test(append([]string{"-run", "^TestShop$"}, again...)...)
	require.Error(t, err, out)
	require.Contains(t, out, "fewer were sold than were bought")

	_, scenario, _ := strings.Cut(shown, "a scenario to keep in a file:\n")
	scenario, _, _ = strings.Cut(scenario, "go test")
	write("twice.yaml", strings.ReplaceAll(scenario, "\n        ", "\n"))
	out, err = test("-run", "^TestShop$", "-dolab.scenario=twice.yaml")
	require.Error(t, err, out)
	require.Contains(t, out, "fewer were sold than were bought")

	buy := regexp.MustCompile(`(?s)func \(s \*Shop\) Buy\(\) error \{.*?\n\}\n`)
	require.Regexp(t, buy, code["shop.go"])
	write("shop.go", buy.ReplaceAllLiteralString(code["shop.go"], code["shop.go: Buy"]))
	out, err = test("./...")
	require.NoError(t, err, out)
}
