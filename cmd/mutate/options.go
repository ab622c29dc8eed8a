package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"
)

// mutated are the packages that are mutated unless others are named.
const mutated = "./actor/...,./durable/...,./alarms,./experiments/check"

// options are what the command line says.
type options struct {
	dir      string
	packages []string
	seed     uint64
	sites    int
	kinds    []string
	list     bool
	reach    bool
	only     []string
	timeout  time.Duration
	json     string
	target   float64
	slow     bool
	tags     string
	workers  int
}

func parseOptions(args []string, stderr io.Writer) (options, error) {
	var o options
	var packages, only, kindNames string
	flags := flag.NewFlagSet("mutate", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.dir, "C", ".", "the `directory` of the module")
	flags.StringVar(&packages, "package", mutated, "package `patterns` to mutate, separated by commas")
	flags.Uint64Var(&o.seed, "seed", 1, "the seed that draws the sites")
	flags.IntVar(&o.sites, "sites", 300, "how many sites to draw; 0 takes all of them")
	flags.StringVar(&kindNames, "kind", "", "`kinds` of mutations to draw, separated by commas; all if empty")
	flags.BoolVar(&o.list, "list", false, "list the drawn sites and run nothing")
	flags.BoolVar(&o.reach, "reach", false, "list the drawn sites that no test reaches, and try nothing: a quick first look")
	flags.StringVar(&only, "only", "", "try the mutants with these `IDs` and show their diffs and failures")
	flags.DurationVar(&o.timeout, "timeout", 5*time.Second,
		"CPU `time` that a mutant may take beyond four times its tests' own")
	flags.StringVar(&o.json, "json", "", "write the result as JSON to this `file`; - is stdout")
	flags.Float64Var(&o.target, "target", 95, "the `percentage` of mutants that tests must notice")
	flags.BoolVar(&o.slow, "slow", false, "ask the survivors again of all tests that were left out")
	flags.StringVar(&o.tags, "tags", "", "build `tags`")
	flags.IntVar(&o.workers, "workers", runtime.NumCPU(), "how many mutants are tried at a time")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	o.packages, o.only, o.kinds = split(packages), split(only), split(kindNames)
	for _, name := range o.kinds {
		if !isKind(name) {
			err := fmt.Errorf("flag -kind: there is no kind %q; the kinds are %s", name, strings.Join(kindNamesAll(), ", "))
			_, _ = fmt.Fprintln(stderr, err)
			return o, err
		}
	}
	if flags.NArg() > 0 || o.sites < 0 || o.workers < 1 || len(o.packages) == 0 {
		flags.Usage()
		return o, errors.New("usage")
	}
	return o, nil
}

// split is strings.Split for a list that may be empty.
func split(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}
