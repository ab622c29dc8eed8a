package overload

import (
	"time"

	"dolab/experiments"
)

const (
	claimDefault = "After a stall of 10 s, clients that back off with jitter have their answers again within 30 s, with or " +
		"without a limit of the queue; clients that try again at once keep the object from recovering, or hammer it where a " +
		"limit protects it."
	claimSelected = "After a stall of 10 s, clients of the selected designs have their answers again within 30 s."
)

// Experiment is overload-retry.
func Experiment() experiments.Experiment {
	return experiments.Experiment{
		Name:  "overload-retry",
		Claim: claimDefault,
		About: "Forty clients (--n), a call a second each, on an object that serves fifty a second (--load is the time of a " +
			"call) and stalls once for 10 s. Clients give up after --timeout and try again. Four designs: at once or with " +
			"backoff, with and without a limit of the queue. With --design the claim is about each of them.",
		Factors: []string{"design", "n", "timeout", "load"},
		Unclaimed: []experiments.Unclaimed{{
			Profile: "hostile", Why: "one hop of a client takes up to 8 s there, so that calls exceed the timeout of 500 ms and are made " +
				"again without any stall.",
		}},
		Defaults: defaults,
		Run:      run,
	}
}

func defaults(s *experiments.Settings) {
	if s.Profile == "" {
		s.Profile = "production"
	}
	if len(s.N) == 0 {
		s.N = []int{40}
	}
	if len(s.Timeout) == 0 {
		s.Timeout = []time.Duration{500 * time.Millisecond}
	}
	if s.Load == 0 {
		s.Load = 20 * time.Millisecond
	}
}

func run(r *experiments.Run) error {
	picked, err := experiments.Pick(r.Settings.Design, designs)
	if err != nil {
		return err
	}
	var cells []Cell
	for _, n := range r.Settings.N {
		for _, timeout := range r.Settings.Timeout {
			for _, d := range picked {
				r.Cell(len(picked)*len(r.Settings.N)*len(r.Settings.Timeout), d.name)
				c, err := measure(r, d, n, timeout, r.Settings.Load)
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
