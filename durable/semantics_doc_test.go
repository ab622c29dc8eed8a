package durable_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/platform"
)

const ruleNumber = `[A-O][1-9][0-9]?(?:\.[1-9][0-9]?|[a-z])?`

var (
	ruleEntry = regexp.MustCompile(`(?m)^- \*\*(` + ruleNumber + `)\*\* `)
	ruleWord  = regexp.MustCompile(`\b` + ruleNumber + `\b`)
	// ruleList is one number or several, as in "G13-G16, G21".
	ruleList  = ruleNumber + `(?:(?:, |-|–| and )` + ruleNumber + `)*\b`
	ruleCited = regexp.MustCompile(`\b(?:semantics|failures?) (` + ruleList + `)|\[(` + ruleList + `)\]`)
	ruleTest  = regexp.MustCompile("^`((?:[a-z]+\\.)?Test\\w+|(?:testdata|sqlite/testdata)/[^`]+)`$")
	rulePart  = regexp.MustCompile(`^([A-O])(\d+)(?:\.(\d+)|([a-z]))?$`)
	lineBreak = regexp.MustCompile(`\s+`)
)

// rule is an entry of SEMANTICS.md.
type rule struct {
	number string
	text   string   // of the whole entry, on one line
	source string   // what follows "Source: ", "" for none
	tests  []string // what follows "Test: "
}

// readRules returns the entries of SEMANTICS.md in their order.
func readRules(t *testing.T) []rule {
	data, err := os.ReadFile("SEMANTICS.md")
	require.NoError(t, err)
	var rules []rule
	at := ruleEntry.FindAllSubmatchIndex(data, -1)
	for n, m := range at {
		text := string(data[m[0]:])
		if n+1 < len(at) {
			text = string(data[m[0]:at[n+1][0]])
		}
		text, _, _ = strings.Cut(text, "\n\n")
		r := rule{number: string(data[m[2]:m[3]]), text: strings.TrimSpace(lineBreak.ReplaceAllString(text, " "))}
		_, r.source, _ = strings.Cut(r.text, " Source: ")
		var list string
		if r.source, list, _ = strings.Cut(r.source, " · Test: "); list != "" {
			r.tests = strings.Split(strings.TrimSuffix(list, "."), ", ")
		}
		rules = append(rules, r)
	}
	require.Greater(t, len(rules), 250)
	return rules
}

// follows reports whether number b may stand behind a: the next one, a part of the same, or the first of a section.
func follows(a, b string) bool {
	x, y := rulePart.FindStringSubmatch(a), rulePart.FindStringSubmatch(b)
	whole := func(s string) int { n, _ := strconv.Atoi(s); return n }
	if x[1] != y[1] {
		return y[1] == string(x[1][0]+1) && y[2] == "1" && y[3] == "" && y[4] == ""
	}
	if x[2] != y[2] {
		return whole(y[2]) == whole(x[2])+1 && y[3] == "" && y[4] == ""
	}
	return whole(y[3]) == whole(x[3])+1 && y[4] == "" || y[3] == "" && y[4] > x[4]
}

// TestSemanticsRules holds that SEMANTICS.md counts without a gap from A1 on, and that each rule says where it is known
// from and which test shows it, or that none does.
func TestSemanticsRules(t *testing.T) {
	rules := readRules(t)
	require.Equal(t, "A1", rules[0].number)
	for n, r := range rules {
		if n > 0 {
			require.True(t, follows(rules[n-1].number, r.number), "%s behind %s", r.number, rules[n-1].number)
		}
		require.NotEmpty(t, r.source, "%s has no source", r.number)
		if r.tests == nil {
			require.Regexp(t, ` · Not (built|shown by a test)\b`, r.source, "%s names no test and does not say why", r.number)
		}
	}
}

