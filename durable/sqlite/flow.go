package sqlite

import (
	"math"
	"slices"
)

// This file counts where a step is too long to search. How often each branch of a program is taken is a flow: as much
// leaves an instruction as arrives at it, and SQLite's counters are sums over it. Often these equations alone say how
// many rows were read and written. Where they do not, estimate.go takes the flow with the fewest unlikely branches.

// flow is the equations of all ways from one place to the next row, or to the end.
type flow struct {
	edges   []edge
	before  path // Up to the first place where paths part.
	writes  bool // Rows changed are known.
	clears  bool
	reduced matrix
	sums    [sumsMax]sum
	exact   bool
	leads   bool // There is a way to the end asked for, and not too many places on the ways.
}

// edge is a way from one parting of paths to the next.
type edge struct {
	path
	from, to int // To is -1 at the end.
}

// What is summed over a flow: rows read, written and changed, and how often each Count ran.
const (
	sumRead = iota
	sumWritten
	sumChanged
	sumTallied
	sumsMax = sumTallied + countsMax
)

// What a flow knows: 1, the counters, rows changed.
const (
	knownOne = iota
	knownSteps
	knownNext
	knownScanned
	knownSorts
	knownAutomatic
	knownMissed
	knownFiltered
	knownChanged
	knownMax
)

type facit [knownMax]float64

// sum is how a sum over a flow follows from what is known.
type sum struct {
	of    facit
	found bool
}

const (
	nodesMax = 300
	chainMax = 20000
	flowSize = 16 // How many moves take the memory of a flow.
)

// flowFrom returns the flow from a place.
func (p *program) flowFrom(t thread, done bool) *flow {
	key := flowKey{t.pc, t.env, t.kept, done}
	f := p.flows[key]
	if f == nil {
		f = p.newFlow(key)
		if p.flows == nil {
			p.flows = map[flowKey]*flow{}
		}
		p.known += flowSize
		p.flows[key] = f
	}
	return f
}

type flowKey struct {
	pc, env, kept int32
	done          bool
}

// newFlow finds the places that can be reached, and the equations.
func (p *program) newFlow(key flowKey) *flow {
	f := &flow{}
	for i := range p.code {
		if c := &p.code[i]; c.kind == clearTable && c.p3 != 0 {
			f.clears = true
		}
	}
	f.writes = key.done && !f.clears && !p.virtual
	w := &walk{p: p, flow: true, want: observed{counts: counts{
		math.MaxUint32, math.MaxUint32, math.MaxUint32, math.MaxUint32, math.MaxUint32, math.MaxUint32, math.MaxUint32,
	}}}
	numbers := map[[2]int32]int{}
	var nodes []point
	node := func(at path) int {
		k := [2]int32{at.pc, at.env}
		n, found := numbers[k]
		if !found {
			n = len(nodes)
			numbers[k] = n
			nodes = append(nodes, point{pc: at.pc, env: at.env})
		}
		return n
	}
	start, _, ok := w.chain(path{thread: thread{point: point{pc: key.pc, env: key.env, kept: key.kept}}})
	if !ok {
		return f
	}
	f.before = start
	if done, ends := w.endsAt(start); !ends {
		node(start)
	} else {
		f.leads = done == key.done
	}
	for n := 0; n < len(nodes); n++ {
		if len(nodes) > nodesMax {
			f.leads = false
			return f
		}
		for _, out := range w.outs(path{thread: thread{point: nodes[n]}}, true) {
			at, _, ok := w.chain(out)
			if !ok {
				continue
			}
			to := -1
			if done, ends := w.endsAt(at); !ends {
				to = node(at)
			} else if done == key.done {
				f.leads = true
			} else {
				continue
			}
			f.edges = append(f.edges, edge{at, n, to})
		}
	}
	if f.leads {
		f.solve(len(nodes))
	}
	return f
}

// outs returns the paths on from an instruction, which is counted as run.
func (w *walk) outs(at path, counted bool) []path {
	w.todo = w.todo[:0]
	if counted {
		at.used.steps++
	}
	w.turn(at, &w.p.code[at.pc])
	out := make([]path, len(w.todo))
	for i, o := range w.todo { // The likelier first.
		out[len(out)-1-i] = o
	}
	return out
}

// endsAt reports whether the path has come to a row or to the end.
func (w *walk) endsAt(at path) (done, ends bool) {
	c := &w.p.code[at.pc]
	ends = c.kind == resultRow || (c.kind == halt && w.p.outermost(c))
	return c.kind == halt, ends
}

// chain follows a path to where it parts or ends; the last instruction is not counted as run, unless it ends there.
func (w *walk) chain(at path) (path, int, bool) {
	for n := 0; n < chainMax; n++ {
		if done, ends := w.endsAt(at); ends {
			if done && w.p.code[at.pc].p1 != 0 { // An error.
				return at, n, false
			}
			at.used.steps++
			return at, n, true
		}
		outs := w.outs(at, true)
		switch len(outs) {
		case 0:
			return at, n, false
		case 1:
			at = outs[0]
		default:
			return at, n, true
		}
	}
	return at, 0, false
}

