package examples_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestReadme: the Go code of README.md, and that of package hunttest's documentation, is code of readme_code_test.go,
// which compiles and runs. "…" stands for what is left out.
func TestReadme(t *testing.T) {
	source := read(t, "readme_code_test.go")
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(read(t, "../../README.md"), -1)
	require.GreaterOrEqual(t, len(blocks), 3, "counter, shop and reminder")
	for _, block := range blocks {
		require.Empty(t, strangers(block[1], source), "README.md shows code that no test runs:\n%s", block[1])
	}

	doc := regexp.MustCompile(`(?m)^//\t((?:var|func|type) (?:.|\n//\t)*)`)
	snippets := doc.FindAllStringSubmatch(read(t, "../search/hunttest/doc.go"), -1)
	require.Len(t, snippets, 2)
	for _, snippet := range snippets {
		text := strings.ReplaceAll(snippet[1], "\n//\t", "\n")
		require.Empty(t, strangers(text, source), "hunttest/doc.go shows code that no test runs:\n%s", text)
	}
}

// TestStrangers: the comparison finds a changed line, in a declaration and beside one.
func TestStrangers(t *testing.T) {
	source := "func f() {\n\ta := 1\n\tb := 2\n}\n"
	for shown, want := range map[string][]string{
		"func f() {\n\ta := 1\n\t…\n}\n": nil,
		"b := 2\n":                       nil,
		"func f() {\n\tb := 2\n}\n":      {"func f() {\nb := 2\n}"},
		"b := 3\na := 1\n":               {"b := 3"},
	} {
		require.Equal(t, want, strangers(shown, source), shown)
	}
}

// strangers returns the parts of shown code that are no part of the source: whole declarations, of which "…" makes
// several parts, and of other code single lines. Indentation does not count.
func strangers(shown, source string) []string {
	source = "\n" + strings.Join(lines(source), "\n") + "\n"
	var list []string
	for paragraph := range strings.SplitSeq(shown, "\n\n") {
		parts := lines(paragraph)
		if regexp.MustCompile(`^(func|type|var) `).MatchString(strings.TrimSpace(paragraph)) {
			parts = strings.Split(strings.Join(parts, "\n"), "\n…\n")
		}
		for _, part := range parts {
			if !strings.Contains(source, "\n"+part+"\n") {
				list = append(list, part)
			}
		}
	}
	return list
}

// lines are those that are not empty, without their indentation.
func lines(text string) []string {
	var list []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

func read(t *testing.T, path string) string {
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(data)
}
