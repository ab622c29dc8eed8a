package fault

import "slices"

// Standing is what has come of a fault so far.
type Standing struct {
	Fault  string // its text form
	Passed int    // how often it has had its occasion
	Struck int    // … and struck
	Over   bool   // it cannot strike any more: its plan has been emptied
}

// Standings returns what has come of each fault. A nil plan has none.
func (p *Plan) Standings() []Standing {
	if p == nil {
		return nil
	}
	list := make([]Standing, len(p.text))
	for i, text := range p.text {
		list[i] = Standing{text, p.passed[i], p.struck[i], i >= len(p.Faults)}
	}
	return list
}

// Add puts faults behind those of the plan, which keep their places and counts.
func (p *Plan) Add(faults ...Fault) {
	all := NewPlan(append(slices.Clone(p.Faults), faults...)...)
	copy(all.passed, p.passed)
	copy(all.struck, p.struck)
	*p = *all
}
