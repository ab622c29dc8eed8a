package robustness

import (
	"fmt"
	"strings"

	"dolab/experiments"
	"dolab/experiments/specimens"
)

// evidence is the measured cells.
type evidence []Cell

// find returns the cell of a test on a multiplexer.
func (e evidence) find(t test, mux string) (Cell, bool) {
	for _, c := range e {
		if c.Mux == mux && c.test.String() == t.String() && c.N == t.n {
			return c, true
		}
	}
	return Cell{}, false
}

// ran writes "0/100 on a, 0/100 on b" for those multiplexers that were measured, and counts their cells in which
// not all ran.
func (e evidence) ran(t test, mux ...string) (text string, lost, cells int) {
	var parts []string
	for _, name := range mux {
		c, found := e.find(t, name)
		if !found {
			continue
		}
		cells++
		if c.Executed < c.Scheduled {
			lost++
		}
		parts = append(parts, fmt.Sprintf("%d/%d on %s", c.Executed, c.Scheduled, name))
	}
	return strings.Join(parts, ", "), lost, cells
}

// verdicts answers on the four suspects, as far as there are cells to answer from.
func verdicts(cells []Cell, seen sights) []experiments.Verdict {
	e := evidence(cells)
	var all []experiments.Verdict
	for _, v := range []experiments.Verdict{e.rapid(), seen.visible(), e.limits(), e.zero()} {
		if v.Answer != "" {
			all = append(all, v)
		}
	}
	return all
}

// rapid: is it the race of a rapid batch? What also fails one at a time and in sequence does not race.
func (e evidence) rapid() experiments.Verdict {
	v := experiments.Verdict{Question: "Multiplexing under rapid scheduling"}
	many, lostMany, n := e.ran(rapid, broken...)
	slow, lostSlow, m := e.ran(gapSecond, broken...)
	if n == 0 || m == 0 {
		return v
	}
	v.Answer = "FALSE"
	if lostMany > 0 && lostSlow == 0 {
		v.Answer = "TRUE"
	}
	v.Evidence = fmt.Sprintf("0 s in a batch: %s; one a second: %s", many, slow)
	asleep, lostAsleep, k := e.ran(gapAsleep, broken...)
	if k > 0 && lostAsleep > 0 {
		v.Evidence += fmt.Sprintf("; after hibernation: %s, because construction flushes what is due", asleep)
	}
	if c, found := e.find(loaded, specimens.Lumenize1114); found && c.Executed < c.Scheduled && v.Answer == "FALSE" {
		v.Answer = "FALSE for 0 s"
		others, _, _ := e.ran(loaded, specimens.Lumenize2026, specimens.Actors)
		v.Evidence += fmt.Sprintf(". TRUE for 1 s on a loaded host where the store is deferred: %d/%d on %s, but %s",
			c.Executed, c.Scheduled, c.Mux, others)
	}
	return v
}

// visible: does an object see its own synchronous writes?
func (v sights) visible() experiments.Verdict {
	if v.writes == 0 {
		return experiments.Verdict{}
	}
	verdict := experiments.Verdict{Question: "Visibility of synchronous writes", Answer: "FALSE"}
	for _, n := range []int{v.sameKV, v.nextKV, v.wokenKV, v.sameSQL, v.nextSQL, v.wokeSQL} {
		if n != v.writes {
			verdict.Answer = "TRUE"
		}
	}
	verdict.Evidence = v.counts()
	for _, name := range []string{specimens.Lumenize1114, specimens.Lumenize2026} {
		if n := v.stored[name]; n < scheduledOnce {
			verdict.Evidence += fmt.Sprintf(". But schedule() of %s returns before its INSERT has run: %d of %d rows are "+
				"there in the same event", name, n, scheduledOnce)
		}
	}
	return verdict
}

// counts says how many writes could be read.
func (v sights) counts() string {
	return fmt.Sprintf("of %d kv and %d sql writes, %d and %d are read in the same turn, %d and %d in the next, %d and %d "+
		"after hibernation", v.writes, v.writes, v.sameKV, v.sameSQL, v.nextKV, v.nextSQL, v.wokenKV, v.wokeSQL)
}

// likeness holds what was measured in real time against the simulation. Tests that leave to chance what runs are left
// out.
func likeness(cells []Cell) (experiments.Verdict, bool) {
	v := experiments.Verdict{Question: "In real time as many schedules run as in the simulation", Answer: "TRUE"}
	measured, same := 0, 0
	var others []string
	var twin Cell
	for _, c := range cells {
		if c.Place == experiments.Simulated {
			twin = c // The cells in real time of the same test and multiplexer follow.
		}
		if c.Place == experiments.Simulated || c.test.byChance() {
			continue
		}
		measured++
		if c.Executed == twin.Executed && c.Scheduled == twin.Scheduled {
			same++
			continue
		}
		others = append(others, fmt.Sprintf("%v, N=%d, %s: %d/%d, simulated %d/%d",
			c.test, c.N, c.name(), c.Executed, c.Scheduled, twin.Executed, twin.Scheduled))
	}
	v.Evidence = fmt.Sprintf("equal in %d of %d cells", same, measured)
	if len(others) > 0 {
		v.Answer = "FALSE"
		v.Evidence += "; " + strings.Join(others, "; ")
	}
	return v, measured > 0
}

// limits: does the native alarm lose what is set?
func (e evidence) limits() experiments.Verdict {
	v := experiments.Verdict{Question: "Undocumented limits of the native alarm"}
	one, found := e.find(single, specimens.Native)
	if !found {
		return v
	}
	v.Answer = "FALSE"
	if !one.ok {
		v.Answer = "TRUE"
	}
	v.Evidence = fmt.Sprintf("a single setAlarm(now): %d/%d", one.Executed, one.Scheduled)
	if c, found := e.find(chain, specimens.Native); found {
		v.Evidence += fmt.Sprintf("; one every %v: %d/%d", c.test.gap, c.Executed, c.Scheduled)
		if !c.ok {
			v.Answer = "TRUE"
		}
	}
	if c, found := e.find(rapid, specimens.Dolab); found {
		v.Evidence += fmt.Sprintf("; on the same alarm dolab runs %d/%d", c.Executed, c.Scheduled)
	}
	if c, found := e.find(rapid, specimens.Native); found {
		v.Evidence += fmt.Sprintf(". It has one slot, as documented: of %d set at once %d are overwritten",
			c.Scheduled, c.Overwritten)
	}
	return v
}

// zero: is it schedule(0)?
func (e evidence) zero() experiments.Verdict {
	v := experiments.Verdict{Question: "schedule(0) itself"}
	text, lost, n := e.ran(single, broken...)
	if n == 0 {
		return v
	}
	v.Answer = "FALSE"
	if lost > 0 {
		v.Answer = "TRUE"
	}
	c, _ := e.find(single, broken[0])
	v.Evidence = fmt.Sprintf("a single schedule(0): %s (%s)", text, c.Diagnosis)
	if native, found := e.find(single, specimens.Native); found {
		v.Evidence += fmt.Sprintf("; a single native setAlarm(now): %d/%d", native.Executed, native.Scheduled)
	}
	if text, _, n := e.ran(half, broken...); n > 0 {
		v.Evidence += "; any delay whose second has begun is lost likewise: of 0.5 s " + text
	}
	if text, _, n := e.ran(manual, broken...); n > 0 {
		v.Evidence += ". By the manual trigger of their tests: " + text
	}
	return v
}
