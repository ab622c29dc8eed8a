package main

import (
	"io"

	"github.com/spf13/cobra"

	"dolab/experiments/search"
)

func (a *app) shrinkCommand() *cobra.Command {
	s := &subject{program: a.program, name: "shrink"}
	var signature string
	c := &cobra.Command{
		Use:   "shrink [FILE.yaml|SUBJECT|DIRECTORY]",
		Short: "Make a scenario as small as possible while it still goes wrong",
		Long: "Shrink takes the scenario of a file, or the one that hunt draws from --seed. It leaves out operations and " +
			"faults, shortens times and simplifies handlers while the same error remains. It prints a scenario that replay " +
			"takes.",
		Example: "  dolab shrink lumenize-2026-06 --seed 1 > small.yaml\n" +
			"  dolab shrink small.yaml --signature \"early: by less than a second\"",
		Args: oneAtMost,
		RunE: func(_ *cobra.Command, args []string) error {
			scenario, err := s.scenario(args)
			if err != nil {
				return err
			}
			if signature == "" {
				signature = scenario.Fails
			}
			m := a.meter(false)
			small, err := search.Shrink(scenario, signature, a.search(m))
			m.clear()
			if err != nil {
				return &usageError{err}
			}
			_, err = io.WriteString(a.stdout, small.Scenario.String())
			return unwritten("stdout", err)
		},
	}
	s.define(c.Flags())
	c.Flags().Var(&one[string]{to: &signature, parse: word, form: "an error as hunt prints it", kind: "TEXT"}, "signature",
		"error that is to remain, as hunt prints it; by default the first")
	return c
}
