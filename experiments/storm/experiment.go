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
			"reset breaks all sockets. Five designs of coming back; what each client has heard is counted when all is quiet. " +
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
	cells, err := experiments.CompareDesigns(r, designs, measure)
	if err != nil {
		return err
	}
	report(r, cells)
	return nil
}
