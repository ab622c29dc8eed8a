package all

import (
	"slices"

	"dolab/experiments/checkout"
	"dolab/experiments/examples"
	"dolab/experiments/lostreply"
	"dolab/experiments/race"
	"dolab/experiments/search"
	"dolab/experiments/search/schedules"
	"dolab/experiments/specimens"
	"dolab/experiments/storm"
)

// Subjects returns what can be hunted on: the multiplexers, which alarms-robustness compares, the designs of experiments,
// each named EXPERIMENT/DESIGN, and the examples.
func Subjects() []search.Subject {
	var list []search.Subject
	for _, mux := range specimens.All() {
		list = append(list, *schedules.Multiplexer(mux))
	}
	return append(list, designs()...)
}

// Registry returns the same subjects for the texts of scenarios, and finds repaired multiplexers too.
func Registry() search.Registry {
	return search.Registry{schedules.Multiplexers(), search.Listed(designs()...)}
}

// designs are the subjects that are no multiplexers.
func designs() []search.Subject {
	return slices.Concat(
		race.Subjects(), lostreply.Subjects(), checkout.Subjects(), storm.Subjects(), examples.Subjects(),
	)
}
