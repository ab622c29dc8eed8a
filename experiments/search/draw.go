package search

import (
	"fmt"
	"slices"
	"time"

	"dolab/actor"
	"dolab/experiments/specimens"
)

// Draw returns the scenario of a multiplexer, or of one of the subjects, that a seed stands for: see Subject.Scenario.
// Of an unknown name it is one that cannot be run.
func Draw(mux, profile string, faults []string, seed uint64, subjects ...Subject) Scenario {
	specimen, err := specimens.ByName(mux)
	if err != nil {
		if s, err := find(mux, subjects); err == nil {
			return s.Scenario(profile, faults, seed)
		}
		return Scenario{Mux: mux}
	}
	s := Multiplexer(specimen).Scenario(profile, faults, seed)
	s.Mux, s.Subject = mux, ""
	if plan, err := s.plan(); err == nil && slices.ContainsFunc(plan.Faults, lossy) {
		for _, after := range []time.Duration{70 * time.Minute, 80 * time.Minute} { // When all is due.
			s.Operations = append(s.Operations, Operation{At: s.Heal + after, Do: Ping})
		}
	}
	return s
}

// drawSchedules draws what is done to an object with schedules.
func drawSchedules(c actor.Chooser) []Operation {
	d := drawing{c: c, on: map[string]bool{}}
	for _, x := range deedsDrawn {
		d.on[x.name] = c.Choose("search.on."+x.name, x.odds) == 0
	}
	return d.operations()
}

// deedsDrawn are what a seed may do, and in one of how many seeds.
var deedsDrawn = []struct {
	name string
	odds int
}{
	{"batch", 3},
	{"ids", 3},
	{"again", 4},
	{"awaits", 3},
	{"hangs", 24},
	{"throws", 4},
	{"passing", 6},
	{"cancels", 3},
	{"inside", 4},
	{"odd", 12},
	{"foreign", 8},
	{"spam", 4},
	{"past", 4},
	{"sleep", 3},
	{"block", 8},
	{"probe", 8},
	{"count", 4},
	{"trouble", 3},
}

// drawing is a scenario in the making.
type drawing struct {
	c    actor.Chooser
	on   map[string]bool
	at   time.Duration
	keys []string
}

// operationsDrawn is how many operations a scenario has at most.
const operationsDrawn = 14

func (d *drawing) operations() []Operation {
	var list []Operation
	clients := 1
	if d.on["count"] {
		clients = 3
	}
	for range 1 + d.c.Choose("search.n", operationsDrawn) {
		o := d.operation()
		o.At = d.at
		if !o.byPlatform() {
			o.Client = d.c.Choose("search.client", clients)
		}
		list = append(list, o)
		d.at += d.gap()
	}
	return list
}

// gap draws a pause: none, short ones, and one in which the object hibernates.
func (d *drawing) gap() time.Duration { return drawGap(d.c, d.on["sleep"]) }

// operation draws one.
func (d *drawing) operation() Operation {
	kinds := []string{Schedule, Schedule, Schedule, Schedule}
	add := func(on string, list ...string) {
		if d.on[on] {
			kinds = append(kinds, list...)
		}
	}
	add("cancels", Cancel, Cancel)
	add("foreign", Foreign)
	add("block", Block)
	add("probe", Probe)
	add("count", Increment, Increment, Increment, Read)
	add("trouble", Evict, Crash, Restart)
	add("sleep", Ping)
	o := Operation{Do: kinds[d.c.Choose("search.do", len(kinds))]}
	switch o.Do {
	case Schedule:
		d.schedule(&o)
	case Cancel:
		if o.Key = d.known(); o.Key == "" {
			o = Operation{Do: Ping}
		}
	case Foreign:
		o.In = time.Duration(d.c.Choose("search.foreign", 60_000)-1000) * time.Millisecond
	case Block:
		o.Awaits = time.Duration(d.c.Choose("search.block", 5000)) * time.Millisecond
	}
	return o
}

// known draws the key of a schedule made before, "" where there is none.
func (d *drawing) known() string {
	if len(d.keys) == 0 {
		return ""
	}
	return d.keys[d.c.Choose("search.key", len(d.keys))]
}

// schedule draws an order and what its handler does.
func (d *drawing) schedule(o *Operation) {
	c := d.c
	one := func(on string, odds int) bool { return d.on[on] && c.Choose("search."+on, odds) == 0 }
	o.Key = fmt.Sprintf("s%d", len(d.keys)+1)
	o.In = d.delay()
	if one("batch", 3) {
		o.N = 2 + c.Choose("search.batch.n", 12)
	}
	if one("ids", 2) {
		o.ID = fmt.Sprintf("id%d", 1+c.Choose("search.id", 3))
		o.N = 0
	}
	if one("again", 2) {
		o.Again, o.Every = 1+c.Choose("search.again.n", 3), d.delay()
		o.Every = max(0, o.Every)
	}
	if one("awaits", 2) {
		o.Awaits = time.Duration(1+c.Choose("search.awaits.ms", 2000)) * time.Millisecond
	}
	if one("hangs", 2) {
		o.Awaits = time.Duration(10+c.Choose("search.hangs.s", 30)) * time.Second
	}
	if one("throws", 2) {
		o.Throws = 1 + c.Choose("search.throws.n", 8)
		o.Passing = one("passing", 1)
	}
	if victim := d.known(); victim != "" && one("inside", 2) {
		o.Cancels = victim
	}
	if one("odd", 3) {
		o.Odd = []string{OddCallback, OddPayload}[c.Choose("search.oddness", 2)]
	}
	d.keys = append(d.keys, o.keys()...)
}

// delay draws how far ahead a schedule is.
func (d *drawing) delay() time.Duration {
	second := time.Second
	spans := []time.Duration{0, 0, 300 * time.Millisecond, 0, second, second, 5 * second, 10 * second, 15 * second}
	if d.on["past"] {
		spans = append(spans, -time.Millisecond, -second, -time.Hour)
	}
	if d.on["spam"] {
		spans = append(spans, time.Minute, 10*time.Minute, time.Hour)
	}
	n := d.c.Choose("search.delay", len(spans))
	if n == 3 { // Any part of a few seconds.
		return time.Duration(d.c.Choose("search.delay.ms", 4000)) * time.Millisecond
	}
	return spans[n]
}
