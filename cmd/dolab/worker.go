package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"dolab/actor"
	"dolab/actor/sim"
	"dolab/durable/platform"
	"dolab/durable/worker"
	"dolab/experiments/steps"
)

// workerOptions are the flags of dolab worker.
type workerOptions struct {
	program string // as the user calls it
	set     *pflag.FlagSet
	dir     string

	env, bindings string
	with          []string // other projects

	method  string
	headers []string
	data    string

	profile string
	numbers []string
	faults  []string // nil: not given
	seed    uint64
	seeds   int

	out options // its trace, form and json
}

// The words of dolab worker, and what they take. Without one it shows the project.
const (
	workerShow  = ""
	workerFetch = "fetch"
	workerRun   = "run"
)

// The flags of dolab worker by what takes them.
var (
	workerFlags  = []string{"env", "bindings", "json"}
	worldFlags   = []string{"with", "profile", "set", "faults", "seed", "trace", "trace-format"}
	requestFlags = []string{"method", "header", "data"}
)

func (a *app) workerCommand() *cobra.Command {
	o := &workerOptions{program: a.program}
	c := &cobra.Command{
		Use:   "worker [DIR] [fetch PATH | run FILE.yaml]",
		Short: "Run a Worker written in TypeScript or JavaScript as it is",
		Long: "Worker reads the wrangler project in DIR, or in this folder, and runs its script in a simulated world. " +
			"Without more it shows what is in the project, and what dolab does not know or have.\n\n" +
			"Fetch makes one request. It prints status, headers and body; the console goes to stderr. The world then " +
			"runs for 30 s of its time, for what the Worker has left to do. The exit code is 1 if the Worker fails.\n\n" +
			"Run obeys a script of steps: requests, WebSockets, time, faults, evictions, and what must hold. The exit " +
			"code is 1 if a step does not hold. The README of experiments/examples/chat-ts lists the steps.",
		Example: "  dolab worker .\n" +
			"  dolab worker . --json\n" +
			"  dolab worker . fetch /room/lobby\n" +
			"  dolab worker . fetch /room/a -X POST -H \"content-type: text/plain\" -d hello\n" +
			"  dolab worker . fetch /room/a --faults \"commit nth=1 crash\" --trace trace.txt\n" +
			"  dolab worker . run scenario.yaml --seeds 3\n" +
			"  dolab worker . run scenario.yaml --env broken",
		Args: func(_ *cobra.Command, args []string) error {
			_, _, _, err := workerArguments(args)
			return err
		},
		RunE: func(_ *cobra.Command, args []string) error {
			dir, word, argument, err := workerArguments(args)
			if err != nil {
				return err
			}
			o.dir = dir
			if err := o.check(word); err != nil {
				return err
			}
			return a.worker(o, word, argument)
		},
	}
	o.define(c.Flags())
	return c
}

// workerArguments parts the arguments: [DIR] [fetch PATH | run FILE]. A folder with the name of a word is meant by
// ./fetch.
func workerArguments(args []string) (dir, word, argument string, err error) {
	dir = "."
	rest := args
	if len(rest) > 0 && rest[0] != workerFetch && rest[0] != workerRun {
		dir, rest = rest[0], rest[1:]
	}
	const takes = "worker takes [DIR], [DIR] fetch PATH or [DIR] run FILE.yaml"
	switch {
	case dir == "":
		return "", "", "", usage("%s: DIR is empty", takes)
	case len(rest) == 0:
		return dir, workerShow, "", nil
	case rest[0] != workerFetch && rest[0] != workerRun:
		return "", "", "", usage("%s, not %s", takes, quoted(args))
	case len(rest) == 1:
		return "", "", "", usage("%s: %s has no %s", takes, rest[0], map[string]string{workerFetch: "PATH", workerRun: "FILE.yaml"}[rest[0]])
	case len(rest) > 2:
		return "", "", "", usage("%s: %s is too much", takes, quoted(rest[2:]))
	}
	return dir, rest[0], rest[1], nil
}

