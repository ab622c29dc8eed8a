package experiments

import (
	"time"

	"dolab/durable/picture"
	"dolab/durable/platform"
)

// Settings are the factors of an experiment. A list with several values makes a cell of each combination; an
// empty one takes the experiment's default.
type Settings struct {
	Mux     []string
	N       []int
	Delay   []time.Duration
	Pattern []string // batch, sequential
	Gap     []time.Duration
	Trigger []string // native, manual
	Mode    []string // alarm, direct
	Client  []string // sequential-uncorrelated, sequential-correlated, parallel
	Timeout []time.Duration
	Design  []string // what is compared, where it is not multiplexers
	Span    time.Duration
	Trials  int
	// Prices is what things cost; nil: platform.PaidPlan.
	Prices *platform.Prices
	// Load is how long a turn occupies its object: a loaded host.
	Load time.Duration

	// Worker, if set, has the objects in its script that the experiment has in Go.
	Worker Script
	// Live measures in a world in real time too, URL on a server.
	Live bool
	URL  string

	Profile string
	// Set replaces numbers of the profile, each as NAME=VALUE: see platform.Profile.Override.
	Set []string
	// Faults, in their text form, strike in every world of the run, on top of what the experiment itself brings about.
	Faults []string
	Seed   uint64

	// Stop, if set, ends the run once it reports true: each of its worlds fails with sim.ErrStopped.
	Stop func() bool
	// Picture, if set, records each world of the run, to draw it. It changes nothing in them.
	Picture *picture.Recorder
}
