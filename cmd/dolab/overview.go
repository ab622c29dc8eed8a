package main

import (
	"fmt"
	"strconv"

	"dolab/durable/platform"
	"dolab/experiments"
	"dolab/experiments/all"
	"dolab/experiments/specimens"
)

// overview shows in one screen which kinds of things there are, how many of each, and what they are for.
func (p *page) overview(list []experiments.Experiment) {
	p.indented(0, "Dolab runs Durable Objects in simulated worlds. Chance, time and faults of a world come from its seed.")
	p.gap()
	multiplexers := len(specimens.All())
	for _, kind := range []struct {
		name  string
		count int
		about string
	}{
		{"experiments", len(list), "claims that a run tests: dolab run NAME"},
		{"multiplexers", multiplexers, "keep many schedules on one alarm: dolab hunt NAME"},
		{"subjects", len(all.Subjects()) - multiplexers, "other objects that a hunt tests: dolab hunt NAME"},
		{"profiles", len(platform.Profiles()), "latencies and limits of platforms: --profile NAME"},
		{"faults", len(platform.Catalogue()), "failures of the platform: --faults \"TEXT\""},
		{"points", len(platform.Points()), "places where a fault can strike, for --faults"},
		{"bugs", len(specimens.Bugs()), "known bugs of multiplexers, B1 and on: dolab hunt --bugs"},
		{"prices", 1, "what requests and storage cost: --prices FILE"},
	} {
		p.hanging(fmt.Sprintf("  %-13s %3s  ", kind.name, strconv.Itoa(kind.count)), "                     ", kind.about)
	}
	p.gap()
	p.section("Words")
	for _, word := range glossary() {
		p.entry(10, word.name, word.about)
	}
	p.gap()
	p.line("dolab list KIND shows all of a kind; dolab --help shows the commands.")
}

// explained is a term that tables and reports use, explained.
type explained struct{ name, about string }

// glossary explains the terms that tables and reports use.
func glossary() []explained {
	return []explained{
		{"seed", "a number that fixes everything random: same seed, same result"},
		{"cell", "one combination of an experiment's settings, a row of its table"},
		{"scenario", "operations and faults of one world, as a file that replay takes"},
		{"corpus", "a file of scenarios that went wrong, kept as tests"},
		{"hash", "the fingerprint of a trace: equal hashes mean equal runs"},
	}
}
