package accuracy

import (
	"slices"
	"time"

	"dolab/experiments"
	"dolab/experiments/specimens"
)

// buckets are the delays of the measurement that the profile production is calibrated by.
var buckets = []time.Duration{
	1 * time.Second, 3 * time.Second, 5 * time.Second, 10 * time.Second,
	30 * time.Second, 60 * time.Second, 120 * time.Second, 300 * time.Second,
}

// Experiment returns alarm-accuracy.
func Experiment() experiments.Experiment {
	return experiments.Experiment{
		Name:  "alarm-accuracy",
		Claim: "No alarm fires early, and the 99th percentile of lateness stays within the profile's bound.",
		About: "An object sets an alarm and notes when it fires, 50 times for each of eight delays from 1 s to 5 min, on " +
			"the native alarm and through a multiplexer. Between, only a pending timer keeps the object in memory. --csv writes each trial. " +
			"With --worker the objects are those of experiments/robustness/worker, which have no such timer and hibernate. " +
			"With --live or --url the trials are made in real time too, all of a multiplexer side by side: that takes as " +
			"long as the longest delay. On a server, which runs that Worker, four trials begin each second.",
		Factors:  []string{"mux", "delay", "trials", "load", "worker", "live", "url"},
		Defaults: defaults,
		Run:      run,
	}
}

func defaults(s *experiments.Settings) {
	if len(s.Mux) == 0 {
		s.Mux = slices.DeleteFunc([]string{specimens.Native, specimens.Dolab}, func(name string) bool {
			return !slices.Contains(specimens.Names(), name)
		})
	}
	if len(s.Delay) == 0 {
		s.Delay = slices.Clone(buckets)
	}
	if s.Trials == 0 {
		s.Trials = 50
	}
	if s.Profile == "" {
		s.Profile = "production"
	}
}

// run measures each delay on each multiplexer.
func run(r *experiments.Run) error {
	for _, mux := range r.Settings.Mux {
		if _, err := specimens.ByName(mux); err != nil {
			return err
		}
	}
	var cells []Cell
	places := r.Settings.Places()
	total := len(r.Settings.Mux) * (len(r.Settings.Delay) + len(places) - 1)
	for _, mux := range r.Settings.Mux {
		for _, place := range places {
			found, err := measure(r, place, mux, func(c *Cell) {
				what := c.name()
				if place == experiments.Simulated {
					what += " " + span(c.delay())
				}
				r.Cell(total, what)
			})
			if err != nil {
				return err
			}
			cells = append(cells, found...)
		}
	}
	for _, c := range cells {
		r.Report.Cells = append(r.Report.Cells, c)
	}
	report(r.Report, cells)
	return nil
}
