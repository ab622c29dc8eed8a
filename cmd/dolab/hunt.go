package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
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
	stopped func() bool // the user has interrupted it
	seeds   int
	span    time.Duration
	corpus  string
	compare string
	json    string
	html    string
	twice   bool
	table   bool
	bugs    bool
	quiet   bool
}

// huntMax is how long a hunt may take.
const huntMax = 7 * 24 * time.Hour

func (a *app) huntCommand() *cobra.Command {
	h := &hunting{subject: subject{program: a.program, name: "hunt"}, stopped: a.stopped}
	c := &cobra.Command{
		Use:   "hunt [FILE.yaml|SUBJECT|DIRECTORY]",
		Short: "Search for errors seed by seed, and shrink the first to a small scenario",
		Long: "Hunt runs the scenario of each seed and checks it against what the platform and the subject promise. It " +
			"groups errors, shrinks the first to a scenario that replay takes, and ends with the command that shows it.\n\n" +
			"A subject is a multiplexer (dolab) or another object of dolab list subjects (lost-replies/keyed, " +
			"examples/saga). The part before the slash stands for all of them (lost-replies, examples). With a file it " +
			"runs that scenario under each seed. The exit code is 1 if it finds an error.\n\n" +
			"A directory with wrangler.jsonc, wrangler.json or wrangler.toml is a subject too. Clients make the requests of " +
			"--route, or call the RPC methods of its classes. With a dolab.test.ts they do the deeds of that (dolab init). What " +
			"is found names the lines of the Worker where it can.\n\n" +
			"--json writes an object with version, command, failing (whether anything goes wrong), corpus and hunts. Corpus " +
			"has the scenarios of --corpus that still go wrong: scenario, mux (the subject), signature.\n\n" +
			"Hunts has an entry for each subject: mux, first_seed, seeds, failing (number of seeds), notes (of what was not " +
			"tried, if any) and groups. A group has signature, first_seed, seeds, note, scenario (shrunk, absent with " +
			"--quiet) and replay.",
		Example: "  dolab hunt lumenize-2025-11-14\n" +
			"  dolab hunt dolab --seeds 10000 --corpus found.yaml\n" +
			"  dolab hunt dolab --for 1m --faults \"commit p=5% crash\" --json -\n" +
			"  dolab hunt lost-replies\n" +
			"  dolab hunt . --route \"POST /order/{n}\" --due jobs.run_at\n" +
			"  dolab hunt --table --seeds 200\n" +
			"  dolab hunt --bugs --mux lumenize-2026-06 --seeds 500\n" +
			"  dolab hunt --compare dolab,cloudflare-agents-2026-08",
		Args: oneAtMost,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := h.prepare(args); err != nil {
				return err
			}
			switch {
			case h.compare != "":
				return a.huntCompare(h)
			case h.bugs:
				return a.huntBugs(h)
			}
			return a.hunt(h)
		},
	}
	f := c.Flags()
	h.define(f)
	h.seeds = 0
	f.Var(&one[int]{
		to: &h.seeds, parse: whole(1, huntSeedsMax), kind: "number",
		form: fmt.Sprintf("a whole number from 1 to %d", huntSeedsMax),
	}, "seeds", "number of seeds to run, from --seed on; by default 100, or as many as --for allows")
	f.Var(&one[time.Duration]{
		to: &h.span, parse: duration(time.Millisecond, huntMax), kind: "duration",
		form: "a duration such as 10m, from 1ms to a week",
	}, "for", "time to hunt on each subject, such as 10m")
	f.Var(&one[string]{to: &h.corpus, parse: inputFile, form: "the name of a file", kind: "FILE"}, "corpus",
		"file of scenarios to run first; new errors are added to it, shrunk unless --quiet")
	f.Var(&one[string]{to: &h.compare, parse: word, form: "two multiplexers or designs, A,B", kind: "A,B"}, "compare",
		"find the first seed in which two subjects differ in what goes wrong")
	f.BoolVar(&h.twice, "check-determinism", false, "run each seed twice and compare the traces")
	f.BoolVar(&h.table, "table", false, "show a table of all multiplexers, or of those of --mux")
	f.BoolVar(&h.bugs, "bugs", false,
		"find the known bugs (dolab list bugs) of all multiplexers, or of those of --mux: repair each bug and see what ends")
	f.Var(outputFile(&h.json), "json", "write what is found as JSON to FILE; - is stdout, without the page")
	f.Var(outputFile(&h.html), "html", "draw the first world of each kind of error as a page in FILE, or -")
	f.BoolVarP(&h.quiet, "quiet", "q", false, "do not shrink and show no progress")
	group(f, "What to test", subjectFlags...)
	group(f, "Of the Worker of a project", projectFlags...)
	group(f, "How long", "seeds", "for")
	group(f, "How to hunt", "compare", "check-determinism", "table", "bugs")
	group(f, "Results", "html", "corpus", "json", "quiet")
	return c
}

