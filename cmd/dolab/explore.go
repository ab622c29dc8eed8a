package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dolab/actor/sim"
	"dolab/experiments/search"
)

func (a *app) exploreCommand() *cobra.Command {
	s := &subject{program: a.program, name: "explore"}
	space := search.Space{}
	c := &cobra.Command{
		Use:   "explore [FILE.yaml|SUBJECT|DIRECTORY]",
		Short: "Run a small scenario under every order of turns",
		Long: "Explore runs a scenario under every sequence of the decisions of --names, depth first. Use it for scenarios " +
			"of a few operations: the number of orders grows exponentially.\n\n" +
			"For larger scenarios --pct runs some orders with random priorities, which finds rare orders far more often " +
			"than plain chance. The exit code is 1 if something goes wrong.",
		Example: "  dolab explore small.yaml\n  dolab explore small.yaml --names turn,hop --limit 20000\n" +
			"  dolab explore dolab --seed 2 --pct 3 --limit 500",
		Args: oneAtMost,
		RunE: func(_ *cobra.Command, args []string) error {
			if space.PCT > 0 && len(space.Names) > 0 {
				return usage("--pct and --names do not go together: --pct decides about turns only")
			}
			scenario, err := s.scenario(args)
			if err != nil {
				return err
			}
			m := a.meter(false)
			out, err := search.Explore(scenario, space, a.search(m))
			m.clear()
			if err != nil {
				return &usageError{err}
			}
			if len(space.Names) > 0 && out.Seeds == 1 && out.Complete {
				if open := decisions(scenario); open != "none" {
					return usage("--names %s: the scenario has no such decisions: want one of %s",
						shortened(strings.Join(space.Names, ",")), open)
				}
			}
			p := a.page()
			if len(out.Groups) > 0 {
				t := groups(out.Groups, out.Seeds)
				t.Header[0], t.Header[1] = "first run", "runs"
				p.table(t)
				p.gap()
			}
			all := "all there are"
			switch {
			case space.PCT > 0:
				all = fmt.Sprintf("by priorities of depth %d", space.PCT)
			case !out.Complete:
				all = "and there are more"
			}
			p.line(fmt.Sprintf("%d runs, %s; %d different traces; %d go wrong.", out.Seeds, all, out.Traces, out.Failing))
			if out.Seeds == 1 && out.Complete {
				p.indented(0, "None of the decisions to explore was open in it. Open were "+decisions(scenario)+".")
			}
			return errors.Join(a.show(p), found(out.Failing > 0))
		},
	}
	f := c.Flags()
	s.define(f)
	f.Var(&list[string]{to: &space.Names, parse: word, form: "names, such as turn,hop", kind: "names"},
		"names", "decisions to explore; by default turn, which object or client runs next")
	f.Var(&one[int]{
		to: &space.Limit, parse: whole(1, 100_000_000), form: "a whole number from 1 to 100000000", kind: "number",
	}, "limit", "largest number of runs; by default 100000, with --pct 1000")
	f.Var(&one[int]{
		to: &space.PCT, parse: whole(1, 20), form: "a whole number from 1 to 20", kind: "number",
	}, "pct", "use random priorities, for bugs that need this many events in one order")
	return c
}

// decisions names the decisions that are open in the first run of an exploration.
func decisions(x search.Scenario) string {
	r := &sim.Recorder{From: sim.NewReplay(nil)}
	if _, err := x.Run(search.Options{Chooser: r}); err != nil {
		return "none"
	}
	var names []string
	for _, d := range r.Tape {
		names = append(names, d.Name)
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
