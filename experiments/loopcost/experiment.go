package loopcost

import (
	"slices"
	"time"

	"dolab/durable/platform"
	"dolab/experiments"
)

// Experiment is alarm-loop-cost.
func Experiment() experiments.Experiment {
	return experiments.Experiment{
		Name: "alarm-loop-cost",
		Claim: "Left alone for a month, an alarm loop costs less than a dollar, or the loop detector names it: more than " +
			"10,000 runs with no other event between them, or runs less than 10 s apart.",
		About: "An object sets its alarm again in each run of the handler, and nobody calls it any more: 30 days of that, " +
			"metered and billed by the price table (--prices for another). Intervals of 1 s, 1 min and 1 h; three " +
			"designs, one of which keeps its object in memory. With --delay or --design every combination is a cell; --span is how long it runs.",
		Factors:  []string{"delay", "design", "span", "prices"},
		Defaults: defaults,
		Run:      run,
	}
}

func defaults(s *experiments.Settings) {
	if s.Profile == "" {
		s.Profile = "production"
	}
	if s.Prices == nil {
		paid := platform.PaidPlan()
		s.Prices = &paid
	}
	if s.Span == 0 {
		s.Span = 30 * 24 * time.Hour
	}
}

// plan returns the cells: every combination of what is given, and without anything given those that tell the story
// in half a minute.
func plan(s experiments.Settings) ([]plot, error) {
	picked, err := experiments.Pick(s.Design, designs)
	if err != nil {
		return nil, err
	}
	intervals := s.Delay
	if len(intervals) == 0 {
		intervals = []time.Duration{time.Second, time.Minute, time.Hour}
	}
	var plots []plot
	for _, every := range intervals {
		for _, d := range picked {
			quick := every >= time.Minute || d.name == row
			if len(s.Delay)+len(s.Design) > 0 || quick {
				plots = append(plots, plot{d, max(0, every)})
			}
		}
	}
	return slices.Clip(plots), nil
}

func run(r *experiments.Run) error {
	plots, err := plan(r.Settings)
	if err != nil {
		return err
	}
	var cells []Cell
	for _, p := range plots {
		r.Cell(len(plots), p.String())
		c, err := p.run(r)
		if err != nil {
			return err
		}
		cells = append(cells, c)
		r.Report.Cells = append(r.Report.Cells, c)
	}
	report(r.Report, r.Settings.Prices.Name, cells)
	return nil
}