// huntSeedsMax is how many seeds a hunt may run.
const huntSeedsMax = 1_000_000_000

// oneAtMost refuses a second argument.
func oneAtMost(c *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usage("%s takes one FILE or subject, not %s: %s", c.Name(), count(args), quoted(args))
	}
	return nil
}

// prepare holds the flags and the argument against what there is.
func (h *hunting) prepare(args []string) error {
	if h.compare != "" {
		for _, other := range []string{"mux", "for", "corpus", "check-determinism", "table", "bugs", "json", "html", "quiet"} {
			if h.flags.Changed(other) {
				return usage("--compare and --%s do not go together", other)
			}
		}
		if len(args) == 1 && !isScenario(args[0]) {
			return usage("--compare names its multiplexers: it takes no subject %s", typed(args[0]))
		}
	}
	if err := distinct([]output{{"json", h.json}, {"corpus", h.corpus}, {"html", h.html}}); err != nil {
		return err
	}
	if err := h.take(args); err != nil {
		return err
	}
	results := []output{{"json", h.json}, {"corpus", h.corpus}, {"html", h.html}}
	if err := separate([]output{{"the scenario", h.file}}, results); err != nil {
		return err
	}
	if h.seeds > 0 && h.seed+uint64(h.seeds)-1 < h.seed {
		return usage("--seed %d --seeds %d goes beyond the largest seed", h.seed, h.seeds)
	}
	if h.html == "-" && h.json == "-" {
		return usage("only one of --html and --json can go to stdout")
	}
	if h.bugs && h.html != "" {
		return usage("--bugs and --html do not go together: replay --html draws one scenario")
	}
	if h.bugs {
		return h.prepareBugs()
	}
	if h.table && !h.flags.Changed("mux") && (len(args) == 0 || h.file != "") {
		h.mux = specimens.Names()
	}
	if h.table && h.corpus != "" {
		return usage("--table and --corpus do not go together")
	}
	if h.table = h.table || len(h.mux) > 1; h.table && h.corpus != "" {
		return usage("--corpus takes one subject, and there are %d: %s", len(h.mux), shortened(strings.Join(h.mux, ", ")))
	}
	if len(h.mux) == 0 && h.compare == "" {
		return usage("hunt takes a subject or a scenario FILE.yaml: dolab list multiplexers, dolab list subjects")
	}
	if h.seeds == 0 && h.span == 0 {
		h.seeds = 100
	}
	return nil
}

// hunted is how long the whole hunt takes, where the flags say it: each subject has --for.
func (h *hunting) hunted() time.Duration {
	if h.seeds > 0 {
		return 0
	}
	return h.span * time.Duration(len(h.mux))
}

// quarry is what is hunted on a multiplexer.
func (h *hunting) quarry(mux string, m *meter) search.Quarry {
	q := search.Quarry{First: h.seed, Seeds: h.seeds, For: h.span, Twice: h.twice}
	q.Options.Stop = h.stopped
	q.Scenario = func(seed uint64) search.Scenario { return h.at(mux, seed) }
	before := h.seeds * max(0, slices.Index(h.mux, mux)) // The seeds of the subjects before it.
	q.Progress = func(done int) { m.at(float64(before+done), h.seeds*len(h.mux), mux) }
	return q
}

// again is the command that hunts n seeds again, from the first on; 0 is as many as there is time for.
func (h *hunting) again(n int) string {
	more := []any{"--seed", h.seed}
	switch {
	case n > 0:
		more = append(more, "--seeds", n)
	case h.span > 0:
		more = append(more, "--for", h.span)
	}
	if h.twice {
		more = append(more, "--check-determinism")
	}
	if h.corpus != "" {
		more = append(more, "--corpus", typed(h.corpus))
	}
	return h.command("hunt", h.mux, more...)
}

