package lostreply

import "dolab/experiments"

const (
	claimDefault = "An idempotency key stored with the charge makes each charge exactly once; retrying without one, or with " +
		"one that is stored elsewhere, charges twice, and not retrying leaves charges out."
	claimSelected = "The selected designs charge for each order exactly once."
)

// Experiment is lost-replies.
func Experiment() experiments.Experiment {
	return experiments.Experiment{
		Name:  "lost-replies",
		Claim: claimDefault,
		About: "Clients charge an account while the object is lost before and behind its commits and answers get lost. " +
			"Five designs of client and object; what was charged is read at the end. With --design the claim is about " +
			"each of them; --n is the orders of a trial.",
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
		s.Trials = 20
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
