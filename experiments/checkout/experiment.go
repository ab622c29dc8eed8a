package checkout

import "dolab/experiments"

const (
	claimDefault = "With idempotency keys and an alarm that finishes what was begun, stock and money agree after a reset at " +
		"any await, whether the client comes back or not; every simpler design has an await where they do not."
	claimSelected = "With the selected designs stock and money agree after a reset at any await."
)

// Experiment is deploy-checkout.
func Experiment() experiments.Experiment {
	return experiments.Experiment{
		Name:  "deploy-checkout",
		Claim: claimDefault,
		About: "An order reserves stock and charges a bank, each an object of its own, and is reset by a deploy: at the first " +
			"await, at the second, and so on until none is left, and the same behind and before each commit. Four designs, " +
			"each with a client that tries again and one that does not. With --design the claim is about each of them.",
		Factors:  []string{"design"},
		Defaults: defaults,
		Run:      run,
	}
}

func defaults(s *experiments.Settings) {
	if s.Profile == "" {
		s.Profile = "production"
	}
}

func run(r *experiments.Run) error {
	picked, err := experiments.Pick(r.Settings.Design, designs)
	if err != nil {
		return err
	}
	clients := []string{retrying, leaving}
	var cells []Cell
	for _, d := range picked {
		for _, client := range clients {
			r.Cell(len(picked)*len(clients), d.name+" "+client)
			c, err := measure(r, d, client)
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
