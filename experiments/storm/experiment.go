package storm

import "dolab/experiments"

const (
	claimDefault = "Clients that resume by sequence have each message once and in order after a storm of resets; those that " +
		"do not resume, or resume across an await, miss some; and backing off spares the room most of the dialing."
	claimSelected = "Clients of the selected designs have each message once and in order after a storm of resets."
)

// Experiment is reset-storm.
func Experiment() experiments.Experiment {
	return experiments.Experiment{
		Name:  "reset-storm",
		Claim: claimDefault,
		About: "A room sends a message a second to its WebSockets (--n of them) and is reset again and again for a minute; each " +
			"reset breaks all sockets. Four designs of coming back; what each client has heard is counted when all is quiet. " +
			"With --design the claim is about each of them.",
		Factors:  []string{"design", "n"},
		Defaults: defaults,
		Run:      run,
	}
}

func defaults(s *experiments.Settings) {
	if s.Profile == "" {
		s.Profile = "production"
	}
	if len(s.N) == 0 {
		s.N = []int{20}
	}
}

func run(r *experiments.Run) error {
	picked, err := experiments.Pick(r.Settings.Design, designs)
	if err != nil {
		return err
	}
	var cells []Cell
	for _, n := range r.Settings.N {
		for _, d := range picked {
			r.Cell(len(picked)*len(r.Settings.N), d.name)
			c, err := measure(r, d, n)
			if err != nil {
				return err
			}
			cells = append(cells, c)
			r.Report.Cells = append(r.Report.Cells, c)
		}
	}
	report(r, cells)
	return nil
}
