package race

import (
	"dolab/experiments"
)

const (
	claimDefault = "Behind the input gate, in blockConcurrencyWhile and in transactionSync no increment is lost; with an " +
		"await between read and write increments are lost."
	claimSelected = "The selected designs lose no increment."
)

// Experiment is read-await-write.
func Experiment() experiments.Experiment {
	return experiments.Experiment{
		Name:  "read-await-write",
		Claim: claimDefault,
		About: "Clients increment one counter at the same time, and each increment awaits something that is not storage. " +
			"Five designs put the await in different places; lost updates are counted over worlds with seeds of their own. " +
			"With --design the claim is about each of them.",
		Factors:  []string{"design", "n", "trials"},
		Defaults: defaults,
		Run:      run,
	}
}

func defaults(s *experiments.Settings) {
	if s.Profile == "" {
		s.Profile = "workerd"
	}
	if len(s.N) == 0 {
		s.N = []int{10}
	}
	if s.Trials == 0 {
		s.Trials = 50
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
