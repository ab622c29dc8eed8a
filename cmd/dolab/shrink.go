package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"dolab/experiments/search"
)

func (a *app) shrinkCommand() *cobra.Command {
	s := &subject{}
	var signature string
	c := &cobra.Command{
		Use:   "shrink [FILE.yaml|MULTIPLEXER]",
		Short: "Make a scenario as small as it can be while the same goes wrong in it",
		Long: "Shrink takes the scenario of a file, or the one of --seed, and leaves out operations and faults, makes times\n" +
			"shorter and handlers plainer, as long as the same goes wrong. The result is a scenario that replay takes.",
		Example: "  dolab shrink lumenize-2026-06 --seed 3 > small.yaml\n" +
			"  dolab shrink found.yaml --signature \"lost: gone without a run\"",
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			scenario, err := s.scenario(args)
			if err != nil {
				return err
			}
			if signature == "" {
				signature = scenario.Fails
			}
			small, err := search.Shrink(scenario, signature, search.Options{})
			if err != nil {
				return &usageError{err}
			}
			if _, err := io.WriteString(a.stdout, small.Scenario.String()); err != nil {
				return fmt.Errorf("write to stdout: %w", err)
			}
			return nil
		},
	}
	s.define(c.Flags())
	c.Flags().StringVar(&signature, "signature", "", "what is to go on going wrong, as hunt calls it; not given: the first that does")
	return c
}

// replayScenario runs a scenario and shows what goes wrong and the end of the trace, or the world at one step of it.
func (a *app) replayScenario(path string, step int64) error {
	s, err := readScenario(path)
	if err != nil {
		return err
	}
	const tail = 12
	p := a.page()
	o := search.Options{TailMax: tail}
	var failed error
	if step >= 0 {
		o.Step = step + 1 // Trace lines are counted from 0.
		o.Stopped = func(w *search.World) {
			var text string
			text, failed = w.Page()
			p.text.WriteString(text)
		}
	}
	out, err := s.Run(o)
	if err := errors.Join(err, failed); err != nil {
		return &usageError{err}
	}
	if step >= 0 && out.Lines <= step {
		return usage("--step %d: the trace ends with step %d", step, out.Lines-1)
	}
	p.line("trace")
	for _, line := range out.Tail {
		p.line("  " + line[:len(line)-1])
	}
	if step >= 0 {
		return a.show(p)
	}
	p.gap()
	for _, v := range out.Violations {
		p.hanging("", "  ", v.String())
	}
	if s.Fails != "" && !out.Has(s.Fails) {
		p.line(fmt.Sprintf("It does not go wrong any more: %s", s.Fails))
	}
	if len(out.Violations) == 0 {
		p.line("Nothing goes wrong.")
	}
	p.line(fmt.Sprintf("seed %d   hash %s   profile %s", s.Seed, out.Hash, s.Profile))
	p.line(program + " replay " + path)
	return errors.Join(a.show(p), found(len(out.Violations) > 0))
}
