package main

import (
	"io"

	"github.com/spf13/cobra"

	"dolab/experiments/search"
)

func (a *app) shrinkCommand() *cobra.Command {
	s := &subject{program: a.program}
	var signature string
	c := &cobra.Command{
		Use:   "shrink [FILE.yaml|SUBJECT]",
		Short: "Make a scenario as small as it can be while the same goes wrong in it",
		Long: "Shrink takes the scenario of a file, or the one of --seed, and leaves out operations and faults, makes times\n" +
			"shorter and handlers plainer, as long as the same goes wrong. The result is a scenario that replay takes.",
		Example: "  dolab shrink lumenize-2026-06 --seed 3 > small.yaml\n" +
			"  dolab shrink found.yaml --signature \"lost: gone without a run\"",
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
	c.Flags().Var(&one[string]{to: &signature, parse: word, form: "what hunt shows", kind: "TEXT"}, "signature",
		"what is to go on going wrong, as hunt calls it; not given: the first that does")
	return c
}
