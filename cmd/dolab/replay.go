package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"dolab/experiments"
)

func (a *app) replayCommand() *cobra.Command {
	var trace, html, compare string
	s := &subject{program: a.program, name: "replay"}
	l := look{step: -1, tail: tailUsual}
	c := &cobra.Command{
		Use:   "replay FILE.json|FILE.yaml|SUBJECT|DIRECTORY",
		Short: "Run a report, a scenario or a seed again, and compare or look inside",
		Long: "Replay runs a report of run --json again with its settings and seed, and compares hash and cells. With " +
			"--trace it also compares the trace with a file of run --trace. The exit code is 0 if all is the same and 1 if " +
			"something differs, whether or not the claim holds.\n\n" +
			"Replay runs a scenario too: a file that hunt or shrink has printed, or what hunt draws from --seed. It prints " +
			"what goes wrong and the end of the trace. The exit code is 1 if something goes wrong.\n\n" +
			"With --step it prints the world at that step of the trace instead. It shows objects, gates, queues and both " +
			"copies of the alarm. It also shows stored and unsaved data, clients, faults and timers.",
		Example: "  dolab replay report.json --trace trace.jsonl\n" +
			"  dolab replay small.yaml --step 12\n" +
			"  dolab replay lumenize-2026-06 --profile ideal --faults none --seed 1",
		Args: oneAtMost,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 && len(s.mux) == 0 {
				return usage("replay takes a report of run --json, a scenario FILE.yaml, or a subject with --seed (dolab list subjects)")
			}
			foreign, taken, what := append(slices.Concat(subjectFlags, projectFlags), "step", "tail"), []string{"trace"}, "a report's replay"
			report := isReport(args)
			if !report {
				foreign, taken, what = taken, foreign, "a scenario's replay"
			}
			foreign = slices.DeleteFunc(foreign, func(name string) bool { return !c.Flags().Changed(name) })
			if report {
				if err := presentReport(args[0]); err != nil {
					return err
				}
			}
			if len(foreign) > 0 {
				return notTaken(foreign, what, taken)
			}
			if compare != "" && html == "" {
				return usage("--compare puts another run into the page of --html FILE, which is not given")
			}
			if err := distinctInputs(html, compare, args); err != nil {
				return err
			}
			d := &drawing{html: html, compare: compare}
			if report {
				return a.replayFile(args[0], trace, d)
			}
			return a.replayScenario(s, args, l, d)
		},
	}
	f := c.Flags()
	s.define(f)
	f.Var(&one[int64]{to: &l.step, parse: stepNumber, form: "a whole number, 0 or more", kind: "number"},
		"step", "print the world at that step of the scenario's trace")
	f.Var(&one[int]{
		to: &l.tail, text: strconv.Itoa(tailUsual), parse: whole(0, tailMax), kind: "number",
		form: fmt.Sprintf("a whole number from 0 to %d", tailMax),
	}, "tail", "lines to print of the end of the scenario's trace")
	f.Var(&one[string]{to: &trace, parse: inputFile, form: "the name of a file", kind: "FILE"}, "trace",
		"file of run --trace to compare a report's trace with")
	group(f, "Of a scenario or a seed", append(slices.Clone(subjectFlags), "step", "tail")...)
	f.Var(outputFile(&html), "html", "draw the run as a page in FILE, which needs nothing else to be looked at; or -")
	f.Var(&one[string]{to: &compare, parse: inputFile, form: "the name of a file", kind: "FILE"}, "compare",
		"with --html: put another run under this one, up to their first difference: a scenario, or a trace of run --trace")
	group(f, "Of the Worker of a project", projectFlags...)
	group(f, "Of a report", "trace")
	group(f, "Pictures", "html", "compare")
	return c
}

// isReport reports whether what is to be replayed is a report: neither a scenario nor a multiplexer.
func isReport(args []string) bool {
	if len(args) == 0 || isScenario(args[0]) {
		return false
	}
	_, err := named(args[0])
	return err != nil
}

// presentReport refuses the name of a report that does not exist. A name without an ending may be a misspelt subject.
func presentReport(path string) error {
	_, err := os.Stat(path)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, os.ErrNotExist) && filepath.Ext(path) == "":
		var unknown *experiments.ErrUnknown
		if _, err := named(path); errors.As(err, &unknown) {
			return usage("replay: %s is neither a file nor a subject: want one of %s",
				shortened(typed(path)), strings.Join(unknown.Known, ", "))
		}
	}
	return usage("replay: %w", err)
}

