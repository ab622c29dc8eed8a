package sqlite

import (
	"math"
	"slices"
)

// flowed returns where a step leads to by the flow from the threads: surely if the equations say all, or as an estimate
// if it may be one. Nil if it can say nothing.
func (p *program) flowed(b *beam, o observed, estimate bool) *move {
	var from []thread
	for _, t := range b.threads {
		if p.flowFrom(t, o.done).leads {
			from = append(from, t)
		}
	}
	for _, t := range from {
		f := p.flowFrom(t, o.done)
		known := o.known(o.changes - int64(t.changes))
		var sums [sumsMax]float64
		for i := range sums {
			sums[i] = f.sums[i].value(known)
		}
		end := f.end()
		if !f.exact || len(from) > 1 {
			if !estimate {
				return nil
			}
			likely, at := f.estimate(known)
			if at == nil {
				continue
			}
			for i := range sums {
				if !f.sums[i].found {
					sums[i] = likely[i]
				}
			}
			end = at
		}
		if end != nil {
			return p.moved(t, f, o, sums, end)
		}
	}
	return nil
}

// moved makes a move of what was summed.
func (p *program) moved(from thread, f *flow, o observed, sums [sumsMax]float64, end *path) *move {
	t := thread{point: point{
		pc: end.pc + 1, env: end.env, changes: from.changes + int32(sums[sumChanged]), kept: keptMany,
	}}
	m := &move{read: int64(sums[sumRead]), written: int64(sums[sumWritten])}
	if o.done {
		if f.clears {
			m.written += o.changes - int64(t.changes)
		}
		t.changes = 0
	}
	for i := range countsMax {
		m.tallied |= uint32(min(max(sums[sumTallied+i], 0), talliesMax)) << (8 * i)
	}
	if m.read < 0 || m.written < 0 {
		return nil
	}
	threads := []thread{t}
	for i := range f.edges { // It may have ended elsewhere.
		o := t
		o.pc, o.env, o.odd = f.edges[i].pc+1, f.edges[i].env, 1
		if f.edges[i].to < 0 && (o.pc != t.pc || o.env != t.env) && !slices.Contains(threads, o) {
			threads = append(threads, o)
		}
	}
	m.to = p.beam(threads[:min(len(threads), threadsMax)])
	return m
}

// end returns a place where the flow can end.
func (f *flow) end() *path {
	if len(f.edges) == 0 {
		return &f.before
	}
	for i := range f.edges {
		if e := &f.edges[i]; e.to < 0 {
			return &e.path
		}
	}
	return nil
}

// estimate takes the flow with the fewest unlikely turns.
func (f *flow) estimate(known facit) (sums [sumsMax]float64, at *path) {
	cost := make([]float64, f.reduced.columns)
	for i, e := range f.edges {
		cost[i] = float64(e.odd) + float64(e.empty)/4 + float64(e.read)/1e4
	}
	amounts, ok := f.reduced.simplex(known, cost)
	if !ok {
		return sums, nil
	}
	sums = f.before.sums()
	most := 0.0
	for i, n := range amounts[:len(f.edges)] {
		for s, v := range f.edges[i].sums() {
			sums[s] += n * v
		}
		if e := &f.edges[i]; e.to < 0 && n > most {
			at, most = &e.path, n
		}
	}
	for i := range sums {
		sums[i] = math.Round(sums[i])
	}
	if len(f.edges) == 0 {
		at = &f.before
	}
	return sums, at
}
