package scripts

import (
	"fmt"
	"time"
)

// ring counts how often the alarm of an object rings.
type ring struct {
	all   int       // since the world began
	after int       // since nothing goes wrong any more
	burst int       // within a second
	since time.Time // when that second began
}

// burstMax is how often an alarm may ring within a second.
const burstMax = 200

// allMax is how often an alarm may ring in a world, as a multiple of how often it may ring when all is over.
const allMax = 10

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
	r.burst++
	r.all++
	if p.w.Healed() {
		r.after++
	}
	switch {
	case p.w.Ended():
	case r.burst > burstMax:
		p.w.Violate("loop", loops, fmt.Sprintf("%s: %d times within a second", who, r.burst))
		p.w.End()
	case r.all > allMax*p.Alarms:
		p.w.Violate("loop", loops, fmt.Sprintf("%s: %d times in all", who, r.all))
		p.w.End()
	case r.after > p.Alarms:
		p.w.Violate("loop", loops, fmt.Sprintf("%s: %d times after the last fault", who, r.after))
		p.w.End()
	}
}
