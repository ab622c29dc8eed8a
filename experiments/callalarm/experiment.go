package callalarm

import (
	"fmt"
	"slices"
	"time"

	"dolab/experiments"
	"dolab/experiments/specimens"
)

// Which claim a run makes depends on what it was asked to look at.
const (
	claimDefault = "Through dolab, a call deferred by schedule(0, …) completes within its client's timeout, with its " +
		"own result; the other multiplexers are shown beside it."
	claimSelected = "Through every selected multiplexer, a call deferred by schedule(0, …) completes within its " +
		"client's timeout, with its own result."
)

// Experiment returns call-alarm-delay.
func Experiment() experiments.Experiment {
	return experiments.Experiment{
		Name:  "call-alarm-delay",
		Claim: claimDefault,
		About: "A client calls a remote object through a controller, over a WebSocket. The controller defers each call " +
			"through a multiplexer (mode alarm) or makes it at once (direct). A sequential-uncorrelated client takes any " +
			"completion for its own, as the original did; the other clients tell results apart by id, and batch lets the " +
			"controller make all calls. With multiplexers given by --mux the claim is about each of them; without, it is " +
			"about dolab. The clock is the client's, and its milliseconds are those of the profile. With --worker the objects " +
			"are those of a script (experiments/callalarm/worker); with --live or --url the same client measures in real " +
			"time too, in a world of this process or on any server that speaks the protocol.",
		Factors: []string{"mux", "mode", "client", "n", "timeout", "load", "worker", "live", "url"},
		Unclaimed: []experiments.Unclaimed{{
			Profile: "hostile", Why: "an alarm comes up to a minute late there and a hop takes up to 8 s, which is more than the 15 s that " +
				"the client waits.",
		}},
		Defaults: defaults,
		Run:      run,
	}
}

func defaults(s *experiments.Settings) {
	if len(s.Mode) == 0 {
		s.Mode = slices.Clone(modes)
	}
	if len(s.Client) == 0 {
		s.Client = []string{clientUncorrelated}
	}
	if len(s.N) == 0 {
		s.N = []int{10}
	}
	if len(s.Timeout) == 0 {
		s.Timeout = []time.Duration{15 * time.Second}
	}
	if s.Profile == "" {
		s.Profile = "workerd"
	}
}

// run measures each combination of the factors.
func run(r *experiments.Run) error {
	s := r.Settings
	selected := len(s.Mux) > 0
	if !selected {
		s.Mux = slices.DeleteFunc(specimens.Names(), func(name string) bool { return name == specimens.Native })
	}
	planned, err := plan(s)
	if err != nil {
		return err
	}
	var cells []Cell
	for _, p := range planned {
		r.Cell(len(planned), p.where()+p.Mux+" "+p.Mode)
		cell, err := measure(r, p, time.Duration(p.TimeoutMS*float64(time.Millisecond)))
		if err != nil {
			return err
		}
		cells = append(cells, cell)
		r.Report.Cells = append(r.Report.Cells, cell)
	}
	report(r.Report, s.Mode[0], selected, cells)
	return nil
}

// plan lists the cells of the settings. Those that differ in the mode only come one after the other.
func plan(s experiments.Settings) ([]Cell, error) {
	for _, name := range s.Mux {
		if _, err := specimens.ByName(name); err != nil {
			return nil, err
		}
	}
	for _, given := range []struct {
		what          string
		values, known []string
	}{{"mode", s.Mode, modes}, {"client", s.Client, clients}} {
		for _, v := range given.values {
			if !slices.Contains(given.known, v) {
				return nil, &experiments.ErrUnknown{What: given.what, Name: v, Known: given.known}
			}
		}
	}
	var cells []Cell
	for _, mux := range s.Mux {
		for _, client := range s.Client {
			for _, n := range s.N {
				for _, timeout := range s.Timeout {
					for _, place := range s.Places() {
						for _, mode := range s.Mode {
							cells = append(cells, Cell{
								Place: place, Mux: mux, Mode: mode, Client: client, N: n, TimeoutMS: milliseconds(timeout),
							})
						}
					}
				}
			}
		}
	}
	if len(cells) == 0 {
		return nil, fmt.Errorf("no cells: a factor has no values")
	}
	return cells, nil
}
