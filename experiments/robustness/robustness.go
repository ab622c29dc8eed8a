package robustness

import (
	"errors"
	"fmt"

	"dolab/durable/platform"
	"dolab/experiments"
	"dolab/experiments/specimens"
)

// Claims: which one a run makes depends on what it was asked to look at.
const (
	claimDefault = "dolab runs every schedule once, on time and never early, in every cell; the other multiplexers " +
		"fail as the field report says."
	claimSelected = "Every selected multiplexer runs every schedule once, on time and never early."
)

// Experiment is alarms-robustness.
func Experiment() experiments.Experiment {
	return experiments.Experiment{
		Name:  "alarms-robustness",
		Claim: claimDefault,
		About: "Many schedules on the one native alarm of an object: do all run, once and on time? Isolation tests tell " +
			"apart what the field report suspected: multiplexing under rapid scheduling, the visibility of synchronous " +
			"writes, limits of the native alarm, and schedule(0) itself. With multiplexers given by --mux the claim is " +
			"about each of them; without, it is that dolab runs everything and that the others fail as measured. " +
			"With another factor given, every combination is a cell. With --worker the objects are those of a script " +
			"(experiments/robustness/worker). With --live and --url each cell is measured in real time too: in a live world, " +
			"on a server that runs that script.",
		Factors:  []string{"mux", "n", "delay", "pattern", "gap", "trigger", "load", "worker", "live", "url"},
		Defaults: defaults,
		Run:      run,
	}
}

func defaults(s *experiments.Settings) {
	if s.Profile == "" {
		s.Profile = "workerd"
	}
}

// run runs all cells and judges them.
func run(r *experiments.Run) error {
	tests, err := plan(r.Settings)
	if err != nil {
		return err
	}
	places := r.Settings.Places()
	total := 0
	for _, t := range tests {
		total += len(t.mux) * len(places)
	}
	var cells []Cell
	for _, t := range tests {
		for _, name := range t.mux {
			s, err := specimens.ByName(name)
			if err != nil {
				return err
			}
			for _, place := range places {
				r.Cell(total, t.String()+" "+name)
				if place != experiments.Simulated && t.load > 0 {
					continue // The load of a server is not this command's to set.
				}
				c, err := t.run(r, place, s)
				if err != nil {
					return err
				}
				cells = append(cells, c)
				r.Report.Cells = append(r.Report.Cells, c)
			}
		}
	}
	seen, err := visibility(r, experiments.Simulated)
	var ofPlatform *platform.Error
	if err != nil && !errors.As(err, &ofPlatform) {
		return err
	}
	r.Report.Table = table(cells)
	r.Report.Figures = figures(cells)
	r.Report.Verdicts = verdicts(cells, seen)
	if v, found := likeness(cells); found {
		for _, place := range places[1:] {
			at := experiments.PlaceLabel(place)
			if seen, err := visibility(r, place); err != nil {
				v.Evidence += fmt.Sprintf("; %s: visibility was not measured: %v", at, err)
			} else {
				v.Evidence += fmt.Sprintf("; %s: %s", at, seen.counts())
			}
		}
		r.Report.Verdicts = append(r.Report.Verdicts, v)
	}
	r.Report.Notes = notes(cells)
	if err != nil {
		r.Report.Notes = append(r.Report.Notes, fmt.Sprintf("visibility was not measured: %v", err))
	}
	r.Report.Failures = failures(r, cells)
	return nil
}