func (o *workerOptions) define(set *pflag.FlagSet) {
	o.set = set
	set.SortFlags = false
	set.Var(&one[string]{to: &o.env, parse: word, form: "a name", kind: "NAME"}, "env",
		"environment of the project: env.NAME of its configuration")
	set.Var(&one[string]{to: &o.bindings, parse: inputFile, form: "the name of a file", kind: "FILE.ts"}, "bindings",
		"module whose exports replace bindings by their names; they run in the world")
	set.Var(outputFile(&o.out.json), "json", "write what is shown as JSON, --json=FILE to a file")
	set.Lookup("json").NoOptDefVal = "-"
	set.VarP(&one[string]{to: &o.method, parse: method, form: "a method such as POST", kind: "METHOD"}, "method", "X",
		"method of the request; by default GET, or POST with --data")
	set.VarP(&texts{to: &o.headers, check: headerLine, kind: "\"NAME: VALUE\""}, "header", "H", "header of the request; repeat it for more")
	set.VarP(&one[string]{to: &o.data, parse: anyText, form: "a text", kind: "BODY"}, "data", "d",
		"body of the request; @FILE is what the file has")
	set.Var(&texts{to: &o.with, check: notEmpty, kind: "DIR"}, "with",
		"another project of the run, which bindings name; repeat it for more")
	set.Var(&one[string]{to: &o.profile, parse: word, form: "a name", kind: "name"}, "profile",
		"latencies and limits: ideal, workerd, production, hostile; by default the scenario's, or production")
	defineSet(set, &o.numbers)
	set.Var(&texts{to: &o.faults, check: faultyOrNone, kind: "FAULT"}, "faults",
		"a fault, such as \"commit nth=2 crash\", or none; repeat it for more; by default the scenario's")
	o.seed = 1
	set.Var(&one[uint64]{to: &o.seed, parse: seed, form: seedForm, kind: "number"}, "seed",
		"number that fixes everything random; by default the scenario's, or 1")
	o.seeds = 1
	set.Var(&one[int]{
		to: &o.seeds, text: "1", parse: whole(1, seedsMax), form: fmt.Sprintf("a whole number from 1 to %d", seedsMax), kind: "number",
	}, "seeds", "number of seeds to run, from --seed on")
	o.out.defineTrace(set)
	group(set, "Project", workerFlags...)
	group(set, "Fetch", requestFlags...)
	group(set, "Fetch and run", worldFlags...)
	group(set, "Run", "seeds")
}

// check refuses flags that a word does not take, and what does not go together.
func (o *workerOptions) check(word string) error {
	taken := slices.Clone(workerFlags)
	switch word {
	case workerFetch:
		taken = slices.Concat(taken, requestFlags, worldFlags)
	case workerRun:
		taken = slices.Concat(taken, worldFlags, []string{"seeds"})
	}
	var foreign []string
	o.set.Visit(func(f *pflag.Flag) {
		if !slices.Contains(taken, f.Name) && f.Name != "help" {
			foreign = append(foreign, f.Name)
		}
	})
	if len(foreign) > 0 {
		return notTaken(foreign, strings.TrimSpace("worker "+word), taken)
	}
	if err := o.out.checkTrace(); err != nil {
		return err
	}
	switch {
	case o.seeds > 1 && o.out.trace != "":
		return usage("--trace takes one seed, and --seeds is %d", o.seeds)
	case len(o.out.stdout()) > 1:
		return usage("only one of %s can go to stdout", flagList(o.out.stdout()))
	case o.seed+uint64(o.seeds)-1 < o.seed:
		return usage("--seed %d --seeds %d goes beyond the largest seed", o.seed, o.seeds)
	case slices.Contains(o.faults, noFaults) && len(o.faults) > 1:
		return usage("--faults none goes with no other --faults")
	}
	if o.profile != "" {
		if _, err := platform.ProfileByName(o.profile); err != nil {
			return usage("--profile: %w", err)
		}
	}
	return distinct(o.out.outputs())
}

// The readers of the flags of a request.

func anyText(s string) (string, error) { return s, nil }

func notEmpty(s string) error {
	_, err := word(s)
	return err
}

func method(s string) (string, error) {
	_, err := http.NewRequest(s, steps.Host, nil)
	if err != nil || s == "" {
		return "", fmt.Errorf("%q is not a method", shortened(s))
	}
	return strings.ToUpper(s), nil
}

func headerLine(s string) error {
	name, _, found := strings.Cut(s, ":")
	if !found || strings.TrimSpace(name) == "" {
		return fmt.Errorf("%q is not a header such as \"content-type: text/plain\"", shortened(s))
	}
	return nil
}

