package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/cespare/xxhash/v2"
	"github.com/jedib0t/go-pretty/v6/text"

	"dolab/experiments"
)

// seedsShown is how many failing seeds are named.
const seedsShown = 10

// swept shows the reports of several seeds as one: values that differ become ranges. Where a seed contradicts the
// claim, the first such seed's diagnosis follows and the last line replays that one; else it replays all.
func (p *page) swept(reports []*experiments.Report, replay string, quiet bool) {
	first := reports[0]
	failing := contradicting(reports)
	if !quiet {
		p.line(p.paint(first.Experiment, text.Bold))
		p.indented(0, first.Claim)
		p.gap()
		p.table(mergeTables(reports))
		p.verdicts(mergeVerdicts(reports))
		if len(failing) > 0 {
			p.notes(fmt.Sprintf("Diagnosis of seed %d", failing[0].Seed), failing[0].Notes)
		}
		p.gap()
	}
	if len(failing) == 0 {
		p.line(p.paint(fmt.Sprintf("The claim holds in all %d seeds.", len(reports)), text.FgGreen))
		p.line(fmt.Sprintf("seeds %d-%d   hash %s   profile %s",
			first.Seed, reports[len(reports)-1].Seed, hashAll(reports), first.Profile))
		p.line(replay)
		return
	}
	p.line(p.paint(fmt.Sprintf("The claim is contradicted by %d of %d seeds: %s",
		len(failing), len(reports), seedList(failing)), text.FgRed))
	r := failing[0]
	for _, f := range r.Failures {
		p.hanging("  ", "    ", fmt.Sprintf("seed %d: %s", r.Seed, f))
	}
	p.unclaimed(r)
	p.line(fmt.Sprintf("seed %d   hash %s   profile %s", r.Seed, r.Hash, r.Profile))
	p.line(r.Replay)
}

func contradicting(reports []*experiments.Report) []*experiments.Report {
	var failing []*experiments.Report
	for _, r := range reports {
		if len(r.Failures) > 0 {
			failing = append(failing, r)
		}
	}
	return failing
}

func seedList(reports []*experiments.Report) string {
	var names []string
	for n, r := range reports {
		if n == seedsShown {
			names = append(names, "…")
			break
		}
		names = append(names, strconv.FormatUint(r.Seed, 10))
	}
	return strings.Join(names, ", ")
}

// hashAll is the hash of the hashes, in the order of seeds.
func hashAll(reports []*experiments.Report) string {
	var h xxhash.Digest
	h.Reset()
	for _, r := range reports {
		_, _ = h.WriteString(r.Hash) // A hash's Write does not fail.
	}
	return fmt.Sprintf("%016x", h.Sum64())
}
