package main

import (
	"bytes"
	"flag"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// document is a Markdown file that tests hold to be true: see TestDocuments.
type document struct {
	path    string   // from the root of the module
	columns int      // how wide its commands print and, but for tables and links, how wide its lines may be
	slow    []string // commands that take more than a few seconds: run with -slow
	foreign []string // tests that it names and that are not of this module
}

// documents are the files that are held. A file is added by a line.
func documents() []document {
	return []document{
		{path: "alarms/README.md", columns: 80, slow: []string{
			"dolab run alarm-loop-cost", "dolab run overload-retry",
		}},
		{path: "README.md", columns: 120, slow: []string{
			"dolab run alarm-loop-cost --prices my.json",
			"dolab hunt dolab --profile hostile --seeds 10000 --json found.json",
			"dolab hunt --bugs --mux lumenize-2025-11-14 --seeds 2000",
			"dolab run alarms-robustness --mux dolab --n 1000 --delay 0s,300ms --seeds 20 --json -", "dolab hunt examples",
			"dolab run call-alarm-delay --mux lumenize-2025-11-14,dolab --live",
		}, foreign: []string{"TestShop"}},
		{path: "experiments/examples/TUTORIAL.md", columns: 100, foreign: []string{"TestShop"}},
		{path: "durable/TYPESCRIPT.md", columns: 120},
		{path: "experiments/examples/chat-ts/README.md", columns: 80},
		{path: "experiments/robustness/RESULTS.md", columns: 120},
		{path: "experiments/callalarm/RESULTS.md", columns: 120},
	}
}

var slow = flag.Bool("slow", false, "run the commands of documents that take long")

// TestDocuments runs each command of each document, and holds it to the exit code that the document gives: "# exit 1"
// behind the command in a block of code, "(exit 1)" behind one in a line of text, and 0 where it says nothing. A block
//
//	```console
//	$ dolab run call-alarm-delay
//	```
//
// has all that the command prints below it; -rewrite writes that. A block of text is what was measured once: its
// commands do not run. Tests that are named exist: TestX is in the document's own folder, or anywhere if that folder is
// the root, and check.TestX is in a package of that name. A command go test ./DIR -run TestX names one in that folder.
// Relative links lead to a file, and to a heading of it. Rules such as G14 are in SEMANTICS.md.
func TestDocuments(t *testing.T) {
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	tests := declaredTests(t, root)
	t.Chdir(t.TempDir()) // For the files that commands write.
	for _, dir := range []string{
		"experiments/examples/chat-ts", "experiments/specimens/ts",
		"experiments/callalarm/worker", "experiments/robustness/worker",
	} {
		require.NoError(t, os.CopyFS(dir, os.DirFS(filepath.Join(root, dir))))
	}
	for _, d := range documents() {
		t.Run(d.path, func(t *testing.T) {
			t.Setenv("COLUMNS", strconv.Itoa(d.columns))
			file := filepath.Join(root, d.path)
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			text := strings.TrimSuffix(string(data), "\n")
			current := d.shown(t, text)
			if flag.Lookup("rewrite").Value.String() == "true" && current != text {
				require.NoError(t, os.WriteFile(file, []byte(current+"\n"), 0o600))
			} else {
				require.Equal(t, current, text, "what %s shows is not what its commands print: run with -rewrite", d.path)
			}
			for _, c := range commandsOf(current) {
				d.run(t, c)
			}
			d.names(t, current, tests)
			checkLinks(t, root, d.path, current)
			checkRules(t, root, d.path, current)
			d.fits(t, current)
		})
	}
}

// lineOf is a command of a document.
type lineOf struct {
	command string
	exit    int
}

var (
	codeSpan  = regexp.MustCompile("`([^`\n]+)`(?:\\s+\\(exit (\\d)\\))?")
	codeFence = regexp.MustCompile("^\\s*```")
	exitNoted = regexp.MustCompile(`#.*\bexit (\d)`)
	programs  = []string{"dolab ", "go run ./cmd/dolab "}
)

// commandsOf are the commands of a text that are not shown with their output: lines of code, and code in lines of text.
func commandsOf(text string) (list []lineOf) {
	block := ""
	add := func(line, exit string) {
		for command := range strings.SplitSeq(line, " && ") {
			if slices.ContainsFunc(programs, func(p string) bool { return strings.HasPrefix(command, p) }) {
				n, _ := strconv.Atoi(exit) // "" is 0.
				list = append(list, lineOf{strings.TrimSpace(command), n})
			}
		}
	}
	for line := range strings.SplitSeq(text, "\n") {
		code := block != "" || strings.HasPrefix(line, "    ")
		switch {
		case codeFence.MatchString(line) && block == "":
			block = strings.TrimSpace(line)
		case codeFence.MatchString(line):
			block = ""
		case code && block != "```console" && block != "```text":
			command, _, _ := strings.Cut(strings.TrimSpace(line), " #")
			exit := append(exitNoted.FindStringSubmatch(line), "", "")[1]
			add(command, exit)
		case !code:
			for _, m := range codeSpan.FindAllStringSubmatch(line, -1) {
				add(m[1], m[2])
			}
		}
	}
	return list
}

// run runs a command and holds it to its exit code. Without -slow, one that is slow only begins.
func (d *document) run(t *testing.T, c lineOf) {
	if slices.Contains(d.slow, c.command) && !*slow {
		runExample(t, arguments(c.command))
		return
	}
	_, exit, stderr := printed(c.command)
	require.Equal(t, c.exit, exit, "%s\n%s", c.command, stderr)
}

// arguments is a command without its program.
func arguments(command string) string {
	for _, p := range programs {
		command = strings.TrimPrefix(command, p)
	}
	return command
}

// printed runs a command and returns what it prints. What goes to a file by > is written.
func printed(command string) (stdout string, exit int, stderr string) {
	command, file, toFile := strings.Cut(arguments(command), " > ")
	var out, errs bytes.Buffer
	exit = newApp("dolab", &out, &errs).run(words(command))
	if toFile {
		if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
			return "", exitUsage, err.Error()
		}
	}
	return out.String(), exit, errs.String()
}

