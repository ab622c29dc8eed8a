package all

import (
	"dolab/experiments/checkout"
	"dolab/experiments/examples"
	"dolab/experiments/lostreply"
	"dolab/experiments/race"
	"dolab/experiments/search"
	"dolab/experiments/specimens"
	"dolab/experiments/storm"
)

// Subjects returns what can be hunted on: the designs of experiments, each named EXPERIMENT/DESIGN, the multiplexers,
// which alarms-robustness compares, and the examples.
func Subjects() []search.Subject {
	var list []search.Subject
	for _, mux := range specimens.All() {
		list = append(list, *search.Multiplexer(mux))
	}
	for _, family := range [][]search.Subject{
		race.Subjects(), lostreply.Subjects(), checkout.Subjects(), storm.Subjects(), examples.Subjects(),
	} {
		list = append(list, family...)
	}
	return list
}
