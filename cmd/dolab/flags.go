package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"dolab/durable/platform"
	"dolab/experiments"
	"dolab/experiments/remote"
	"dolab/experiments/scripted"
)

// The bounds of the factors.
const (
	nMax      = 10_000
	trialsMax = 100_000
	seedsMax  = 1_000_000
	spanMax   = 10 * 365 * 24 * time.Hour
	loadMax   = time.Minute
)

// options are the flags of a run.
type options struct {
	program  string // as the user calls it
	set      *pflag.FlagSet
	settings experiments.Settings
	seeds    int
	json     string
	csv      string
	trace    string
	html     string
	svg      string
	compare  string
	form     string // of the trace; "": by where it goes
	quiet    bool
	worker   string // the folder of settings.Worker
}

// outputs are the flags that say where a run's results go: no part of its settings.
var outputs = []string{"html", "svg", "compare", "json", "csv", "trace", "trace-format", "quiet", "help"}

// general are the settings that every experiment takes.
var general = []string{"profile", "set", "faults", "seed", "seeds"}

// factors are the settings that some experiments take.
var factors = []string{
	"mux", "n", "delay", "pattern", "gap", "trigger", "client", "mode", "design", "span", "timeout", "load", "prices", "trials",
}

// define adds the flags of a run to a set.
func (o *options) define(set *pflag.FlagSet) {
	o.set = set
	set.SortFlags = false
	s := &o.settings
	words := func(to *[]string, name, usage string) {
		set.Var(&list[string]{to: to, parse: word, form: "names, such as a,b", kind: "names"}, name, usage)
	}
	spans := func(to *[]time.Duration, lo time.Duration, name, usage string) {
		form := "durations such as 300ms,1s, up to ten years"
		if lo >= 0 {
			form = fmt.Sprintf("durations such as 300ms,1s, from %s to ten years", span(lo))
		}
		set.Var(&list[time.Duration]{to: to, parse: duration(lo, spanMax), form: form, kind: "durations"}, name, usage)
	}
	words(&s.Mux, "mux", "multiplexers to compare, such as dolab,native (dolab list multiplexers)")
	set.Var(&list[int]{
		to: &s.N, parse: whole(1, nMax), form: fmt.Sprintf("whole numbers from 1 to %d, such as 10,100", nMax), kind: "numbers",
	}, "n", "number of operations")
	spans(&s.Delay, -spanMax, "delay", "how far ahead each operation is scheduled")
	words(&s.Pattern, "pattern", "how operations follow each other: batch, sequential")
	spans(&s.Gap, 0, "gap", "pause between two operations")
	words(&s.Trigger, "trigger", "what runs due schedules: native (the alarm), manual (a call)")
	words(&s.Client, "client", "how the client waits: sequential-uncorrelated, sequential-correlated, parallel, batch")
	words(&s.Mode, "mode", "how a call is made: alarm (deferred), direct")
	words(&s.Design, "design", "designs to compare (an unknown name lists them)")
	set.Var(&one[time.Duration]{
		to: &s.Span, parse: duration(time.Minute, spanMax), form: "a duration such as 24h, from 1m to ten years", kind: "duration",
	}, "span", "simulated time that each cell takes")
	spans(&s.Timeout, time.Millisecond, "timeout", "how long the client waits for an operation")
	set.Var(&one[time.Duration]{
		to: &s.Load, parse: duration(0, loadMax), form: fmt.Sprintf("a duration such as 20ms, up to %s", span(loadMax)), kind: "duration",
	}, "load", "how long each turn occupies its object, as on a busy host")
	set.Var(&one[*platform.Prices]{
		to: &s.Prices, parse: readPrices, form: "a file that dolab list prices has printed", kind: "FILE",
	}, "prices", "price table, in the format of dolab list prices")
	set.Var(&one[int]{
		to: &s.Trials, parse: whole(1, trialsMax), form: fmt.Sprintf("a whole number from 1 to %d", trialsMax), kind: "number",
	}, "trials", "how often each cell is tried")
	set.Var(&one[string]{to: &o.worker, parse: inputFile, form: "the name of a folder", kind: "DIR"}, "worker",
		"run the objects of this wrangler project, in TypeScript, instead of those in Go")
	set.BoolVar(&s.Live, "live", false, "measure in real time too, beside the simulation: the same objects in a live world")
	set.Var(&one[string]{to: &s.URL, parse: serverURL, form: "a URL such as ws://127.0.0.1:8787", kind: "URL"}, "url",
		"measure in real time too, on a server with the experiment's Worker: dolab dev, wrangler dev, a deployment")
	set.Var(&one[string]{to: &s.Profile, parse: word, form: "a name", kind: "name"}, "profile",
		"latencies and limits of the platform: ideal, workerd, production, hostile")
	defineSet(set, &s.Set)
	set.Var(&texts{to: &s.Faults, check: faulty, kind: "FAULT"}, "faults",
		"add a fault, such as \"commit nth=2 crash\" (dolab list faults); repeat it for more")
	s.Seed = 1
	set.Var(&one[uint64]{to: &s.Seed, text: "1", parse: seed, form: seedForm, kind: "number"},
		"seed", "number that fixes everything random")
	o.seeds = 1
	set.Var(&one[int]{
		to: &o.seeds, text: "1", parse: whole(1, seedsMax), form: fmt.Sprintf("a whole number from 1 to %d", seedsMax), kind: "number",
	}, "seeds", "number of seeds to run, from --seed on")
	set.Var(outputFile(&o.html), "html", "draw the run as a page in FILE, which needs nothing else to be looked at; or -")
	set.Var(outputFile(&o.svg), "svg",
		"draw what has gone wrong, without the rest of the page, as an SVG image in FILE, or -")
	set.Var(&one[string]{to: &o.compare, parse: inputFile, form: "the name of a file", kind: "FILE"}, "compare",
		"with --html: put the trace in FILE, of run --trace, under the run, up to their first difference")
	set.Var(outputFile(&o.json), "json", "write the report as JSON to FILE; - is stdout, without the page")
	set.Var(outputFile(&o.csv), "csv", "write the measurements as CSV to FILE, or -")
	o.defineTrace(set)
	set.BoolVarP(&o.quiet, "quiet", "q", false, "print only the verdict, the seed and the replay command; show no progress")
	group(set, "Flags of every experiment", general...)
	group(set, "Flags of some experiments (dolab list experiments)", factors...)
	group(set, "Results", outputs...)
}

