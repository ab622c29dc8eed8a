package lateness

import (
	"fmt"
	"strconv"
	"time"

	"dolab/durable/picture/plot"
	"dolab/durable/platform"
	"dolab/experiments"
	"dolab/experiments/accuracy"
	"dolab/experiments/specimens"
)

// Experiment is alarm-lateness.
func Experiment() experiments.Experiment {
	return experiments.Experiment{
		Name: "alarm-lateness",
		Claim: "On every profile the native alarm never fires early, fires always, and is at the 99th percentile as late as " +
			"the profile says and no later.",
		About: "The measurement of alarm-accuracy, on the native alarm and on all profiles side by side: 50 trials of " +
			"alarms 1 s, 1 min and 5 min ahead. With --profile it is on that one, with --design on those.",
		Factors:  []string{"design", "delay", "trials", "load"},
		Defaults: defaults,
		Run:      run,
	}
}

func defaults(s *experiments.Settings) {
	if s.Profile != "" && len(s.Design) == 0 {
		s.Design = []string{s.Profile}
	}
	if s.Profile == "" {
		s.Profile = "production"
	}
	if len(s.Delay) == 0 {
		s.Delay = []time.Duration{time.Second, time.Minute, 5 * time.Minute}
	}
	if s.Trials == 0 {
		s.Trials = 50
	}
}

// Cell is a cell of alarm-accuracy with its profile.
type Cell struct {
	Profile string `json:"profile"`
	accuracy.Cell
}

// design is the name of a profile: what is compared here.
type design string

func (d design) Label() string { return string(d) }

// run measures on each profile. Their worlds write into the trace of this run.
func run(r *experiments.Run) error {
	var cells []Cell
	var all []design
	for _, p := range platform.Profiles() {
		all = append(all, design(p.Name))
	}
	var figures []plot.Figure
	picked, err := experiments.Pick(r.Settings.Design, all)
	if err != nil {
		return err
	}
	for _, d := range picked {
		r.Cell(len(picked), d.Label())
		s := r.Settings
		s.Design, s.Profile, s.Mux = nil, d.Label(), []string{specimens.Native}
		found, err := experiments.Start(accuracy.Experiment(), s, r, nil)
		if err != nil {
			return err
		}
		for _, x := range found.Cells {
			c := Cell{d.Label(), x.(accuracy.Cell)}
			cells = append(cells, c)
			r.Report.Cells = append(r.Report.Cells, c)
		}
		figures = joined(figures, d.Label(), found.Figures)
	}
	r.Report.Figures = figures
	report(r.Report, cells)
	return nil
}

func report(r *experiments.Report, cells []Cell) {
	r.Table.Title = "How late the native alarm fires, in milliseconds; negative is early"
	r.Table.Header = []string{"profile", "ahead", "trials", "fired", "early", "min", "p50", "p90", "p99", "max", "bound"}
	slowest := map[string]accuracy.Millis{}
	for _, c := range cells {
		j := c.JitterMS
		ahead := (time.Duration(c.DelayMS) * time.Millisecond).String()
		row := []string{c.Profile, ahead, strconv.Itoa(c.Trials), strconv.Itoa(c.Fired), strconv.Itoa(c.Early)}
		for _, v := range []accuracy.Millis{j.Min, j.P50, j.P90, j.P99, j.Max, c.BoundMS} {
			row = append(row, strconv.FormatFloat(float64(v), 'f', 1, 64))
		}
		r.Table.Rows = append(r.Table.Rows, row)
		slowest[c.Profile] = max(slowest[c.Profile], j.P99)
		if c.Diagnosis != "" {
			text := fmt.Sprintf("%s, %s ahead: %s", c.Profile, ahead, c.Diagnosis)
			r.Notes = append(r.Notes, text)
			r.Failures = append(r.Failures, text)
		}
	}
	if slowest["workerd"] == 0 || slowest["production"] == 0 {
		return
	}
	v := experiments.Verdict{
		Question: "A local run shows how late alarms are in production.", Answer: "FALSE",
		Evidence: fmt.Sprintf("the largest p99: workerd %.1f ms, production %.1f ms", slowest["workerd"], slowest["production"]),
	}
	if slowest["workerd"]*2 >= slowest["production"] {
		v.Answer = "TRUE"
	}
	r.Verdicts = []experiments.Verdict{v}
}

// joined adds the figures of one profile to those of others: each of its series under the profile's name.
func joined(figures []plot.Figure, name string, more []plot.Figure) []plot.Figure {
	for n, f := range more {
		for i := range f.Series {
			f.Series[i].Name = name
		}
		if n == len(figures) {
			figures = append(figures, f)
			continue
		}
		figures[n].Series = append(figures[n].Series, f.Series...)
	}
	return figures
}
