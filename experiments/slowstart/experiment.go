package slowstart

import (
	"time"

	"dolab/experiments"
)

const (
	claimDefault = "While what it loads is down, an object that loads under blockConcurrencyWhile in its constructor fails " +
		"every call; one that loads when it must, or with a timeout, answers every call within 5 s and what " +
		"the platform itself takes."
	claimSelected = "The selected designs answer every call within 5 s and what the platform itself takes."
)

// Experiment is slow-start.
func Experiment() experiments.Experiment {
	return experiments.Experiment{
		Name:  "slow-start",
		Claim: claimDefault,
		About: "A shop needs a configuration from another object, which does not answer for two minutes (--delay). Clients " +
			"call every 5 s (--gap), one method that needs it and one that does not. Five designs load it at different " +
			"moments; one deadlocks for ever. With --design the claim is about each of them.",
		Factors: []string{"design", "delay", "gap"},
		Unclaimed: []experiments.Unclaimed{{
			Profile: "hostile", Why: "a start takes up to 10 s there, and the platform refuses a call that has waited for 10 s: " +
				"a right design fails calls in one seed of fifty.",
		}},
		Defaults: defaults,
		Run:      run,
	}
}

func defaults(s *experiments.Settings) {
	if s.Profile == "" {
		s.Profile = "production"
	}
	if len(s.Delay) == 0 {
		s.Delay = []time.Duration{2 * time.Minute}
	}
	if len(s.Gap) == 0 {
		s.Gap = []time.Duration{5 * time.Second}
	}
}

func run(r *experiments.Run) error {
	picked, err := experiments.Pick(r.Settings.Design, designs)
	if err != nil {
		return err
	}
	var cells []Cell
	for _, down := range r.Settings.Delay {
		for _, gap := range r.Settings.Gap {
			for _, d := range picked {
				r.Cell(len(r.Settings.Delay)*len(r.Settings.Gap)*len(picked), d.name)
				c, err := measure(r, d, max(0, down), max(100*time.Millisecond, gap))
				if err != nil {
					return err
				}
				cells = append(cells, c)
				r.Report.Cells = append(r.Report.Cells, c)
			}
		}
	}
	report(r, cells)
	return nil
}