func (a *app) replayFile(path, tracePath string, d *drawing) error {
	data, err := readFile(path, reportBytesMax)
	if err != nil {
		return usage("replay: %w", err)
	}
	records, err := readRecords(data)
	if err != nil {
		return usage("replay: %s is not a report of run --json: %w", path, err)
	}
	if len(records) != 1 && d.html != "" {
		return usage("--html draws one run, and %s has %d reports", path, len(records))
	}
	if len(records) != 1 && tracePath != "" {
		return usage("--trace is the trace of one run, and %s has %d reports", path, len(records))
	}
	var diff *traceDiff
	if tracePath != "" {
		old, err := readFile(tracePath, reportBytesMax)
		if err != nil {
			return usage("--trace: %w", err)
		}
		if first, _, _ := bytes.Cut(old, []byte("\n")); !json.Valid(first) || first[0] != '{' {
			return usage("--trace %s is not a trace of run --trace: its first line is not a JSON object (--trace-format json)", typed(tracePath))
		}
		diff = &traceDiff{old: old}
	}
	same := true
	m := a.meter(false)
	defer m.clear()
	for n, old := range records {
		m.at(float64(n), len(records), fmt.Sprintf("seed %d", old.Seed))
		found, err := a.replayRecord(old, diff, d)
		var misused *usageError
		if errors.As(err, &misused) {
			return usage("replay: %s: %w", path, err)
		}
		if err != nil {
			return err
		}
		same = same && found
	}
	if !same {
		return errContradicted
	}
	return nil
}

// replayRecord runs one record again and says whether it came out the same.
func (a *app) replayRecord(old *record, diff *traceDiff, d *drawing) (same bool, err error) {
	e, o, err := a.revive(old)
	if err != nil {
		return false, err
	}
	if real := o.realTime(); real != "" {
		return false, usage("the report is of a run with %s: what is measured in real time does not come again", real)
	}
	unload, err := a.loadScript(o)
	if err != nil {
		return false, err
	}
	defer unload()
	o.settings.Picture = d.recorder()
	r, err := a.one(e, o, old.Seed, diff.writer(), nil)
	if err != nil {
		return false, err
	}
	if d.html != "" {
		if err := a.finish(d, reportPage(r, d.recorder())); err != nil {
			return false, err
		}
	}
	rec, err := newRecord(r, old.Settings)
	if err != nil {
		return false, err
	}
	p := a.page()
	said := difference(old, rec)
	if d := diff.difference(); d != "" {
		said = append(said, d)
	}
	if len(said) == 0 {
		p.line(fmt.Sprintf("same   %s   seed %d   hash %s   %d cells", rec.Experiment, rec.Seed, rec.Hash, len(rec.Cells)))
		return true, a.showBeside(d, p)
	}
	p.line(fmt.Sprintf("differs   %s   seed %d", rec.Experiment, rec.Seed))
	for _, s := range said {
		p.hanging("  ", "    ", s)
	}
	p.line(r.Replay)
	return false, a.showBeside(d, p)
}

// revive makes the command line of a record again.
func (a *app) revive(rec *record) (experiments.Experiment, *options, error) {
	e, err := experiments.Find(a.experiments, rec.Experiment)
	if err != nil {
		return e, nil, usage("experiment: %w", err)
	}
	if rec.Version != experiments.Version {
		return e, nil, usage("version: the report is of version %s, this dolab reads version %s",
			shortened(rec.Version), experiments.Version)
	}
	o := &options{program: a.program}
	set := pflag.NewFlagSet("replay", pflag.ContinueOnError)
	o.define(set)
	settings := map[string]any{}
	for name, v := range rec.Settings {
		settings[name] = v
	}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		if set.Lookup(name) == nil || !isSetting(name) {
			return e, nil, usage("settings: unknown setting %q", shortened(name))
		}
		list, several := settings[name].([]any)
		if !several {
			list = []any{settings[name]}
		}
		for _, v := range list {
			text, ok := v.(string)
			if !ok {
				return e, nil, usage("settings: %s is neither a string nor a list of strings", name)
			}
			if err := set.Set(name, text); err != nil {
				return e, nil, usage("settings: %w", unfit(err))
			}
		}
	}
	o.settings.Seed = rec.Seed
	return e, o, o.check(e)
}

// difference says where two records of the same settings first differ, if they do.
func difference(old, now *record) []string {
	var said []string
	if old.Hash != now.Hash {
		said = append(said, fmt.Sprintf("hash: was %s, is %s", old.Hash, now.Hash))
	}
	if len(old.Cells) != len(now.Cells) {
		return append(said, fmt.Sprintf("cells: were %d, are %d", len(old.Cells), len(now.Cells)))
	}
	for n := range old.Cells {
		if text := cellDifference(old.Cells[n], now.Cells[n]); text != "" {
			return append(said, fmt.Sprintf("cell %d: %s", n, text))
		}
	}
	if len(said) > 0 {
		said = append(said, "all cells are the same: the traces differ (run --trace FILE, replay --trace FILE)")
	}
	return said
}

// cellDifference names the first field in which two cells differ, "" for none.
func cellDifference(old, now json.RawMessage) string {
	var was bytes.Buffer
	if err := json.Compact(&was, old); err != nil || bytes.Equal(was.Bytes(), now) {
		return ""
	}
	a, b := fields(old), fields(now)
	for n := range min(len(a), len(b)) {
		if a[n] != b[n] {
			return fmt.Sprintf("%s: was %s, is %s", b[n].name, a[n].value, b[n].value)
		}
	}
	return fmt.Sprintf("was %s, is %s", old, now)
}
