package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"dolab/durable"
	"dolab/experiments"
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
	quiet    bool
}

// outputs are the flags that say where a run's results go: no part of its settings.
var outputs = []string{"json", "csv", "trace", "quiet", "help"}

// general are the settings that every experiment listens to.
var general = []string{"profile", "set", "faults", "seed", "seeds"}

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
	words(&s.Mux, "mux", "multiplexers (dolab list multiplexers)")
	set.Var(&list[int]{
		to: &s.N, parse: whole(1, nMax), form: fmt.Sprintf("whole numbers from 1 to %d, such as 10,100", nMax), kind: "numbers",
	}, "n", "how many operations")
	spans(&s.Delay, -spanMax, "delay", "how far ahead each is scheduled")
	words(&s.Pattern, "pattern", "how operations are ordered: batch, sequential")
	spans(&s.Gap, 0, "gap", "pause between two operations")
	words(&s.Trigger, "trigger", "who runs what is due: native, manual")
	words(&s.Client, "client", "how the client waits: sequential-uncorrelated, sequential-correlated, parallel, batch")
	words(&s.Mode, "mode", "how a call is made: alarm, direct")
	words(&s.Design, "design", "which ways to build it (an unknown name lists them)")
	set.Var(&one[time.Duration]{
		to: &s.Span, parse: duration(time.Minute, spanMax), form: "a duration such as 24h, from 1 m to ten years", kind: "duration",
	}, "span", "how long the world is left alone")
	spans(&s.Timeout, time.Millisecond, "timeout", "how long the client waits for an operation")
	set.Var(&one[time.Duration]{
		to: &s.Load, parse: duration(0, loadMax), form: fmt.Sprintf("a duration such as 20ms, up to %s", span(loadMax)), kind: "duration",
	}, "load", "how long each turn occupies its object: a loaded host")
	set.Var(&one[*durable.Prices]{
		to: &s.Prices, parse: readPrices, form: "a file such as dolab list prices prints", kind: "FILE",
	}, "prices", "a price table, such as dolab list prices prints")
	set.Var(&one[int]{
		to: &s.Trials, parse: whole(1, trialsMax), form: fmt.Sprintf("a whole number from 1 to %d", trialsMax), kind: "number",
	}, "trials", "how often each is tried")
	set.Var(&one[string]{to: &s.Profile, parse: word, form: "a name", kind: "name"},
		"profile", "the numbers of the platform (dolab list profiles)")
	defineSet(set, &s.Set)
	set.Var(&texts{to: &s.Faults, check: faulty, kind: "FAULT"}, "faults",
		"what goes wrong beside what the experiment does, such as \"commit nth=2 crash\" (dolab list faults); again for more")
	s.Seed = 1
	set.Var(&one[uint64]{to: &s.Seed, text: "1", parse: seed, form: "a whole number from 0 on", kind: "number"},
		"seed", "what all chance comes from")
	o.seeds = 1
	set.Var(&one[int]{
		to: &o.seeds, text: "1", parse: whole(1, seedsMax), form: fmt.Sprintf("a whole number from 1 to %d", seedsMax), kind: "number",
	}, "seeds", "run that many seeds, from --seed on")
	set.Var(outputFile(&o.json), "json", "write the report as JSON to a file; - is stdout, with nothing else there")
	set.Var(outputFile(&o.csv), "csv", "write the measurements as CSV to a file, or -")
	set.Var(outputFile(&o.trace), "trace", "write the trace as JSON lines to a file, or -")
	set.BoolVarP(&o.quiet, "quiet", "q", false, "print only the verdict, the seed and the command that replays it; show no progress")
}

// check holds the flags against the experiment that shall listen to them.
func (o *options) check(e experiments.Experiment) error {
	var deaf []string
	o.set.Visit(func(f *pflag.Flag) {
		if !slices.Contains(outputs, f.Name) && !slices.Contains(general, f.Name) && !slices.Contains(e.Factors, f.Name) {
			deaf = append(deaf, f.Name)
		}
	})
	if len(deaf) > 0 {
		return usage("%s does not listen to %s: it listens to %s", e.Name, flagList(deaf),
			flagList(append(slices.Clone(e.Factors), general...)))
	}
	if name := o.settings.Profile; name != "" {
		if _, err := durable.ProfileByName(name); err != nil {
			return &usageError{err}
		}
	}
	turnTime := func(text string) bool { return strings.HasPrefix(text, "TurnTime=") }
	if o.settings.Load > 0 && slices.ContainsFunc(o.settings.Set, turnTime) {
		return usage("--load and --set TurnTime say the same: give one of them")
	}
	if o.seeds > 1 && o.trace != "" {
		return usage("--trace writes the trace of one run: give it one seed")
	}
	if takers := o.stdout(); len(takers) > 1 {
		return usage("only one of %s can go to stdout", flagList(takers))
	}
	if err := distinct(o.outputs()); err != nil {
		return err
	}
	if last := o.settings.Seed + uint64(o.seeds) - 1; last < o.settings.Seed {
		return usage("--seed %d --seeds %d goes beyond the largest seed", o.settings.Seed, o.seeds)
	}
	return nil
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
	return []output{{"json", o.json}, {"csv", o.csv}, {"trace", o.trace}}
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
