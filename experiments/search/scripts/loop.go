package scripts

import (
	"fmt"
	"strings"
	"time"

	"dolab/durable"
)

// ring counts how often the alarm of an object rings.
type ring struct {
	all    int       // since the world began
	after  int       // since nothing goes wrong any more
	late   int       // since the world is judged
	burst  int       // within a second
	since  time.Time // when that second began
	last   time.Time // when it rang last
	silent int       // play.silent when it rang last
	again  int       // rings since nothing goes wrong any more, each behind a fetch that nothing has answered
}

// burstMax is how often an alarm may ring within a second.
const burstMax = 200

// allMax is how often an alarm may ring in a world, as a multiple of how often it may ring when all is over.
const allMax = 10

// idlePart divides how often an alarm may ring when all is over, for an object that stores nothing.
const idlePart = 10

// idle is what is wrong with an alarm that does not stop, though there is nothing to do.
const idle = "an alarm rings for ever, and the object stores nothing"

// idleRounds is for how many more rings, at the pace of those before, the end of a world waits.
const idleRounds = 4

// lookIdle looks at the end for alarms that go on ringing for objects that store nothing and have no sockets. It does
// nothing in worlds without one.
func (p *play) lookIdle() {
	for _, stub := range p.objects() {
		r := p.rings[stub.Label()]
		if r == nil || r.after < max(1, p.Alarms/idlePart) || !p.isIdle(stub) {
			continue
		}
		before := r.all
		if p.w.Advance(p.w.Scenario.Settle/time.Duration(r.after)*idleRounds) == nil && r.all > before+1 && p.isIdle(stub) {
			p.w.Violate("loop", idle, fmt.Sprintf("%s: %d times after the last fault", stub.Label(), r.after))
			return
		}
	}
}

// isIdle reports whether an object has an alarm, and neither sockets nor anything stored.
func (p *play) isIdle(stub *durable.Stub) bool {
	sight, err := p.w.Objects.Look(stub)
	if err != nil || sight.Object.Stored.IsZero() || sight.Sockets > 0 {
		return false
	}
	if entries, err := p.w.Objects.Entries(stub, "", 1); err != nil || len(entries) > 0 {
		return false
	}
	tables, err := p.w.Objects.Query(stub, `SELECT name FROM sqlite_schema WHERE type = 'table'
		AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT LIKE '\_cf\_%' ESCAPE '\'`)
	if err != nil {
		return false
	}
	for _, row := range tables {
		name := strings.ReplaceAll(fmt.Sprint(row[0]), `"`, `""`)
		if rows, err := p.w.Objects.Query(stub, `SELECT 1 FROM "`+name+`" LIMIT 1`); err != nil || len(rows) > 0 {
			return false
		}
	}
	return true
}

// sameTime tells of alarms that handlers have set for the very time at which they rang.
func (p *play) sameTime() (lines []string) {
	for _, stub := range p.objects() {
		sight, err := p.w.Objects.Look(stub)
		r := p.rings[stub.Label()]
		if err != nil || r == nil || sight.Object.Stored.IsZero() || !sight.Managed.IsZero() ||
			sight.Object.Stored.After(r.last) {
			continue
		}
		lines = append(lines, stub.Label()+": its handler set the alarm for the very time at which it rang: "+
			"the platform forgets that")
	}
	return lines
}

// loops is what is wrong with an alarm that does not stop.
const loops = "an alarm rings for ever"

// rang takes note of an alarm handler that begins. An alarm that rings for ever ends the world: it would take long.
func (p *play) rang(who string) {
	p.rung++
	r := p.rings[who]
	if r == nil {
		r = &ring{}
		p.rings[who] = r
	}
	now := p.w.Now()
	if now.Sub(r.since) > time.Second {
		r.since, r.burst = now, 0
	}
	r.last = now
	r.burst++
	retries := r.silent != p.silent // It repeats a fetch that nothing answers.
	r.silent = p.silent
	switch {
	case !retries:
		r.all++
		if p.w.Healed() {
			r.after++
		}
	case p.w.Healed():
		r.again++
	}
	switch {
	case p.w.Ended():
		if r.late++; r.late > allMax*p.Alarms && !p.w.Violated("loop: "+loops) {
			p.w.Violate("loop", loops, fmt.Sprintf("%s: %d times after the end", who, r.late))
			p.w.Halt()
		}
	case r.burst > burstMax:
		p.w.Violate("loop", loops, fmt.Sprintf("%s: %d times within a second", who, r.burst))
		p.w.End()
	case r.all > allMax*p.Alarms:
		p.w.Violate("loop", loops, fmt.Sprintf("%s: %d times in all", who, r.all))
		p.w.End()
	case r.again > p.Alarms/idlePart && p.lab == nil: // A module of tests may wait for more.
		p.w.End()
	case r.after > p.Alarms:
		p.w.Violate("loop", loops, fmt.Sprintf("%s: %d times after the last fault", who, r.after))
		p.w.End()
	}
}