// show is the command that shows what a group found. That two runs of a seed differ only a hunt can see.
func (h *hunting) show(mux string, g search.Group) string {
	if g.Note.Oracle == "determinism" {
		return h.command("hunt", []string{mux}, "--seed", g.First, "--seeds 1 --check-determinism")
	}
	return h.replay(mux, g.First)
}

// prey is what was found on a multiplexer.
type prey struct {
	mux   string
	q     search.Quarry
	bag   *search.Bag
	small []string // the groups' scenarios, shrunk; "" where there is none
	lines []string // where trouble met the code of the first, if its subject can tell
}

// huntGOGC is GOGC of a hunt: a world leaves a megabyte of garbage, and little lives on.
const huntGOGC = 400

// collectSeldom makes collections of garbage less frequent, unless the environment sets GOGC. The func that it returns
// undoes that.
func collectSeldom() (undo func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(huntGOGC)
	return func() { debug.SetGCPercent(before) }
}

// hunt hunts on one multiplexer after another.
func (a *app) hunt(h *hunting) error {
	defer collectSeldom()()
	out, err := a.open(h.json)
	if err != nil {
		return usage("--json: %w", err)
	}
	p := a.page()
	m := a.meterFor(h.quiet, h.hunted())
	defer m.clear()
	kept, err := h.rerun(p, m)
	if err != nil {
		return errors.Join(err, out.close())
	}
	some := len(kept) > 0
	var all []prey
	for _, mux := range h.mux {
		x := prey{mux: mux, q: h.quarry(mux, m)}
		if x.bag, err = search.Hunt(x.q); err != nil {
			return errors.Join(&usageError{err}, out.close())
		}
		h.shrink(&x, m)
		all = append(all, x)
		if x.bag.Stopped {
			break
		}
		some = some || len(x.bag.Groups) > 0
	}
	m.clear()
	err = a.keep(h, all)
	if h.table {
		p.preyTable(all)
		p.gap()
		if first := h.first(all); first != "" {
			p.line(first)
		} else {
			p.line(h.again(h.seeds))
		}
	} else {
		p.prey(h, &all[0])
	}
	if out != nil {
		err = errors.Join(err, h.record(all, kept).write(out))
	}
	if h.html != "" {
		err = errors.Join(err, a.drawHunt(h, all))
	}
	if h.json != "-" && h.html != "-" {
		err = errors.Join(err, a.show(p))
	} else if some {
		a.complain("something goes wrong: %s\n", cmp.Or(h.first(all), h.again(h.seeds)))
	}
	return errors.Join(err, out.close(), found(some))
}

// first is the command that shows the first of what was found.
func (h *hunting) first(all []prey) string {
	for _, x := range all {
		if len(x.bag.Groups) > 0 {
			return h.show(x.mux, x.bag.Groups[0])
		}
	}
	return ""
}

// prey shows what was found on one multiplexer.
func (p *page) prey(h *hunting, x *prey) {
	bag := x.bag
	if len(bag.Groups) == 0 {
		p.line(p.paint(fmt.Sprintf("Nothing goes wrong in %d seeds.", bag.Seeds), text.FgGreen))
		p.huntNotes(bag.Notes)
		p.line(h.again(bag.Seeds))
		return
	}
	p.table(groups(bag.Groups, bag.Seeds))
	p.gap()
	if x.small[0] != "" {
		p.line(fmt.Sprintf("Seed %d, shrunk for %q:", bag.Groups[0].First, bag.Groups[0].Signature))
		p.gap()
		p.text.WriteString(x.small[0])
		p.gap()
	}
	p.explained(x.lines)
	p.line(p.paint(fmt.Sprintf("%d of %d seeds go wrong, in %d ways.", bag.Failing, bag.Seeds, len(bag.Groups)), text.FgRed))
	p.huntNotes(bag.Notes)
	p.line(h.show(x.mux, bag.Groups[0]))
}

// notesMax is how many notes of a hunt are shown.
const notesMax = 4

// huntNotes shows what a hunt should not leave unsaid.
func (p *page) huntNotes(notes []string) {
	for _, text := range notes[:min(notesMax, len(notes))] {
		p.line(text)
	}
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
