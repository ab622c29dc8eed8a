package search

import (
	"slices"
	"time"

	"dolab/actor"
	"dolab/actor/sim"
	"dolab/durable/platform"
)

// Scenario returns the scenario that a seed stands for: what is done, and, unless faults says which, what goes wrong.
// An empty profile is drawn too. Each seed does only some of all that can be done: what always happens hides what
// happens only without it. Of a nil Subject it is one that cannot be run.
func (s *Subject) Scenario(profile string, faults []string, seed uint64) Scenario {
	if s == nil {
		return Scenario{}
	}
	c := sim.Seed(seed)
	x := Scenario{subject: s, Profile: profile, Seed: seed, Faults: faults}
	if profile == "" {
		all := platform.Profiles()
		x.Profile = all[c.Choose("search.profile", len(all))].Name
	}
	x.Begin = time.Duration(c.Choose("search.begin", 1000)) * time.Millisecond
	if c.Choose("search.skewed", 8) == 0 {
		x.Skew = time.Duration(c.Choose("search.skew", 4001)-2000) * time.Millisecond
	}
	draw := s.Draw
	if draw == nil {
		draw = s.draw
	}
	draw(c, &x)
	if x.given = faults; faults != nil && len(faults) == 0 {
		x.given = []string{"none"}
	}
	if faults == nil {
		kinds, more := s.Swarm, s.SwarmMore
		if kinds == nil {
			kinds = Swarm()
		}
		x.Faults = slices.DeleteFunc(drawFaults(c, kinds, more), func(text string) bool { return !x.fits(text) })
	}
	x.Heal = x.end() + 15*time.Second
	if x.Settle = s.Settle; x.Settle <= 0 {
		x.Settle = 2 * time.Hour
	}
	if s.Finish != nil {
		s.Finish(&x)
	}
	return x
}

// fits reports whether a fault can have an effect on the platform of the scenario.
func (x *Scenario) fits(fault string) bool {
	f, err := points.Parse(fault)
	if err != nil || f.Do != "memory" {
		return err == nil
	}
	p, err := x.numbers()
	return err == nil && p.MemoryMax > 0
}

// Of returns the scenarios of the subject, for a Quarry: see Scenario.
func (s *Subject) Of(profile string, faults ...string) func(seed uint64) Scenario {
	return func(seed uint64) Scenario { return s.Scenario(profile, faults, seed) }
}

// draw draws operations: some of the deeds, and in some seeds what happens to objects by itself.
func (s *Subject) draw(c actor.Chooser, x *Scenario) {
	var kinds []Deed
	for len(kinds) == 0 && len(s.Deeds) > 0 {
		for _, d := range s.Deeds {
			if c.Choose("search.deed "+d.Name, 4) > 0 {
				kinds = append(kinds, slices.Repeat([]Deed{d}, max(1, d.Odds))...)
			}
		}
	}
	if c.Choose("search.on.trouble", 3) == 0 {
		kinds = append(kinds, platformDeeds...)
	}
	if len(kinds) == 0 {
		return
	}
	sleep := c.Choose("search.on.sleep", 3) == 0
	long := len(s.Long) > 0 && c.Choose("search.on.long", 4) == 0
	clients := 1 + c.Choose("search.clients", or(s.Clients, 3))
	at := time.Duration(0)
	for range 1 + c.Choose("search.n", or(s.Operations, operationsDrawn)) {
		d := kinds[c.Choose("search.do", len(kinds))]
		o := Operation{At: at, Do: d.Name}
		if !o.byPlatform() {
			o.Client = c.Choose("search.client", clients)
		}
		d.draw(c, &o)
		x.Operations = append(x.Operations, o)
		if long && c.Choose("search.long", 4) == 0 {
			at += s.Long[c.Choose("search.long.gap", len(s.Long))]
			continue
		}
		at += DrawGap(c, sleep)
	}
}

// operationsDrawn is how many operations a scenario has at most, where the subject does not say it.
const operationsDrawn = 14

func or(n, instead int) int {
	if n <= 0 {
		return instead
	}
	return n
}

// DrawGap draws a pause between operations: none, short ones, and with sleep one in which an object hibernates.
func DrawGap(c actor.Chooser, sleep bool) time.Duration {
	gaps := []time.Duration{0, 0, 7 * time.Millisecond, 100 * time.Millisecond, 500 * time.Millisecond, time.Second, 3 * time.Second}
	if sleep {
		gaps = append(gaps, 11*time.Second)
	}
	return gaps[c.Choose("search.gap", len(gaps))]
}