// check holds the flags against the experiment that is to take them.
func (o *options) check(e experiments.Experiment) error {
	var foreign []string
	o.set.Visit(func(f *pflag.Flag) {
		if !slices.Contains(outputs, f.Name) && !slices.Contains(general, f.Name) && !slices.Contains(e.Factors, f.Name) {
			foreign = append(foreign, f.Name)
		}
	})
	if len(foreign) > 0 {
		return notTaken(foreign, e.Name, append(slices.Clone(e.Factors), general...))
	}
	if name := o.settings.Profile; name != "" {
		if _, err := platform.ProfileByName(name); err != nil {
			return usage("--profile: %w", err)
		}
	}
	turnTime := func(text string) bool { return strings.HasPrefix(text, "TurnTime=") }
	if o.settings.Load > 0 && slices.ContainsFunc(o.settings.Set, turnTime) {
		return usage("--load and --set TurnTime set the same number: give one of them")
	}
	if o.seeds > 1 && o.trace != "" {
		return usage("--trace takes one seed, and --seeds is %d", o.seeds)
	}
	if real := o.realTime(); o.seeds > 1 && real != "" {
		return usage("%s takes one seed, and --seeds is %d: time is real there", real, o.seeds)
	}
	if o.compare != "" && o.html == "" {
		return usage("--compare puts another trace into the page of --html FILE, which is not given")
	}
	if err := separate([]output{{"--compare", o.compare}}, o.outputs()); err != nil {
		return err
	}
	if err := o.checkTrace(); err != nil {
		return err
	}
	if takers := o.stdout(); len(takers) > 1 {
		return usage("only one of %s can go to stdout", flagList(takers))
	}
	if err := distinct(o.outputs()); err != nil {
		return err
	}
	if f := o.set.Lookup("prices"); f.Changed {
		if err := separate([]output{{"--prices", f.Value.String()}}, o.outputs()); err != nil {
			return err
		}
	}
	if last := o.settings.Seed + uint64(o.seeds) - 1; last < o.settings.Seed {
		return usage("--seed %d --seeds %d goes beyond the largest seed", o.settings.Seed, o.seeds)
	}
	return nil
}

