package picture

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"
)

// The kinds of findings that a picture makes by itself.
const (
	KindNeverArmed = "never armed"
	KindUnknown    = "unknown to the manager"
	KindElsewhere  = "set for another time"
	KindEarly      = "early"
	KindTwice      = "twice"
	KindGone       = "gone"
)

// preferred is what a finding gains that shows what the caller's judgement is about.
const preferred = 100

// gapMin is how long work is past its time before that is a finding.
const gapMin = time.Second

// findings are those of the caller and those that the recording shows, the most telling first.
func (t *Take) findings(lanes map[string][]gap) []Finding {
	list := slices.Clone(t.Findings)
	for _, o := range t.objects {
		list = append(list, o.gapFindings(lanes[o.label], t.end)...)
		list = append(list, o.runFindings(t)...)
	}
	for n := range list {
		if slices.Contains(t.prefer, list[n].Kind) {
			list[n].Rank += preferred
		}
	}
	slices.SortStableFunc(list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(b.Rank, a.Rank), cmp.Compare(a.From, b.From))
	})
	list = slices.CompactFunc(list, func(a, b Finding) bool { return a.Judged && b.Judged && a.Words == b.Words })
	const most = 40
	return list[:min(len(list), most)]
}

// gapFindings are the gaps that are long, or last to the end.
func (o *object) gapFindings(gaps []gap, end time.Duration) []Finding {
	var list []Finding
	for n := 0; n < len(gaps); {
		// Gaps that follow one another are one, by the state that lasts longest.
		last, worst := n, n
		for last+1 < len(gaps) && gaps[last+1].from == gaps[last].to && gaps[last+1].state == gaps[n].state {
			last++
			if gaps[last].due > gaps[worst].due {
				worst = last
			}
		}
		g := gaps[worst]
		from, to := gaps[n].from, gaps[last].to
		n = last + 1
		if g.state >= onItsWay || to-from < gapMin {
			continue
		}
		short, rest := g.words()
		f := Finding{Who: o.label, From: from, To: to, Step: o.stepAt(from), Words: short + ", " + rest}
		f.Kind, f.Why, f.Rank = explain(g.state)
		if to >= end {
			f.Why += " It had not run when the recording ended."
			f.Rank++
		} else {
			f.Why += fmt.Sprintf(" It waited for %s, until %s.", span(to-from), sinceStart(to))
		}
		list = append(list, f)
	}
	return list
}

func explain(s waiting) (kind, why string, rank int) {
	switch s {
	case neverArmed:
		return KindNeverArmed, "Work is stored and past its time, and the object has no alarm. Nothing wakes the object: " +
			"the work runs only when something else does.", 90
	case unknown:
		return KindUnknown, "The object's own copy of the alarm is set, and the alarm manager has none. Nothing will ring.", 88
	}
	return KindElsewhere, "Work is past its time, and the one alarm of the object is set for later, for something else.", 70
}

// stepAt is the newest step at which something was seen of the object by then.
func (o *object) stepAt(at time.Duration) int64 {
	n := sort.Search(len(o.moments), func(n int) bool { return o.moments[n].at > at })
	if n == 0 {
		return -1
	}
	return o.moments[n-1].step
}

// early is by how much a run may come before its time: times are kept in whole milliseconds.
const early = time.Millisecond

// runFindings are the schedules that ran too early, twice or not at all.
func (o *object) runFindings(t *Take) []Finding {
	var list []Finding
	for _, a := range o.ledger.asked {
		add := func(kind string, rank int, at time.Duration, why, format string, args ...any) {
			list = append(list, Finding{
				Kind: kind, Rank: rank, Who: o.label, From: min(at, a.due), To: max(at, a.due), Step: t.turnAt(at, o.label),
				Words: fmt.Sprintf(format, args...), Why: why,
			})
		}
		if n := len(a.runs); n > 0 && a.due-a.runs[0].at >= early {
			add(KindEarly, 85, a.runs[0].at, o.whyEarly(a), "schedule %s ran %s early", a.key, span(a.due-a.runs[0].at))
		}
		for n := 1; n < len(a.runs); n++ {
			if a.runs[n-1].err != "" || a.ended {
				continue
			}
			add(KindTwice, 86, a.runs[n].at, t.whyTwice(o.label, a, n), "schedule %s ran %s", a.key, times(len(a.runs)))
			break
		}
		if len(a.runs) == 0 && !a.ended && a.due < t.end && !o.stored(a.id) {
			const why = "It was asked for and stored, and it is in the database no more."
			add(KindGone, 84, a.due, why, "schedule %s is gone without a run", a.key)
		}
	}
	return list
}

func times(n int) string {
	if n == 2 {
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

// whyEarly says of an early run what its row says.
func (o *object) whyEarly(a *asked) string {
	text := fmt.Sprintf("It was asked for %s and ran at %s.", sinceStart(a.due), sinceStart(a.runs[0].at))
	for _, w := range o.works {
		for _, j := range w.jobs {
			if j.id != a.id || j.due >= a.due || a.id == "" {
				continue
			}
			text += fmt.Sprintf(" Its row says %s", sinceStart(j.due))
			if a.due-j.due < time.Second {
				text += ": the time is rounded down to a whole second"
			}
			return text + "."
		}
	}
	return text
}

// whyTwice says what lies between two runs of a schedule.
func (t *Take) whyTwice(who string, a *asked, n int) string {
	from, to := a.runs[n-1].at, a.runs[n].at
	text := fmt.Sprintf("It ran at %s and again at %s.", sinceStart(from), sinceStart(to))
	for _, e := range t.eventsOf(who) {
		if at := e.At(); at < from || at > to {
			continue
		}
		if what := ends[e.Ev]; what != "" && e.Ev != "evict" && e.Ev != "hibernate" {
			return text + fmt.Sprintf(" Between them %s at %s: the run had been made, and its end was not yet durable.",
				what, sinceStart(e.At()))
		}
	}
	return text
}

// stored reports whether a schedule is in the database at the end.
func (o *object) stored(id string) bool {
	if len(o.works) == 0 || o.partial {
		return o.partial
	}
	return slices.ContainsFunc(o.works[len(o.works)-1].jobs, func(j job) bool { return j.id == id })
}

// stepBefore is the newest step of an object by a time, -1 for none.
func (t *Take) stepBefore(at time.Duration, who string) int64 {
	steps := t.stepsOf(who)
	n := sort.Search(len(steps), func(n int) bool { return t.events[steps[n]].at > at+time.Microsecond })
	if n == 0 {
		return -1
	}
	return int64(steps[n-1])
}

// turnAt is the newest turn of an object by a time, or else its newest step.
func (t *Take) turnAt(at time.Duration, who string) int64 {
	step := t.stepBefore(at, who)
	steps := t.stepsOf(who)
	n, _ := slices.BinarySearch(steps, int(step))
	for ; n >= 0 && n < len(steps); n-- {
		if t.events[steps[n]].Ev == "turn" {
			return int64(steps[n])
		}
	}
	return step
}

// headline says what has gone wrong, "" for nothing.
func (t *Take) headline(list []Finding) string {
	if t.Headline != "" {
		return t.Headline
	}
	if len(list) == 0 {
		return ""
	}
	first := list[0].Words
	alike := 0
	for _, f := range list {
		if f.Kind == list[0].Kind {
			alike++
		}
	}
	if alike > 1 && !strings.Contains(first, "null") {
		first += fmt.Sprintf(", and %d more like it", alike-1)
	}
	return first
}
