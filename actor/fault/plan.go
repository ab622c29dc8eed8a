package fault

import (
	"path"
	"strings"

	"dolab/actor"
)

// chances is how finely a probability is drawn.
const chances = 1_000_000

// Plan is the faults of a world. It counts how often each has had its occasion.
type Plan struct {
	Faults []Fault
	text   []string // their text forms: each has a stream of chance of its own
	states [][]condition
	passed []int
	struck []int
}

// NewPlan returns a plan of the faults.
func NewPlan(faults ...Fault) *Plan {
	p := &Plan{Faults: faults, passed: make([]int, len(faults)), struck: make([]int, len(faults))}
	for _, f := range faults {
		p.text = append(p.text, f.String())
		p.states = append(p.states, conditions(f.If))
	}
	return p
}

// Ask is called at a point: whether trouble strikes whom there now, and which. Whom is the label of an object, or an
// @ with the name of what is none. The first fault that fits strikes. Holds reports whether a condition of the point
// holds; where it is nil none does. A nil plan is peace.
func (p *Plan) Ask(w *actor.World, where, whom string, holds func(Condition) bool) (Effect, bool) {
	if p == nil {
		return Effect{}, false
	}
	hit := -1
	for i := range p.Faults {
		// Every fault counts its occasions, also where another is first: taking one away leaves the others as they were.
		if p.Faults[i].Where == where && p.strikes(w, i, whom, holds) && hit < 0 {
			hit = i
		}
	}
	if hit < 0 {
		return Effect{}, false
	}
	p.struck[hit]++
	w.Trace(actor.Event{Kind: "fault", Who: strings.TrimPrefix(whom, "@"), What: p.text[hit], N: int64(p.struck[hit])})
	f := &p.Faults[hit]
	return Effect{f.Do, f.Name, f.Span, f.Count, f}, true
}

func (p *Plan) strikes(w *actor.World, i int, whom string, holds func(Condition) bool) bool {
	f := &p.Faults[i]
	if !f.befalls(whom) {
		return false
	}
	age := w.Elapsed()
	if age < f.From || f.Until > 0 && age >= f.Until || f.Times > 0 && p.struck[i] >= f.Times {
		return false
	}
	if !allHold(p.states[i], holds) {
		return false
	}
	p.passed[i]++
	if f.Nth > 0 && p.passed[i] != f.Nth || f.Every > 0 && p.passed[i]%f.Every != 0 {
		return false
	}
	return f.Chance <= 0 || f.Chance >= 1 || w.Choose("fault "+p.text[i], chances) < int(f.Chance*chances)
}

// befalls reports whether whom is meant.
func (f *Fault) befalls(whom string) bool {
	if strings.HasPrefix(whom, "@") != strings.HasPrefix(f.Whom, "@") {
		return false
	}
	if f.Whom == "" || f.Whom == "*" {
		return true
	}
	fits, err := path.Match(f.Whom, whom)
	return err == nil && fits
}

// Struck returns how often each fault has struck.
func (p *Plan) Struck() []int { return p.struck }
