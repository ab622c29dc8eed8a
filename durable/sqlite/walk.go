package sqlite

import (
	"encoding/binary"
	"slices"
)

// This file searches a program for the paths that a step can have taken. SQLite tells how many instructions it ran from
// one row to the next, and how many of them were of some kinds. Few paths have just these numbers, and mostly they read
// and write equally many rows.

// counts are SQLite's counters, of one step of a statement.
type counts struct {
	steps, next, scanned, sorts, automatic, missed, filtered uint32
}

func (c counts) within(o counts) bool {
	return c.steps <= o.steps && c.next <= o.next && c.scanned <= o.scanned && c.sorts <= o.sorts &&
		c.automatic <= o.automatic && c.missed <= o.missed && c.filtered <= o.filtered
}

// observed is what was seen of one step: the counters, and for the last step how many rows the statement has changed.
type observed struct {
	counts
	done    bool
	changes int64
}

// point is where a path has come to.
type point struct {
	pc, env int32
	changes int32  // Rows changed on it.
	cleared bool   // It has emptied a table, of unknown size.
	kept    int32  // Rows in sorters and sets; from keptMax on, any number.
	tallied uint32 // How often each Count ran, a byte for each.
}

// thread is a path that fits what was observed.
type thread struct {
	point
	read, written int64
	odd           int32 // How many unlikely turns it took.
	empty         int32 // How many tables it takes for empty.
}

func (t thread) better(o thread) bool {
	if t.odd != o.odd {
		return t.odd < o.odd
	}
	if t.empty != o.empty {
		return t.empty < o.empty
	}
	if t.read != o.read {
		return t.read < o.read
	}
	return t.written > o.written
}

// beam is the set of all threads, best first; their numbers are relative to the best.
type beam struct {
	threads []thread
	next    map[observed]*move
}

// move is what a step leads to.
type move struct {
	to            *beam
	read, written int64
	tallied       uint32
}

// Bounds of the work.
const (
	shortMax   = 150     // Instructions of a step that is searched before its flow is looked at.
	walkMax    = 4000    // Instructions followed for one step.
	threadsMax = 64      // Of a beam.
	keptMax    = 8       // Rows kept that are told apart.
	keptMany   = 1 << 20 // Stands for more.
)

// environments numbers the values of slots.
type environments struct {
	list  [][]int16
	known map[string]int32
}

func (e *environments) number(values []int16) int32 {
	key := make([]byte, 0, 2*len(values))
	for _, v := range values {
		key = binary.LittleEndian.AppendUint16(key, uint16(v))
	}
	n, found := e.known[string(key)]
	if !found {
		n = int32(len(e.list))
		e.known[string(key)] = n
		e.list = append(e.list, values)
	}
	return n
}

// begin makes the beam of a statement that has not run.
func (p *program) begin() {
	p.envs = environments{known: map[string]int32{}}
	values := make([]int16, p.slots)
	for i := range values {
		values[i] = slotNull
	}
	p.start = p.beam([]thread{{point: point{env: p.envs.number(values)}}})
}

// beam returns the beam of threads whose numbers are relative to the first.
func (p *program) beam(threads []thread) *beam {
	var key []byte
	for _, t := range threads {
		for _, v := range []int64{
			int64(t.pc), int64(t.env), int64(t.changes), int64(t.kept), int64(t.tallied), t.read, t.written, int64(t.odd),
			int64(t.empty),
		} {
			key = binary.AppendVarint(key, v)
		}
		if t.cleared {
			key = append(key, 0xff)
		}
	}
	b := p.beams[string(key)]
	if b == nil {
		b = &beam{threads: threads}
		if p.known <= rememberMax {
			p.known++
			p.beams[string(key)] = b
		}
	}
	return b
}

