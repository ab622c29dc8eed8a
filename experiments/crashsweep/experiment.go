package crashsweep

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"dolab/experiments"
	"dolab/experiments/check"
	"dolab/experiments/search"
	"dolab/experiments/search/schedules"
	"dolab/experiments/specimens"
)

const (
	claimDefault = "Killed once at each point, in turn, the module alarms (dolab) runs every schedule, none early and none " +
		"lost; each other multiplexer gets some wrong that it gets right without a crash."
	claimSelected = "Killed once at each point, in turn, the selected multiplexers run every schedule, none early and none lost."
)

// Experiment is alarms-crash-sweep.
func Experiment() experiments.Experiment {
	return experiments.Experiment{
		Name:  "alarms-crash-sweep",
		Claim: claimDefault,
		About: "An object with schedules loses its machine at each point at which it can, one world each: in a turn, before " +
			"and behind a commit, while the alarm manager and the disk differ, between a handler's end and its commit. " +
			"With --mux the claim is about each of those; --n is the size of the batch.",
		Factors:  []string{"mux", "n"},
		Defaults: defaults,
		Run:      run,
	}
}

func defaults(s *experiments.Settings) {
	if s.Profile == "" {
		s.Profile = "production"
	}
	if len(s.N) == 0 {
		s.N = []int{5}
	}
}

// Cell is what came of the crashes of one multiplexer.
type Cell struct {
	Mux     string `json:"mux"`
	N       int    `json:"n"`
	Crashes int    `json:"crashes"`
	Well    int    `json:"well"`  // all came right, with as many runs as without a crash
	Again   int    `json:"again"` // … with more runs, or fewer
	Wrong   int    `json:"wrong"` // something went wrong that does not without a crash
	Runs    int    `json:"runs"`  // without a crash
	// First is the first crash behind which something went wrong, Diagnosis what.
	First     string `json:"first"`
	Diagnosis string `json:"diagnosis"`
}

func run(r *experiments.Run) error {
	selected := len(r.Settings.Mux) > 0
	names := r.Settings.Mux
	if !selected {
		names = slices.DeleteFunc(specimens.Names(), func(name string) bool { return name == specimens.Native })
	}
	for _, n := range r.Settings.N {
		for _, mux := range names {
			r.Cell(len(names)*len(r.Settings.N), mux)
			c, err := measure(r, mux, n)
			if err != nil {
				return err
			}
			r.Report.Cells = append(r.Report.Cells, c)
			report(r, c, selected)
		}
	}
	if selected {
		r.Report.Claim = claimSelected
	}
	r.Report.Figures = figures(r.Report.Cells)
	return nil
}

// scenario is what is done to the object.
func scenario(r *experiments.Run, mux *search.Subject, n int) search.Scenario {
	second := time.Second
	order := func(key string, in time.Duration, more ...search.Value) search.Operation {
		return search.Operation{Do: schedules.Schedule, Key: key}.With(append(more, schedules.In.Is(in))...)
	}
	cancelled := order("cancelled", 20*second)
	cancelled.At = second
	return search.Scenario{
		Profile: r.Settings.Profile, Set: r.Settings.Set, Faults: r.Settings.Faults, Seed: r.Settings.Seed,
		Operations: []search.Operation{
			order("batch", 5*second, schedules.N.Is(n)),
			order("now", 0),
			order("slow", 6*second, schedules.Awaits.Is(300*time.Millisecond)),
			order("chain", 8*second, schedules.Again.Is(2), schedules.Every.Is(2*second)),
			cancelled,
			{At: 2 * second, Do: schedules.Cancel, Key: "cancelled"},
		},
		Heal: 20 * second, Settle: time.Hour,
	}.About(mux)
}

// measure sweeps one multiplexer.
func measure(r *experiments.Run, mux string, n int) (Cell, error) {
	c := Cell{Mux: mux, N: n}
	subject, err := schedules.Multiplexers().Find(mux)
	if err != nil {
		return c, err
	}
	w, err := search.CrashSweep(scenario(r, subject, n), search.Options{Trace: r, Picture: r.Settings.Picture})
	if err != nil {
		return c, err
	}
	anyway := check.Signatures(w.Calm.Violations)
	c.Runs, c.Crashes = w.Calm.Runs, len(w.Strikes)
	for _, x := range w.Strikes {
		wrong := slices.DeleteFunc(check.Signatures(x.Outcome.Violations), func(signature string) bool {
			return slices.Contains(anyway, signature)
		})
		switch {
		case len(wrong) > 0:
			if c.Wrong++; c.First == "" {
				c.First, c.Diagnosis = x.Fault, strings.Join(wrong, "; ")
			}
		case x.Outcome.Runs == c.Runs:
			c.Well++
		default:
			c.Again++
		}
	}
	return c, nil
}

// report adds a cell to what a reader sees.
func report(r *experiments.Run, c Cell, selected bool) {
	t := &r.Report.Table
	t.Header = []string{"multiplexer", "n", "crashes", "well", "with other runs", "wrong", "first wrong behind"}
	row := []string{c.Mux}
	for _, v := range []int{c.N, c.Crashes, c.Well, c.Again, c.Wrong} {
		row = append(row, strconv.Itoa(v))
	}
	t.Rows = append(t.Rows, append(row, c.First))
	if c.Wrong > 0 {
		r.Report.Notes = append(r.Report.Notes, fmt.Sprintf("%s, %s: %s", c.Mux, c.First, c.Diagnosis))
	}
	switch ours := c.Mux == specimens.Dolab; {
	case c.Crashes == 0:
		r.Report.Failures = append(r.Report.Failures, c.Mux+": nothing was struck")
	case c.Wrong > 0 && (ours || selected):
		r.Report.Failures = append(r.Report.Failures, fmt.Sprintf("%s, %s: %s", c.Mux, c.First, c.Diagnosis))
	case c.Wrong == 0 && !ours && !selected:
		r.Report.Failures = append(r.Report.Failures, c.Mux+": it got everything right that it gets right without a crash")
	}
}
