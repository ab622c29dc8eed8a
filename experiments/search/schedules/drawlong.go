package schedules

import (
	"cmp"
	"slices"
	"time"

	"dolab/actor"
	"dolab/experiments/search"
)

// moreDrawn are what a seed may do beside deedsDrawn, and in one of how many seeds. Seeds that do not draw any of it
// are what they were before it was here: it has names of its own and goes on top.
var moreDrawn = []struct {
	name string
	odds int
	draw func(*drawing) []order
}{
	{"cron", 14, (*drawing).cron},
	{"start", 20, (*drawing).start},
	{"long", 16, (*drawing).long},
	{"rivals", 16, (*drawing).rivals},
}

// drawMore draws a host with much to do, and what takes minutes, and puts it among what is there.
func drawMore(c actor.Chooser, s *search.Scenario) {
	d := &drawing{c: c}
	if d.c.Choose("search.on.load", 24) == 0 {
		s.Load = time.Duration(1+d.c.Choose("search.load", 15)) * 100 * time.Millisecond
	}
	for _, x := range moreDrawn {
		if d.c.Choose("search.on."+x.name, x.odds) > 0 {
			continue
		}
		at := s.Operations[d.c.Choose("search."+x.name+".at", len(s.Operations))].At
		for _, o := range x.draw(d) {
			o.At = at
			s.Operations = append(s.Operations, o.operation())
		}
	}
	slices.SortStableFunc(s.Operations, func(a, b search.Operation) int { return cmp.Compare(a.At, b.At) })
}

// crons are the recurrences that are drawn: a scenario lasts for a few hours, and each occurrence takes time to run.
var crons = []string{"*/2 * * * *", "*/4 * * * *", "*/10 * * * *"}

// cron draws a schedule that recurs. Its first run may take longer than its period, but so little that behind others it
// can end within the 15 minutes of an alarm; and an event may keep the object awake until it comes.
func (d *drawing) cron() []order {
	o := schedule("c1", order{cron: crons[d.c.Choose("search.cron.when", len(crons))]})
	if d.c.Choose("search.cron.slow", 2) == 0 {
		o.awaits = time.Duration(20+d.c.Choose("search.cron.s", 270)) * time.Second
	}
	list := []order{o}
	if d.c.Choose("search.cron.hold", 2) == 0 {
		hold := operation(Hold)
		hold.Client, hold.awaits = holder, time.Duration(1+d.c.Choose("search.hold.m", 5))*time.Minute
		list = append(list, hold)
	}
	return list
}

// holder is a client that does nothing else.
const holder = 100

// schedule is an order of a schedule.
func schedule(key string, o order) order {
	o.Do, o.Key = Schedule, key
	return o
}

// start draws a schedule that the object makes each time it starts, under a name.
func (d *drawing) start() []order {
	when := crons[d.c.Choose("search.start.when", len(crons))]
	return []order{schedule("b1", order{id: "start", cron: when, start: true})}
}

// long draws schedules that are due together and take minutes each.
func (d *drawing) long() []order {
	return []order{schedule("l1", order{
		n:      3 + d.c.Choose("search.long.n", 10),
		in:     time.Duration(d.c.Choose("search.long.in", 8)) * time.Second,
		awaits: time.Duration(60+d.c.Choose("search.long.s", 120)) * time.Second,
	})}
}

// rivals draws schedules that are due together, of which the first cancels the last while one between may wait, and one
// that is far ahead.
func (d *drawing) rivals() []order {
	in := time.Duration(1+d.c.Choose("search.rivals.in", 15)) * time.Second
	waits := time.Duration(d.c.Choose("search.rivals.ms", 3)) * 100 * time.Millisecond
	return []order{
		schedule("r1", order{in: in, cancels: "r3"}),
		schedule("r2", order{in: in, awaits: waits}),
		schedule("r3", order{in: in}),
		schedule("r4", order{in: time.Hour}),
	}
}
