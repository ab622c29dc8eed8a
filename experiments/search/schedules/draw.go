package schedules

import (
	"fmt"
	"time"

	"dolab/actor"
	"dolab/experiments/search"
)

// draw draws what is done to an object with schedules.
func draw(c actor.Chooser, s *search.Scenario) {
	d := drawing{c: c, on: map[string]bool{}}
	for _, x := range deedsDrawn {
		d.on[x.name] = c.Choose("search.on."+x.name, x.odds) == 0
	}
	d.operations(s)
	drawMore(c, s)
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

func (d *drawing) operations(s *search.Scenario) {
	clients := 1
	if d.on["count"] {
		clients = 3
	}
	for range 1 + d.c.Choose("search.n", operationsDrawn) {
		o := d.operation()
		o.At = d.at
		if o.Do != search.Evict && o.Do != search.Crash && o.Do != search.Restart {
			o.Client = d.c.Choose("search.client", clients)
		}
		s.Operations = append(s.Operations, o.operation())
		d.at += search.DrawGap(d.c, d.on["sleep"])
	}
}

// operation draws one.
func (d *drawing) operation() order {
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
	add("trouble", search.Evict, search.Crash, search.Restart)
	add("sleep", Ping)
	o := operation(kinds[d.c.Choose("search.do", len(kinds))])
	switch o.Do {
	case Schedule:
		d.schedule(&o)
	case Cancel:
		if o.Key = d.known(); o.Key == "" {
			o = operation(Ping)
		}
	case Foreign:
		o.in = time.Duration(d.c.Choose("search.foreign", 60_000)-1000) * time.Millisecond
	case Block:
		o.awaits = time.Duration(d.c.Choose("search.block", 5000)) * time.Millisecond
	}
	return o
}

// operation is an order of a deed.
func operation(do string) order { return order{Operation: search.Operation{Do: do}} }

// known draws the key of a schedule made before, "" where there is none.
func (d *drawing) known() string {
	if len(d.keys) == 0 {
		return ""
	}
	return d.keys[d.c.Choose("search.key", len(d.keys))]
}

// schedule draws an order and what its handler does.
func (d *drawing) schedule(o *order) {
	c := d.c
	one := func(on string, odds int) bool { return d.on[on] && c.Choose("search."+on, odds) == 0 }
	o.Key = fmt.Sprintf("s%d", len(d.keys)+1)
	o.in = d.delay()
	if one("batch", 3) {
		o.n = 2 + c.Choose("search.batch.n", 12)
	}
	if one("ids", 2) {
		o.id = fmt.Sprintf("id%d", 1+c.Choose("search.id", 3))
		o.n = 0
	}
	if one("again", 2) {
		o.again, o.every = 1+c.Choose("search.again.n", 3), d.delay()
		o.every = max(0, o.every)
	}
	if one("awaits", 2) {
		o.awaits = time.Duration(1+c.Choose("search.awaits.ms", 2000)) * time.Millisecond
	}
	if one("hangs", 2) {
		o.awaits = time.Duration(10+c.Choose("search.hangs.s", 30)) * time.Second
	}
	if one("throws", 2) {
		o.throws = 1 + c.Choose("search.throws.n", 8)
		o.passing = one("passing", 1)
	}
	if victim := d.known(); victim != "" && one("inside", 2) {
		o.cancels = victim
	}
	if one("odd", 3) {
		o.odd = []string{oddCallback, oddPayload}[c.Choose("search.oddness", 2)]
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