// realTime is the flag that lets a run measure in real time, "" for none.
func (o *options) realTime() string {
	switch {
	case o.settings.URL != "":
		return "--url"
	case o.settings.Live:
		return "--live"
	}
	return ""
}

// serverURL reads the address of a server.
func serverURL(s string) (string, error) {
	_, err := remote.New(s, nil)
	return s, err
}

// loadScript loads the Worker of the settings, if there is one. Unload gives its memory back.
func (a *app) loadScript(o *options) (unload func(), err error) {
	if o.worker == "" {
		return func() {}, nil
	}
	w, err := loadWorker("--worker "+typed(o.worker), o.worker)
	if err != nil {
		return nil, err
	}
	a.warn(w)
	o.settings.Worker = scripted.Script{Worker: w}
	return w.Close, nil
}

// notTaken is the error of flags that something does not take.
func notTaken(flags []string, by string, taken []string) error {
	verb := "is not a flag"
	if len(flags) > 1 {
		verb = "are not flags"
	}
	return usage("%s %s of %s: it takes %s", flagList(flags), verb, by, flagList(taken))
}

// stdout names the flags that send something to stdout, which then takes nothing else.
func (o *options) stdout() []string {
	var names []string
	for _, to := range o.outputs() {
		if to.path == "-" {
			names = append(names, to.flag)
		}
	}
	return names
}

// output is a flag that names a file to write.
type output struct{ flag, path string }

func (o *options) outputs() []output {
	return []output{{"json", o.json}, {"csv", o.csv}, {"trace", o.trace}, {"html", o.html}, {"svg", o.svg}}
}

// separate refuses an output that would replace an input.
func separate(inputs, outputs []output) error {
	for _, in := range inputs {
		for _, out := range outputs {
			if in.path != "" && out.path != "" && out.path != "-" && sameFile(out.path, in.path) {
				return usage("%s and --%s are both %s: it would be replaced", in.flag, out.flag, shortened(typed(out.path)))
			}
		}
	}
	return nil
}

// distinct refuses two outputs in one file.
func distinct(list []output) error {
	for n, a := range list {
		for _, b := range list[:n] {
			if a.path != "" && a.path != "-" && sameFile(a.path, b.path) {
				return usage("--%s and --%s both write to %s", b.flag, a.flag, a.path)
			}
		}
	}
	return nil
}

// isSetting reports whether a flag belongs to the settings of a report: all but seed, seeds and outputs.
func isSetting(name string) bool {
	return !slices.Contains(outputs, name) && name != "seed" && name != "seeds"
}

// given are the settings as typed, by flag: one text, or a list of them for a flag that is given again for more.
func (o *options) given() map[string]any {
	m := map[string]any{}
	o.set.Visit(func(f *pflag.Flag) {
		if t, several := f.Value.(*texts); several && isSetting(f.Name) {
			m[f.Name] = *t.to
		} else if isSetting(f.Name) {
			m[f.Name] = f.Value.String()
		}
	})
	return m
}

// replay is the command that runs one seed with the same settings, or n seeds from it on.
func (o *options) replay(experiment string, seed uint64, n int) string {
	words := []string{o.program, "run", experiment}
	o.set.VisitAll(func(f *pflag.Flag) {
		if f.Changed && isSetting(f.Name) {
			words = append(words, flagWords(f)...)
		}
	})
	words = append(words, fmt.Sprintf("--seed %d", seed))
	if n > 1 {
		words = append(words, fmt.Sprintf("--seeds %d", n))
	}
	return strings.Join(words, " ")
}
