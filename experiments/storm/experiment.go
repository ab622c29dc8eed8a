package storm

import "dolab/experiments"

const (
	claimDefault = "Clients that resume by sequence have each message once and in order after every storm of resets; those " +
		"that do not resume, or resume across an await, miss messages in more than a quarter of the storms; and backing off " +
		"spares the room most of the dialing."
	claimSelected = "Clients of the selected designs have each message once and in order after every storm of resets."
)

// Experiment is reset-storm.
func Experiment() experiments.Experiment {
	return experiments.Experiment{
		Name:  "reset-storm",
		Claim: claimDefault,
		About: "A room sends a message a second to its WebSockets (--n of them) and is reset again and again for a minute; each " +
			"reset breaks all sockets. Five designs of coming back; what each client has heard is counted when all is quiet, over " +
			"six storms with seeds of their own (--trials): a client that does not resume misses nothing in one storm of thirty. " +
			"With --design the claim is about each of them.",
		Factors:  []string{"design", "n", "trials"},
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
	if s.Trials == 0 {
		s.Trials = 6
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