// worker does what a word says with the project.
func (a *app) worker(o *workerOptions, word, argument string) error {
	var script *steps.Scenario
	var request *http.Request
	var err error
	switch word {
	case workerFetch:
		request, err = o.request(argument)
	case workerRun:
		script, err = readSteps(argument)
	}
	if err != nil {
		return err
	}
	out, err := a.openAll(&o.out)
	if err != nil {
		return err
	}
	err = a.workerInto(o, func(w *worker.Worker, others []*worker.Worker) error {
		if word != workerShow {
			a.warn(w)
		}
		switch word {
		case workerFetch:
			return a.workerFetch(o, w, others, request, out)
		case workerRun:
			return a.workerRun(o, w, others, script, argument, out)
		}
		return a.workerShow(o, w, out)
	})
	if err != nil && !errors.Is(err, errContradicted) {
		out.discard()
		return err
	}
	return errors.Join(out.close(), err)
}

// workerInto loads the projects, does what there is to do, and gives their memory back.
func (a *app) workerInto(o *workerOptions, do func(w *worker.Worker, others []*worker.Worker) error) error {
	var list []*worker.Worker
	defer func() {
		for _, w := range list {
			w.Close()
		}
	}()
	for _, dir := range o.with {
		w, err := loadWorker("--with "+typed(dir), dir)
		if err != nil {
			return err
		}
		list = append(list, w)
	}
	if o.bindings != "" {
		if _, err := os.Stat(o.bindings); err != nil {
			return usage("--bindings: %w", err)
		}
	}
	w, err := loadWorker("worker "+typed(o.dir), o.dir, worker.WithEnvironment(o.env), worker.WithBindings(o.bindings))
	if err != nil {
		return err
	}
	others := list
	list = append(list, w)
	return do(w, others)
}

// projects are the folders of all Workers of a run.
func (o *workerOptions) projects() string {
	text := "worker " + typed(o.dir)
	for _, dir := range o.with {
		text += " --with " + typed(dir)
	}
	return text
}

// warn says what is doubtful about a project to those who run it; the page of the project shows it too.
func (a *app) warn(w *worker.Worker) {
	p := w.Config().Project
	for _, u := range p.Unknown {
		a.complain("dolab: warning: %v\n", u)
	}
	for _, text := range p.Warnings {
		a.complain("dolab: warning: %s\n", text)
	}
}

// loadWorker reads a project. What is wrong with it is said with file and line.
func loadWorker(what, dir string, load ...worker.LoadOption) (*worker.Worker, error) {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, usage("%s: there is no such folder", what)
	case err != nil:
		return nil, usage("%s: %w", what, err)
	case !info.IsDir():
		return nil, usage("%s: it is not a folder", what)
	}
	w, err := worker.Load(dir, load...)
	if err == nil {
		return w, nil
	}
	if text := err.Error(); strings.Contains(text, "\n") {
		return nil, usage("%s:\n  %s", what, strings.ReplaceAll(text, "\n", "\n  "))
	}
	return nil, usage("%s: %w", what, err)
}

// world are the options of the world that a Worker runs in: flags come before what a scenario says.
func (o *workerOptions) world(a *app, s *steps.Scenario, others []*worker.Worker) (steps.Options, error) {
	w := steps.Options{Seed: o.seed, Start: s.Start, Faults: s.Faults, Stop: a.stopped, Others: others}
	if s.Seeded && !o.set.Changed("seed") {
		w.Seed = s.Seed
	}
	if o.faults != nil {
		w.Faults = slices.DeleteFunc(slices.Clone(o.faults), func(text string) bool { return text == noFaults })
	}
	p, err := platform.ProfileByName(cmp.Or(o.profile, s.Profile, "production"))
	if err != nil {
		return w, usage("--profile: %w", err)
	}
	if w.Profile, err = p.Override(append(slices.Clone(s.Set), o.numbers...)...); err != nil {
		return w, usage("--set: %w", err)
	}
	if o.faults == nil {
		return w, nil
	}
	return w, checkFaults(w.Profile, w.Faults)
}

// replay is the command that does the same under a seed.
func (o *workerOptions) replay(word, argument string, seed uint64) string {
	words := []string{o.program, "worker", typed(o.dir), word, typed(argument)}
	o.set.VisitAll(func(f *pflag.Flag) {
		if f.Changed && !slices.Contains([]string{"seed", "seeds", "json", "trace", "trace-format"}, f.Name) {
			words = append(words, flagWords(f)...)
		}
	})
	return strings.Join(append(words, fmt.Sprintf("--seed %d", seed)), " ")
}

// worldError is an error of a world, not of the Worker in it.
func (o *workerOptions) worldError(err error, replay string) error {
	var panicked *actor.PanicError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sim.ErrStopped):
		return errInterrupted
	case errors.As(err, &panicked):
		return &ourBug{err: err, replay: replay}
	}
	return &unfinished{err, "In this world", replay}
}
