// Package all lists the experiments there are, for the command. A new one is a folder beside this and a line here:
// nothing registers itself by being imported.
package all

import (
	"dolab/experiments"
	"dolab/experiments/accuracy"
	"dolab/experiments/callalarm"
	"dolab/experiments/checkout"
	"dolab/experiments/crashsweep"
	"dolab/experiments/lateness"
	"dolab/experiments/loopcost"
	"dolab/experiments/lostreply"
	"dolab/experiments/overload"
	"dolab/experiments/race"
	"dolab/experiments/robustness"
	"dolab/experiments/slowstart"
	"dolab/experiments/storm"
)

// Experiments returns all experiments in the order in which a newcomer should meet them.
func Experiments() []experiments.Experiment {
	return []experiments.Experiment{
		robustness.Experiment(),
		callalarm.Experiment(),
		accuracy.Experiment(),
		loopcost.Experiment(),
		race.Experiment(),
		slowstart.Experiment(),
		lostreply.Experiment(),
		overload.Experiment(),
		checkout.Experiment(),
		storm.Experiment(),
		lateness.Experiment(),
		crashsweep.Experiment(),
	}
}
