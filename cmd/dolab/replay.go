package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"dolab/experiments"
	"dolab/experiments/specimens"
)

func (a *app) replayCommand() *cobra.Command {
	var trace string
	s := &subject{program: a.program}
	l := look{step: -1, tail: tailUsual}
	c := &cobra.Command{
		Use:   "replay FILE.json|FILE.yaml|SUBJECT",
		Short: "Run again what a JSON report tells of, and compare, or a scenario, or the one of a seed",
		Long: "Replay reads what run --json wrote, runs it again with the same settings and seed and compares hash and\n" +
			"cells. With --trace it also compares the trace with one that run --trace wrote. The exit code is 0 where\n" +
			"all is the same and 1 where it differs, whatever the report says of the claim.\n\n" +
			"A scenario, which hunt and shrink print, or the one that hunt draws from a seed, is run, and what goes wrong is\n" +
			"shown with the end of the trace. The exit code is 1 where something goes wrong. With --step the world is shown\n" +
			"instead as it stands behind the turn that writes that step of the trace: objects, gates, lines, both copies of\n" +
			"the alarm, what is stored and not durable yet, clients, faults and timers.",
		Example: "  dolab replay report.json --trace trace.jsonl\n" +
			"  dolab replay small.yaml --step 12\n" +
			"  dolab replay lumenize-2026-06 --profile ideal --faults none --seed 1",
		Args: oneAtMost,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 && len(s.mux) == 0 {
				return usage("replay takes a file written by run --json, a scenario FILE.yaml, or a multiplexer and --seed")
			}
			deaf, what := append(slices.Clone(subjectFlags), "step", "tail"), "a report"
			report := isReport(args)
			if !report {
				deaf, what = []string{"trace"}, "a scenario"
			}
			for _, name := range deaf {
				if c.Flags().Changed(name) {
					return usage("%s does not listen to --%s", what, name)
				}
			}
			if report {
				return a.replayFile(args[0], trace)
			}
			return a.replayScenario(s, args, l)
		},
	}
	f := c.Flags()
	s.define(f)
	f.Var(&one[int64]{to: &l.step, parse: stepNumber, form: "a whole number from 0 on", kind: "number"},
		"step", "of a scenario: show the world behind that step of its trace")
	f.Var(&one[int]{
		to: &l.tail, text: strconv.Itoa(tailUsual), parse: whole(0, tailMax), kind: "number",
		form: fmt.Sprintf("a whole number from 0 to %d", tailMax),
	}, "tail", "of a scenario: show that many lines of the end of its trace")
	f.Var(&one[string]{to: &trace, parse: inputFile, form: "the name of a file", kind: "FILE"}, "trace",
		"of a report: the earlier run's trace, a file to compare with line by line")
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

func (a *app) replayFile(path, tracePath string) error {
	data, err := readFile(path, reportBytesMax)
	if errors.Is(err, os.ErrNotExist) && !strings.Contains(path, ".") {
		return usage("replay: %s is no file, and none of the multiplexers %s", path, strings.Join(specimens.Names(), ", "))
	}
	if err != nil {
		return usage("replay: %w", err)
	}
	records, err := readRecords(data)
	if err != nil {
		return usage("replay: %s is not a report of run --json: %w", path, err)
	}
	if len(records) != 1 && tracePath != "" {
		return usage("replay: --trace is the trace of one run, and %s has %d", path, len(records))
	}
	var diff *traceDiff
	if tracePath != "" {
		old, err := readFile(tracePath, reportBytesMax)
		if err != nil {
			return usage("replay: %w", err)
		}
		diff = &traceDiff{old: old}
	}
	same := true
	m := a.meter(false)
	defer m.clear()
	for n, old := range records {
		m.at(float64(n), len(records), fmt.Sprintf("seed %d", old.Seed))
		found, err := a.replayRecord(old, diff)
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
func (a *app) replayRecord(old *record, diff *traceDiff) (same bool, err error) {
	e, o, err := a.revive(old)
	if err != nil {
		return false, err
	}
	r, err := a.one(e, o, old.Seed, diff.writer(), nil)
	if err != nil {
		return false, err
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
		return true, a.show(p)
	}
	p.line(fmt.Sprintf("differs   %s   seed %d", rec.Experiment, rec.Seed))
	for _, s := range said {
		p.hanging("  ", "    ", s)
	}
	p.line(r.Replay)
	return false, a.show(p)
}

// revive makes the command line of a record again.
func (a *app) revive(rec *record) (experiments.Experiment, *options, error) {
	e, err := experiments.Find(a.experiments, rec.Experiment)
	if err != nil {
		return e, nil, err
	}
	if rec.Version != experiments.Version {
		return e, nil, usage("the report is of version %s, this dolab writes version %s", rec.Version, experiments.Version)
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
			return e, nil, usage("the report has a setting %q that dolab does not know", name)
		}
		list, several := settings[name].([]any)
		if !several {
			list = []any{settings[name]}
		}
		for _, v := range list {
			text, ok := v.(string)
			if !ok {
				return e, nil, usage("the report's setting %s is neither a text nor a list of texts", name)
			}
			if err := set.Set(name, text); err != nil {
				return e, nil, usage("the report's settings: %w", unfit(err))
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