// numbers are the counters of a path, in the order of the equations.
func (at path) numbers() facit {
	u := at.used
	return facit{
		0, float64(u.steps), float64(u.next), float64(u.scanned), float64(u.sorts), float64(u.automatic),
		float64(u.missed), float64(u.filtered), float64(at.changes),
	}
}

// sums are what is summed over a path.
func (at path) sums() (s [sumsMax]float64) {
	s[sumRead], s[sumWritten], s[sumChanged] = float64(at.read), float64(at.written), float64(at.changes)
	for i := range countsMax {
		s[sumTallied+i] = float64(at.tallied >> (8 * i) & talliesMax)
	}
	return s
}

// solve sets up the equations and finds out which sums follow from them.
func (f *flow) solve(nodes int) {
	m := matrix{columns: len(f.edges)}
	for n := range nodes {
		r := m.row()
		for i, e := range f.edges {
			if e.from == n {
				r.of[i]++
			}
			if e.to == n {
				r.of[i]--
			}
		}
		if n == 0 {
			r.is[knownOne] = 1
		}
	}
	first := f.before.numbers()
	last := knownChanged
	if f.writes {
		last = knownMax
	}
	for k := knownSteps; k < last; k++ {
		r := m.row()
		for i, e := range f.edges {
			r.of[i] = e.numbers()[k]
		}
		r.is[k], r.is[knownOne] = 1, -first[k]
	}
	m.bound(f, func(at path) int32 { return at.budget })
	m.bound(f, func(at path) int32 { return at.kept })
	m.reduce()
	f.reduced = m
	f.exact = true
	start := f.before.sums()
	for s := range sumsMax {
		of := make([]float64, m.columns)
		for i, e := range f.edges {
			of[i] = e.sums()[s]
		}
		f.sums[s].of, f.sums[s].found = m.follows(of)
		f.sums[s].of[knownOne] += start[s]
		f.exact = f.exact && (f.sums[s].found || (s == sumChanged && !f.clears))
	}
}

// bound says that a sum over a flow is not negative, if the flow begins with none: what it is is one more unknown.
func (m *matrix) bound(f *flow, of func(path) int32) {
	if of(f.before) <= 0 && !slices.ContainsFunc(f.edges, func(e edge) bool { return of(e.path) > 0 }) {
		return
	}
	m.columns++
	for _, r := range m.rows {
		r.of = append(r.of, 0)
	}
	r := m.row()
	for i, e := range f.edges {
		r.of[i] = float64(of(e.path))
	}
	r.of[m.columns-1] = -1
	r.is[knownOne] = -float64(of(f.before))
}

// known are the numbers observed.
func (o observed) known(changes int64) facit {
	return facit{
		1, float64(o.steps), float64(o.next), float64(o.scanned), float64(o.sorts), float64(o.automatic),
		float64(o.missed), float64(o.filtered), float64(changes),
	}
}

// matrix is a system of equations: of × edges = is × known.
type matrix struct {
	columns int
	rows    []*equation
	pivots  []int // Of each row, after reduce.
}

type equation struct {
	of []float64
	is facit
}

const tiny = 1e-7

func (m *matrix) row() *equation {
	r := &equation{of: make([]float64, m.columns)}
	m.rows = append(m.rows, r)
	return r
}

// take subtracts times another equation.
func (r *equation) take(times float64, o *equation) {
	for i, v := range o.of {
		if v != 0 {
			r.of[i] -= times * v
		}
	}
	for i, v := range o.is {
		r.is[i] -= times * v
	}
}

// reduce brings the equations into reduced row echelon form, and drops those that say nothing.
func (m *matrix) reduce() {
	rank := 0
	for column := 0; column < m.columns && rank < len(m.rows); column++ {
		best := rank
		for i := rank; i < len(m.rows); i++ {
			if math.Abs(m.rows[i].of[column]) > math.Abs(m.rows[best].of[column]) {
				best = i
			}
		}
		v := m.rows[best].of[column]
		if math.Abs(v) < tiny {
			continue
		}
		m.rows[rank], m.rows[best] = m.rows[best], m.rows[rank]
		r := m.rows[rank]
		for i := range r.of {
			r.of[i] /= v
		}
		for i := range r.is {
			r.is[i] /= v
		}
		for i, o := range m.rows {
			if t := o.of[column]; i != rank && t != 0 {
				o.take(t, r)
				o.of[column] = 0
			}
		}
		m.pivots = append(m.pivots, column)
		rank++
	}
	m.rows = m.rows[:rank]
}

// follows reports whether a sum over the edges follows from the equations, and how.
func (m *matrix) follows(of []float64) (is facit, found bool) {
	rest := &equation{of: of}
	for i, r := range m.rows {
		if t := rest.of[m.pivots[i]]; t != 0 {
			rest.take(t, r)
		}
	}
	for i := range is {
		is[i] = -rest.is[i]
	}
	for _, v := range rest.of {
		if math.Abs(v) > tiny {
			return is, false
		}
	}
	return is, true
}

func (s *sum) value(known facit) float64 {
	total := 0.0
	for i, v := range s.of {
		total += v * known[i]
	}
	return math.Round(total)
}
