package all

import (
	"dolab/experiments/checkout"
	"dolab/experiments/lostreply"
	"dolab/experiments/race"
	"dolab/experiments/search"
	"dolab/experiments/specimens"
	"dolab/experiments/storm"
)

// Subjects returns what can be hunted on: the designs of experiments, each named EXPERIMENT/DESIGN, and the
// multiplexers, which alarms-robustness compares.
func Subjects() []search.Subject {
	var list []search.Subject
	for _, mux := range specimens.All() {
		list = append(list, *search.Multiplexer(mux))
	}
	for _, family := range [][]search.Subject{
		race.Subjects(), lostreply.Subjects(), checkout.Subjects(), storm.Subjects(),
	} {
		list = append(list, family...)
	}
	return list
}
