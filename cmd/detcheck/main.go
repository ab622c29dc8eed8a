package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

// Exit codes.
const (
	exitClean   = 0
	exitFound   = 1
	exitTrouble = 2
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run checks the packages named by args and returns the exit code: 0 none, 1 findings, 2 the code could not be read.
func run(args []string, stdout, stderr io.Writer) int {
	detcheck := newAnalyzer()
	flags := flag.NewFlagSet("detcheck", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { usage(flags) }
	detcheck.Flags.VisitAll(func(f *flag.Flag) { flags.Var(f.Value, f.Name, f.Usage) })
	switch err := flags.Parse(args); {
	case err == flag.ErrHelp:
		return exitClean
	case err != nil:
		return exitTrouble
	case flags.NArg() == 0:
		usage(flags)
		return exitTrouble
	}
	found, err := check(detcheck, flags.Args(), stdout)
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "detcheck: %v\n", err)
		return exitTrouble
	}
	if found {
		return exitFound
	}
	return exitClean
}

// check prints the findings in the packages that patterns name. The error says which of them could not be checked.
func check(detcheck *analysis.Analyzer, patterns []string, stdout io.Writer) (found bool, err error) {
	load := &packages.Config{
		Mode: packages.LoadSyntax | packages.NeedModule,
		// Where tests are not checked they are not loaded either.
		Tests: detcheck.Flags.Lookup("tests").Value.String() == "true",
	}
	pkgs, err := packages.Load(load, patterns...)
	if err != nil {
		return false, fmt.Errorf("load: %w", err)
	}
	if len(pkgs) == 0 {
		return false, fmt.Errorf("%q match no packages", patterns)
	}
	// A package that does not compile must not hide what is wrong in the others.
	var broken []error
	pkgs = slices.DeleteFunc(pkgs, func(pkg *packages.Package) bool {
		for _, e := range pkg.Errors {
			broken = append(broken, fmt.Errorf("load %s: %w", pkg.PkgPath, e))
		}
		return len(pkg.Errors) > 0
	})
	graph, err := checker.Analyze([]*analysis.Analyzer{detcheck}, pkgs, nil)
	if err != nil {
		return false, fmt.Errorf("analyze: %w", err)
	}
	for _, act := range graph.Roots {
		if act.Err != nil {
			broken = append(broken, fmt.Errorf("analyze %s: %w", act.Package.PkgPath, act.Err))
		}
		found = found || len(act.Diagnostics) > 0
	}
	return found, errors.Join(append(broken, graph.PrintText(stdout, -1))...)
}

func usage(flags *flag.FlagSet) {
	w := flags.Output()
	_, _ = fmt.Fprint(w, `detcheck finds what would make a simulated world differ from run to run.

Usage: detcheck [-scope regexp] [-tests] packages

Rules:
`)
	for _, r := range rules {
		_, _ = fmt.Fprintf(w, "  %-9s %s\n", r.name, r.why)
	}
	_, _ = fmt.Fprint(w, `
Exceptions, with a reason:
  //detcheck:allow rule[,rule] reason    on the line, or on a line of its own before it
  //detcheck:file rule[,rule] reason     for the whole file

Flags:
`)
	flags.PrintDefaults()
}