// TestSemanticsTests holds that each test and each transcript that SEMANTICS.md names exists.
func TestSemanticsTests(t *testing.T) {
	declared := map[string]bool{}
	for _, file := range goFiles(t) {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasSuffix(file.path, "_test.go") {
				declared[path.Dir(file.path)+" "+f.Name.Name] = true
			}
		}
	}
	dirs := map[string]string{
		"": "durable", "sqlite": "durable/sqlite", "clone": "durable/clone", "alarms": "alarms",
		"scheduler": "durable/scheduler", "worker": "durable/worker",
	}
	named := 0
	for _, r := range readRules(t) {
		for _, test := range r.tests {
			named++
			m := ruleTest.FindStringSubmatch(test)
			require.NotNil(t, m, "%s names %s, which is neither a test nor a transcript", r.number, test)
			if strings.Contains(m[1], "/") {
				require.FileExists(t, m[1], r.number)
				continue
			}
			pkg, name, qualified := strings.Cut(m[1], ".")
			if !qualified {
				pkg, name = "", m[1]
			}
			require.True(t, declared[dirs[pkg]+" "+name], "%s names %s, which does not exist", r.number, m[1])
		}
	}
	require.Greater(t, named, 250)
}

// TestSemanticsCitations holds that SEMANTICS.md has each rule that code and transcripts cite. In durable and below it
// every number in a comment is a rule's. Elsewhere B5 may be a bug of the field report, but "semantics B5" or [B5] is
// a rule.
func TestSemanticsCitations(t *testing.T) {
	rules := map[string]bool{}
	for _, r := range readRules(t) {
		rules[r.number] = true
	}
	cited := 0
	check := func(where, text string) {
		for _, number := range ruleWord.FindAllString(text, -1) {
			cited++
			require.True(t, rules[number], "%s cites %s, which SEMANTICS.md does not have", where, number)
		}
	}
	checkMarked := func(where, text string) {
		for _, m := range ruleCited.FindAllStringSubmatch(text, -1) {
			check(where, m[1]+m[2])
		}
	}
	for _, file := range goFiles(t) {
		for _, group := range file.Comments {
			text := lineBreak.ReplaceAllString(group.Text(), " ")
			if strings.HasPrefix(file.path, "durable/") {
				check(file.path, text)
			} else {
				checkMarked(file.path, text)
			}
		}
		ast.Inspect(file.File, func(n ast.Node) bool {
			if s, ok := n.(*ast.BasicLit); ok && s.Kind == token.STRING {
				checkMarked(file.path, s.Value)
			}
			return true
		})
	}
	for _, dir := range []string{"testdata", "testdata/transcripts", "sqlite/testdata"} {
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		for _, e := range entries {
			if e.IsDir() {
				continue
			}
			data, err := os.ReadFile(path.Join(dir, e.Name()))
			require.NoError(t, err)
			for line := range strings.Lines(string(data)) {
				if strings.HasPrefix(line, "# ") {
					check(e.Name(), line)
				}
			}
		}
	}
	require.Greater(t, cited, 300)
}

// TestSemanticsCatalogue holds that section L has each row of the catalogue, with its name, text and flags.
func TestSemanticsCatalogue(t *testing.T) {
	texts := map[string]string{}
	for _, r := range readRules(t) {
		texts[r.number] = r.text
	}
	for _, f := range platform.Catalogue() {
		want := "- **" + f.Code + "** " + f.Name + ": "
		if f.Text != "" {
			var flags []string
			for _, flag := range []struct {
				name string
				on   bool
			}{
				{"retryable", f.Retryable},
				{"overloaded", f.Overloaded},
				{"remote", f.Remote},
				{"durableObjectReset", f.DurableObjectReset},
			} {
				if flag.on {
					flags = append(flags, flag.name)
				}
			}
			if flags == nil {
				flags = []string{"no flag"}
			}
			if f.Class != "" {
				want += f.Class + " "
			}
			want += "`" + f.Text + "` [" + strings.Join(flags, " ") + "]"
		}
		require.True(t, strings.HasPrefix(texts[f.Code], want), "want %s\ngot %s", want, texts[f.Code])
	}
}

// goFile is a Go file of the module; its path is from the module's root.
type goFile struct {
	path string
	*ast.File
}

// goFiles parses the Go files of the module, in the order of their paths.
func goFiles(t *testing.T) (files []goFile) {
	set := token.NewFileSet()
	root := os.DirFS("..")
	require.NoError(t, fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && (e.Name() == "testdata" || name != "." && e.Name()[0] == '.'):
			return fs.SkipDir
		case path.Ext(name) != ".go":
			return nil
		}
		source, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(set, name, source, parser.ParseComments)
		files = append(files, goFile{name, file})
		return err
	}))
	return files
}
