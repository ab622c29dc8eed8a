package main

import (
	"go/ast"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
)

// scopeDefault matches the packages whose code runs in simulated worlds.
const scopeDefault = `^dolab/(actor|durable|alarms|experiments)(/|$)`

// config is what the flags of one analyzer say.
type config struct {
	scope regexp.Regexp // import paths to check
	tests bool          // check _test.go files too
}

// newAnalyzer returns an analyzer with flags of its own at their defaults.
func newAnalyzer() *analysis.Analyzer {
	c := &config{}
	a := &analysis.Analyzer{
		Name:     "detcheck",
		Doc:      "find what would make a simulated world differ from run to run",
		Requires: []*analysis.Analyzer{inspect.Analyzer},
		Run:      c.run,
	}
	a.Flags.TextVar(&c.scope, "scope", regexp.MustCompile(scopeDefault), "`regexp` of the import paths to check")
	a.Flags.BoolVar(&c.tests, "tests", false, "check _test.go files too")
	return a
}

// run checks one package. It has the signature of analysis.Analyzer.Run.
func (c *config) run(pass *analysis.Pass) (any, error) {
	if !c.scope.MatchString(strings.TrimSuffix(pass.Pkg.Path(), "_test")) {
		return nil, nil
	}
	root := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root()
	for cur := range root.Children() {
		src := &source{pass: pass, info: pass.TypesInfo, cur: cur, file: cur.Node().(*ast.File)}
		if !c.covers(pass.Fset.Position(src.file.Package).Filename) {
			continue
		}
		notes, err := src.notes()
		if err != nil {
			return nil, err
		}
		src.report(notes.filter(src, src.findings()))
		src.report(notes.complaints())
	}
	return nil, nil
}

// covers reports whether the file is to be checked. What cgo makes of a file still has the file's name; what it adds of
// its own is not called .go.
func (c *config) covers(file string) bool {
	return strings.HasSuffix(file, ".go") && (c.tests || !strings.HasSuffix(file, "_test.go"))
}

// source is one file under check.
type source struct {
	pass *analysis.Pass
	info *types.Info
	cur  inspector.Cursor // at file
	file *ast.File
}

// finding is a place that breaks a rule.
type finding struct {
	rule string
	at   analysis.Range
	text string
}

// name returns the path of the text that was read: for a file with cgo, what cgo made of it.
func (s *source) name() string { return s.pass.Fset.File(s.file.FileStart).Name() }

// line returns the line on which r starts.
func (s *source) line(r analysis.Range) int { return s.pass.Fset.Position(r.Pos()).Line }

// findings returns what breaks rules in the file, sorted by position.
func (s *source) findings() []finding {
	var all []finding
	for _, r := range rules {
		report := func(at analysis.Range, text string) {
			all = append(all, finding{r.name, at, text})
		}
		s.enter(r.doors, report)
		if r.check != nil {
			r.check(s, report)
		}
	}
	slices.SortStableFunc(all, func(a, b finding) int { return int(a.at.Pos() - b.at.Pos()) })
	return all
}

func (s *source) report(all []finding) {
	for _, f := range all {
		s.pass.Report(analysis.Diagnostic{
			Pos: f.at.Pos(), End: f.at.End(), Category: f.rule, Message: f.text + " (" + f.rule + ")",
		})
	}
}