// shown is a text with what its console blocks print today.
func (d *document) shown(t *testing.T, text string) string {
	var out []string
	inside := false
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case line == "```console":
			inside = true
			out = append(out, line)
		case inside && strings.HasPrefix(line, "$ "):
			command, _, _ := strings.Cut(line[2:], " #")
			want, _ := strconv.Atoi(append(exitNoted.FindStringSubmatch(line), "", "")[1])
			stdout, exit, stderr := printed(command)
			require.Equal(t, want, exit, "%s\n%s", command, stderr)
			out = append(out, line, strings.TrimSuffix(stdout, "\n"))
		case line == "```":
			inside = false
			out = append(out, line)
		case !inside:
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

var (
	// testNamed is a test, benchmark or fuzz test, in a package or in the document's own.
	testNamed = regexp.MustCompile(`\b(?:([a-z]+)\.)?((?:Test|Benchmark|Fuzz)[A-Z]\w*)`)
	// testRun is a command that runs one of a folder.
	testRun = regexp.MustCompile(`go test \./(\S+) (?:-run|-bench) '?\^?(\w+)`)
)

// names holds that the tests exist that a text names, but for those in its Go code.
func (d *document) names(t *testing.T, text string, tests map[string][]string) {
	text = regexp.MustCompile("(?s)```go\n.*?\n```").ReplaceAllString(text, "")
	for _, m := range testRun.FindAllStringSubmatch(text, -1) {
		require.Contains(t, tests[m[2]], m[1], "%s has %s", d.path, m[0])
	}
	text = testRun.ReplaceAllString(text, "")
	for _, m := range testNamed.FindAllStringSubmatch(text, -1) {
		if slices.Contains(d.foreign, m[2]) {
			continue
		}
		dirs := tests[m[2]]
		require.NotEmpty(t, dirs, "%s names %s, which does not exist", d.path, m[0])
		here := path.Dir(d.path)
		found := here == "." || slices.Contains(dirs, here)
		if m[1] != "" {
			found = slices.ContainsFunc(dirs, func(dir string) bool { return path.Base(dir) == m[1] })
		}
		require.True(t, found, "%s names %s, which is in %v", d.path, m[0], dirs)
	}
}

// declaredTests are the folders in which a test, benchmark or fuzz test of a name is.
func declaredTests(t *testing.T, root string) map[string][]string {
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Benchmark|Fuzz)[A-Z]\w*)\(`)
	tests := map[string][]string{}
	require.NoError(t, filepath.WalkDir(root, func(name string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(name))
		if err != nil {
			return err
		}
		data, err := os.ReadFile(name)
		for _, m := range declared.FindAllSubmatch(data, -1) {
			tests[string(m[1])] = append(tests[string(m[1])], filepath.ToSlash(dir))
		}
		return err
	}))
	return tests
}

var (
	linked  = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	anyCode = regexp.MustCompile("(?s)```.*?```|`[^`]*`")
	notSlug = regexp.MustCompile(`[^\p{L}\p{N}_ -]`)
)

// checkLinks holds that each relative link of a text leads somewhere.
func checkLinks(t *testing.T, root, file, text string) {
	for _, m := range linked.FindAllStringSubmatch(anyCode.ReplaceAllString(text, "`"), -1) {
		target, anchor, _ := strings.Cut(m[1], "#")
		if strings.Contains(target, "://") {
			continue
		}
		to := filepath.Join(root, path.Dir(file), target)
		if target == "" {
			to = filepath.Join(root, file)
		}
		_, err := os.Stat(to)
		require.NoError(t, err, "%s links to %s", file, m[1])
		if anchor == "" {
			continue
		}
		data, err := os.ReadFile(to)
		require.NoError(t, err, "%s links to %s", file, m[1])
		var anchors []string
		for _, h := range heading.FindAllStringSubmatch(string(data), -1) {
			slug := notSlug.ReplaceAllString(strings.ToLower(h[1]), "")
			anchors = append(anchors, strings.ReplaceAll(slug, " ", "-"))
		}
		require.Contains(t, anchors, anchor, "%s links to %s", file, m[1])
	}
}

var (
	ruleEntry = regexp.MustCompile(`(?m)^- \*\*([A-O]\d+(?:\.\d+|[a-z])?)\*\* `)
	ruleNamed = regexp.MustCompile(`\b[AC-O][1-9]\d?(?:\.[1-9]\d?|[a-z])?\b`)
)

// checkRules holds that SEMANTICS.md has each rule that a text cites. B and a number is a bug of a multiplexer there.
func checkRules(t *testing.T, root, file, text string) {
	data, err := os.ReadFile(filepath.Join(root, "durable", "SEMANTICS.md"))
	require.NoError(t, err)
	var rules []string
	for _, m := range ruleEntry.FindAllSubmatch(data, -1) {
		rules = append(rules, string(m[1]))
	}
	for _, number := range ruleNamed.FindAllString(text, -1) {
		require.Contains(t, rules, number, "%s cites a rule that SEMANTICS.md does not have", file)
	}
}

// fits holds the lines of a document to its width, what commands print included. Tables, links and commands cannot be
// broken.
func (d *document) fits(t *testing.T, text string) {
	for line := range strings.SplitSeq(text, "\n") {
		command := strings.HasPrefix(line, "$ ") || strings.HasPrefix(line, "dolab ") || strings.Contains(line, "`dolab ")
		whole := strings.HasPrefix(line, "|") || command || linked.MatchString(line)
		if !whole {
			require.LessOrEqual(t, len([]rune(line)), d.columns, "%s: %s", d.path, line)
		}
	}
}
