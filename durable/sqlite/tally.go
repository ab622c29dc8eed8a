package sqlite

// late are the steps of a cursor whose counts are searched when they are asked for: most never are.
type late struct {
	n    int
	seen [lateMax]observed
}

const (
	lateMax = 4
	runsMax = 256 // Kept by a Tally.
)

// postponed keeps a step for later, if what it led to is not known and can be found without the database.
func (m *meter) postponed(o observed) bool {
	l := &m.late
	if m.beam == nil || l.n == lateMax || len(m.program.program.counted) > 0 || (l.n == 0 && m.known(o)) {
		return false
	}
	l.seen[l.n] = o
	l.n++
	return true
}

// settle counts what was postponed.
func (m *meter) settle() {
	if m.late.n == 0 {
		return
	}
	l := m.late
	m.late = late{}
	for _, o := range l.seen[:l.n] {
		m.count(nil, o, 0, nil)
	}
}

// Tally adds up what cursors read and wrote. The zero value is empty. It costs less than asking each cursor.
type Tally struct {
	read, written int64
	open          []*Cursor
	runs          map[run]int64 // Postponed steps of ended cursors, and how many there were.
}

// run is what is postponed of a cursor.
type run struct {
	program *listing
	from    *beam
	written int64 // Before.
	late    late
}

// Add adds a cursor, also what it will read and write.
func (t *Tally) Add(c *Cursor) {
	if c.q == nil {
		t.ended(&c.meter)
		return
	}
	c.tally, c.tallied = t, len(t.open)
	t.open = append(t.open, c)
}

// remove takes note that a cursor has ended.
func (t *Tally) remove(c *Cursor) {
	last := len(t.open) - 1
	t.open[c.tallied] = t.open[last]
	t.open[c.tallied].tallied = c.tallied
	t.open[last] = nil
	t.open = t.open[:last]
	t.ended(&c.meter)
}

func (t *Tally) ended(m *meter) {
	t.read += m.read
	t.written += m.written
	if m.late.n == 0 {
		return
	}
	if t.runs == nil {
		t.runs = map[run]int64{}
	}
	t.runs[run{m.program, m.beam, m.written, m.late}]++
	if len(t.runs) > runsMax {
		t.settle()
	}
}

// settle counts what was postponed.
func (t *Tally) settle() {
	for r, times := range t.runs { //detcheck:allow maporder sums do not depend on the order
		m := meter{q: &compiled{}, program: r.program, beam: r.from, written: r.written, late: r.late}
		m.settle()
		t.read += times * m.read
		t.written += times * (m.written - r.written)
	}
	clear(t.runs)
}

// Rows returns how many rows the cursors have read and written so far.
func (t *Tally) Rows() (read, written int64) {
	t.settle()
	read, written = t.read, t.written
	for _, c := range t.open {
		c.meter.settle()
		read += c.meter.read
		written += c.meter.written
	}
	return read, written
}
