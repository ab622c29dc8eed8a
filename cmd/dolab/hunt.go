package main

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"dolab/experiments"
	"dolab/experiments/search"
	"dolab/experiments/specimens"
)

// hunting is the flags of dolab hunt.
type hunting struct {
	subject
	seeds   int
	span    time.Duration
	corpus  string
	compare string
	twice   bool
	table   bool
	quiet   bool
	file    *search.Scenario // instead of drawn ones
	given   string           // its name
}

// huntMax is how long a hunt may take.
const huntMax = 7 * 24 * time.Hour

func (a *app) huntCommand() *cobra.Command {
	h := &hunting{}
	c := &cobra.Command{
		Use:   "hunt [FILE.yaml|MULTIPLEXER]",
		Short: "Look for what goes wrong, seed by seed, and make it small",
		Long: "Hunt runs the scenario of each seed, or the one of a file under each seed, holds what happens against what\n" +
			"is promised to anybody, and groups what goes wrong. The first of it is shrunk to a scenario that replay takes.\n" +
			"The exit code is 1 where something is found.",
		Example: "  dolab hunt lumenize-2025-11-14\n" +
			"  dolab hunt dolab --seeds 100000 --corpus found.yaml\n" +
			"  dolab hunt dolab --for 10m --faults \"commit p=5% crash\"\n" +
			"  dolab hunt --table --seeds 200\n" +
			"  dolab hunt --compare dolab,cloudflare-agents-2026-08",
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := h.prepare(args); err != nil {
				return err
			}
			switch {
			case h.compare != "":
				return a.huntCompare(h)
			case h.table || len(h.mux) > 1:
				return a.huntTable(h)
			}
			return a.hunt(h)
		},
	}
	f := c.Flags()
	h.define(f)
	h.seeds = 0
	f.Var(&one[int]{
		to: &h.seeds, parse: whole(1, 1_000_000_000), form: "a whole number from 1 on", kind: "number",
	}, "seeds", "run that many seeds, from --seed on; not given: 100, or as many as --for allows")
	f.Var(&one[time.Duration]{
		to: &h.span, parse: duration(time.Millisecond, huntMax), form: "a duration such as 10m, up to a week", kind: "duration",
	}, "for", "go on for so long")
	f.StringVar(&h.corpus, "corpus", "", "a `FILE` of scenarios: they are run first, and what is found is added, shrunk")
	f.StringVar(&h.compare, "compare", "", "two multiplexers `A,B`: find the first seed in which different things go wrong")
	f.BoolVar(&h.twice, "check-determinism", false, "run each seed twice, and hold the two against each other")
	f.BoolVar(&h.table, "table", false, "all multiplexers, or those of --mux: what goes wrong, and from which seed on")
	f.BoolVarP(&h.quiet, "quiet", "q", false, "no shrinking")
	return c
}

// prepare holds the flags and the argument against what there is.
func (h *hunting) prepare(args []string) error {
	if len(args) == 1 && isScenario(args[0]) {
		s, err := readScenario(args[0])
		if err != nil {
			return err
		}
		h.file, h.given, h.mux = &s, args[0], []string{s.Mux}
	} else {
		h.mux = append(args[:len(args):len(args)], h.mux...)
	}
	if err := h.check(); err != nil {
		return err
	}
	if h.table && len(h.mux) == 0 {
		h.mux = specimens.Names()
	}
	if len(h.mux) == 0 && h.compare == "" {
		return usage("hunt takes a multiplexer or a scenario FILE.yaml (dolab list multiplexers)")
	}
	if h.seeds == 0 && h.span == 0 {
		h.seeds = 100
	}
	if h.seed+uint64(h.seeds) < h.seed {
		return usage("--seed %d --seeds %d goes beyond the largest seed", h.seed, h.seeds)
	}
	return nil
}

// quarry is what is hunted on a multiplexer.
func (h *hunting) quarry(mux string, m *meter) search.Quarry {
	q := search.Quarry{First: h.seed, Seeds: h.seeds, For: h.span, Twice: h.twice}
	q.Scenario = search.Of(mux, h.profile, h.faults...)
	if h.faults != nil && len(h.faults) == 0 {
		q.Scenario = func(seed uint64) search.Scenario { return search.Draw(mux, h.profile, h.faults, seed) }
	}
	if h.file != nil {
		q.Scenario = func(seed uint64) search.Scenario { s := *h.file; s.Seed = seed; return s }
	}
	if h.seeds > 0 {
		q.Progress = func(done int) { m.at(done, h.seeds, mux) }
	}
	return q
}

// command is the command that runs one seed again, or n seeds from it on.
func (h *hunting) command(mux string, seed uint64, n int) string {
	subject := mux
	if h.file != nil {
		subject = h.given
	}
	return fmt.Sprintf("%s hunt %s%s --seed %d --seeds %d", program, subject, h.words(), seed, n)
}

// hunt hunts on one multiplexer.
func (a *app) hunt(h *hunting) error {
	p := a.page()
	failing, err := a.rerun(h, p)
	if err != nil {
		return err
	}
	m := a.meter(false)
	q := h.quarry(h.mux[0], m)
	bag, err := search.Hunt(q)
	m.clear()
	if err != nil {
		return &usageError{err}
	}
	if len(bag.Groups) == 0 {
		p.line(p.paint(fmt.Sprintf("Nothing goes wrong in %d seeds.", bag.Seeds), text.FgGreen))
		p.line(h.command(h.mux[0], h.seed, bag.Seeds))
		return errors.Join(a.show(p), found(failing))
	}
	p.table(groups(bag.Groups, bag.Seeds))
	if !h.quiet {
		if err := a.shrinkFound(h, p, q, bag); err != nil {
			return err
		}
	}
	p.gap()
	p.line(p.paint(fmt.Sprintf("%d of %d seeds go wrong, in %d ways.", bag.Failing, bag.Seeds, len(bag.Groups)), text.FgRed))
	p.line(h.command(h.mux[0], bag.Groups[0].First, 1))
	return errors.Join(a.show(p), errContradicted)
}

// found is the error of having found something.
func found(some bool) error {
	if some {
		return errContradicted
	}
	return nil
}

// groups shows what goes wrong.
func groups(list []search.Group, seeds int) experiments.Table {
	t := experiments.Table{Header: []string{"first seed", "seeds", "what goes wrong"}}
	for _, g := range list {
		t.Rows = append(t.Rows, []string{
			strconv.FormatUint(g.First, 10), fmt.Sprintf("%d/%d", g.Seeds, seeds), g.Signature,
		})
	}
	return t
}