// step returns where a step leads to, nil if no path fits or looking takes too long.
func (p *program) step(b *beam, o observed) *move {
	if m, found := b.next[o]; found {
		return m
	}
	m := p.find(b, o)
	if p.known <= rememberMax {
		if b.next == nil {
			b.next = map[observed]*move{}
		}
		p.known++
		b.next[o] = m
	}
	return m
}

// find walks where a step is short, and looks at the flow otherwise.
func (p *program) find(b *beam, o observed) *move {
	if o.steps > shortMax {
		if m := p.flowed(b, o, false); m != nil {
			return m
		}
	}
	w := walk{p: p, want: o, seen: crossings(), ends: map[point]thread{}}
	m := w.run(b.threads)
	release(w.seen)
	if m != nil || w.done <= walkMax {
		return m
	}
	return p.flowed(b, o, true)
}

// walk is one search.
type walk struct {
	p    *program
	want observed
	todo []path
	seen map[crossing]thread
	ends map[point]thread
	done int
	flow bool // It looks for a flow, not for one path.
}

// path is a thread on its way.
type path struct {
	thread
	used   counts
	budget int32 // Of turns that LIMIT allows, what is left.
}

// crossing is a point at which paths part, reached with the same counters.
type crossing struct {
	point
	used counts
}

func (w *walk) run(from []thread) *move {
	for _, t := range from {
		w.todo = append(w.todo, path{thread: t})
	}
	for len(w.todo) > 0 {
		at := w.todo[len(w.todo)-1]
		w.todo = w.todo[:len(w.todo)-1]
		w.follow(at)
		if w.done > walkMax {
			return nil
		}
	}
	return w.result()
}

// follow walks until the path ends or parts.
func (w *walk) follow(at path) {
	for {
		w.done++
		if at.used.steps++; at.used.steps > w.want.steps || w.done > walkMax {
			return
		}
		c := &w.p.code[at.pc]
		if c.kind == resultRow || (c.kind == halt && w.p.outermost(c)) {
			w.end(at, c)
			return
		}
		if c.parts() && !w.first(at) {
			return
		}
		n := len(w.todo)
		w.turn(at, c)
		switch len(w.todo) - n {
		case 0:
			return
		case 1:
			at = w.todo[n]
			w.todo = w.todo[:n]
		default:
			return
		}
	}
}

// first reports whether no better path has come here with the same counters.
func (w *walk) first(at path) bool {
	k := crossing{at.point, at.used}
	if old, found := w.seen[k]; found && !at.thread.better(old) {
		return false
	}
	w.seen[k] = at.thread
	return true
}

// end takes the path as a result if it has what was observed.
func (w *walk) end(at path, c *instruction) {
	if at.used != w.want.counts || (c.kind == halt) != w.want.done || (c.kind == halt && c.p1 != 0) {
		return
	}
	if w.want.done && !w.p.virtual {
		rest := w.want.changes - int64(at.changes)
		if rest < 0 || (rest > 0 && !at.cleared) {
			return
		}
		at.written += rest
	}
	if w.want.done {
		at.changes = 0
	}
	if at.kept > keptMax {
		at.kept = keptMany
	}
	at.pc++
	if old, found := w.ends[at.point]; !found || at.thread.better(old) {
		w.ends[at.point] = at.thread
	}
}

// result makes a move of the ends.
func (w *walk) result() *move {
	if len(w.ends) == 0 {
		return nil
	}
	var threads []thread
	for _, t := range w.ends {
		threads = append(threads, t)
	}
	slices.SortFunc(threads, w.p.envs.compareThreads)
	if len(threads) > threadsMax {
		threads = threads[:threadsMax]
	}
	best := threads[0]
	tallied := best.tallied
	for i := range threads {
		threads[i].read -= best.read
		threads[i].written -= best.written
		threads[i].odd -= best.odd
		threads[i].empty -= best.empty
		threads[i].tallied = 0
	}
	return &move{to: w.p.beam(threads), read: best.read, written: best.written, tallied: tallied}
}
