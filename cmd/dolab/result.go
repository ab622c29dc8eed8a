package main

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"dolab/experiments"
)

// result shows a report: the table, the verdicts, the diagnoses, whether the claim holds, and last the command that
// replays it.
func (p *page) result(r *experiments.Report, quiet bool) {
	if !quiet {
		p.line(p.paint(r.Experiment, text.Bold))
		p.indented(0, r.Claim)
		p.gap()
		p.table(r.Table)
		p.verdicts(r.Verdicts)
		p.notes("Diagnosis", r.Notes)
		p.gap()
	}
	p.claim(r.Failures)
	p.unclaimed(r)
	p.line(fmt.Sprintf("seed %d   hash %s   profile %s", r.Seed, r.Hash, r.Profile))
	p.line(r.Replay)
}

func (p *page) verdicts(verdicts []experiments.Verdict) {
	if len(verdicts) == 0 {
		return
	}
	p.gap()
	p.line(p.paint("Verdicts", text.Bold))
	width := 0
	for _, v := range verdicts {
		width = max(width, text.StringWidth(v.Answer))
	}
	for _, v := range verdicts {
		answer := text.Pad(v.Answer, width, ' ')
		indent := strings.Repeat(" ", 2+width+2)
		p.hanging("  "+p.paint(answer, text.Bold)+"  ", indent, v.Question)
		p.indented(len(indent)+2, v.Evidence)
	}
}

func (p *page) notes(title string, notes []string) {
	if len(notes) == 0 {
		return
	}
	p.gap()
	p.line(p.paint(title, text.Bold))
	for _, n := range notes {
		p.hanging("  ", "    ", n)
	}
}

// unclaimed says of a claim that is contradicted on a profile for which it is not made why that is so.
func (p *page) unclaimed(r *experiments.Report) {
	if len(r.Failures) > 0 && r.Unclaimed != "" {
		p.indented(2, "The claim is not made for profile "+r.Profile+": "+r.Unclaimed)
	}
}

// claim says whether the claim holds, and if not why.
func (p *page) claim(failures []string) {
	if len(failures) == 0 {
		p.line(p.paint("The claim holds.", text.FgGreen))
		return
	}
	p.line(p.paint("The claim is contradicted:", text.FgRed))
	for _, f := range failures {
		p.hanging("  ", "    ", f)
	}
}
