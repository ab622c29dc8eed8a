package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"dolab/experiments"
	"dolab/experiments/check"
	"dolab/experiments/search"
)

func (a *app) crashCommand() *cobra.Command {
	s := &subject{program: a.program, name: "crash-sweep"}
	html := ""
	c := &cobra.Command{
		Use:   "crash-sweep [FILE.yaml|SUBJECT|DIRECTORY]",
		Short: "Crash the object at every point of a scenario, in turn",
		Long: "Crash-sweep runs a scenario once for each moment at which the object can be lost, and crashes it there. A " +
			"point is a kind of moment, such as commit (dolab list points). With a project it also evicts the object and " +
			"deploys the Worker at each point that allows it.\n\n" +
			"The scenario is that of a file, or the one that hunt draws from --seed, without faults of its own.\n\n" +
			"The table counts the crashes at each point. After a crash everything is well, with as many handler runs as " +
			"without it or with another number, or something goes wrong. The exit code is 1 if something goes wrong.",
		Example: "  dolab crash-sweep dolab --seed 3\n  dolab crash-sweep small.yaml",
		Args:    oneAtMost,
		RunE: func(_ *cobra.Command, args []string) error {
			if s.faults == nil && (len(args) == 0 || !isScenario(args[0])) {
				s.faults = []string{}
			}
			scenario, err := s.scenario(args)
			if err != nil {
				return err
			}
			m := a.meter(false)
			sweep, err := search.CrashSweep(scenario, a.search(m))
			m.clear()
			if err != nil {
				return &usageError{err}
			}
			return a.swept(sweep, scenario, s, html)
		},
	}
	s.define(c.Flags())
	c.Flags().Var(outputFile(&html), "html",
		"draw the worlds of the first crash of each kind of error as a page in FILE, or -")
	return c
}

// swept shows a crash sweep.
func (a *app) swept(w *search.Sweep, s search.Scenario, by *subject, html string) error {
	t := experiments.Table{Header: []string{"crash at", "crashes", "same runs", "other runs", "wrong", "what goes wrong"}}
	for _, r := range w.Table() {
		row := []string{r.Point, strconv.Itoa(r.Strikes), strconv.Itoa(r.Well), strconv.Itoa(r.Again), strconv.Itoa(r.Failing), ""}
		if len(r.Groups) == 0 {
			t.Rows = append(t.Rows, row)
		}
		for n, g := range r.Groups {
			if n > 0 {
				row = []string{r.Point, "", "", "", "", ""}
			}
			row[5] = fmt.Sprintf("%s (%d×, first nth=%d)", g.Signature, g.Seeds, g.First)
			t.Rows = append(t.Rows, row)
		}
	}
	p := a.page()
	p.table(t)
	p.gap()
	p.indented(0, "Same runs: all is well, with as many handler runs as without a crash. Other runs: all is well, with more "+
		"or fewer. Wrong: something goes wrong.")
	failing := w.Violations()
	switch {
	case len(w.Calm.Violations) > 0:
		p.line("Without a crash too: " + strings.Join(check.Signatures(w.Calm.Violations), "; "))
	case len(failing) == 0:
		p.line(fmt.Sprintf("All is well after each of %d crashes.", len(w.Strikes)))
	}
	if w.Stopped {
		p.line("Interrupted: points after the last one shown were not tried.")
	}
	p.line(fmt.Sprintf("seed %d   %s   profile %s   %d handler runs without a crash", s.Seed, s.Name(), s.Profile, w.Calm.Runs))
	var err error
	if html != "" {
		err = a.drawSweep(html, w, s, by)
	}
	if html != "-" {
		err = errors.Join(err, a.show(p))
	}
	return errors.Join(err, found(len(failing)+len(w.Calm.Violations) > 0))
}
