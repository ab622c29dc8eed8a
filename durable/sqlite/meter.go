package sqlite

import "slices"

// meter counts what a cursor read and wrote, as the runtime's SQLite counts it in its instructions. The package's
// documentation says how, and where the count is an estimate.
type meter struct {
	q             *compiled
	changed       int64
	program       *listing
	beam          *beam // Nil once no path fits.
	place         int   // Among the hops of the statement.
	late          late
	limits        limits
	read, written int64
}

// begin is called before the first step. A statement whose instructions SQLite cannot list, because its text would be
// too long, is counted roughly; no memory is an error.
func (m *meter) begin(db *DB, q *compiled, args []any) error {
	m.q = q
	if q.program != nil && q.program.worn() {
		q.program = nil
	}
	if q.program == nil && !q.unlisted {
		var err error
		q.program, err = db.listing(q.last)
		if hasCode(err, codeNoMemory) {
			return db.failed(err)
		}
		q.unlisted = q.program == nil && (err == nil || hasCode(err, codeTooBig))
	}
	if q.program != nil {
		m.limits = q.program.limits.numbers(args)
		m.use(q.program)
	}
	return nil
}

// use begins with a program.
func (m *meter) use(l *listing) {
	m.program = l
	if m.limits.n == l.limits.n {
		m.program = l.limitedTo(m.limits)
	}
	m.beam = m.program.program.start
}

// listing returns the program of a statement, nil if SQLite cannot list it or the list cannot be read.
func (db *DB) listing(p part) (*listing, error) {
	d, common := db.schema()
	key := programKey{d, p.sql}
	if common {
		if l := shared.get(key); l != nil {
			return l, nil
		}
	}
	lines, err := db.conn.program(p.stmt)
	if err != nil {
		return nil, err
	}
	program := newProgram(lines)
	if program == nil {
		return nil, nil
	}
	if err := program.nameCounts(db); err != nil {
		return nil, err
	}
	l := &listing{program: program}
	if l.limits, l.places = limitsOf(lines); slices.ContainsFunc(lines, func(l line) bool { return l.kind == ifNotZero }) {
		l.lines = lines
	}
	if common {
		l = shared.put(key, l)
	}
	return l, nil
}

// stepped counts the step just made.
func (m *meter) stepped(db *DB, row []any) {
	n := db.conn.metered()
	m.changed += n.changes
	o := observed{counts: n.since(m.q.metered.counts), done: row == nil}
	if row == nil {
		o.changes = m.changed
	}
	again := n.reprepared - m.q.metered.reprepared
	m.q.metered = n
	if again > 0 {
		m.reprepared(db)
	}
	if again == 0 && m.postponed(o) {
		return
	}
	m.settle()
	m.count(db, o, again, row)
}

// count looks for where a step led to, and adds what it read and wrote.
func (m *meter) count(db *DB, o observed, again uint32, row []any) {
	if m.beam == nil {
		m.floor(o)
		return
	}
	move := m.step(o)
	if move == nil && again > 0 { // SQLite began, saw that the schema has changed, and began again.
		o.steps -= 2 * again
		move = m.step(o)
	}
	if move == nil {
		m.beam = nil
		m.floor(o)
		return
	}
	m.beam = move.to
	m.read += move.read + m.program.program.tallies(db, move.tallied, row)
	m.written += move.written
}

// failed takes note of a step that failed, which SQLite may not have begun.
func (m *meter) failed(db *DB) {
	n := db.conn.count(m.q.last.stmt)
	if n.reprepared != m.q.metered.reprepared {
		m.q.program = nil
	}
	m.q.metered = n
}

// step returns where a step leads to, nil if no path fits.
func (m *meter) step(o observed) *move {
	h := m.hop()
	m.place++
	if !h.is(m.beam, o) {
		*h = hop{m.beam, o, m.program.step(m.beam, o)}
	}
	return h.move
}

// known reports whether step need not search. It keeps what it finds for step.
func (m *meter) known(o observed) bool {
	h := m.hop()
	if h.is(m.beam, o) {
		return true
	}
	move, found := m.program.recall(m.beam, o)
	if found {
		*h = hop{m.beam, o, move}
	}
	return found
}

// hop is where the next step is kept.
func (m *meter) hop() *hop { return &m.q.hops[m.place%len(m.q.hops)] }

// hops are the last steps of a statement, which mostly takes them again.
type hops [4]hop

type hop struct {
	from *beam
	seen observed
	move *move
}

func (h *hop) is(from *beam, seen observed) bool { return h.from == from && h.seen == seen }

// floor counts what is sure where no path fits.
func (m *meter) floor(o observed) {
	m.read += int64(o.next) + int64(o.scanned) + int64(o.automatic)
	if o.done {
		m.written = max(m.written, o.changes)
	}
}

// reprepared takes note that SQLite has compiled the statement anew.
func (m *meter) reprepared(db *DB) {
	m.q.program, _ = db.listing(m.q.last)
	if m.q.program != nil { // Otherwise a statement that changed the schema is what it was.
		m.use(m.q.program)
	}
}

// RowsRead returns how many rows the query has read so far. The package's documentation says what counts.
func (c *Cursor) RowsRead() int64 {
	c.meter.settle()
	return c.meter.read
}

// RowsWritten returns how many rows of tables and indexes the query has written so far. After Close of the database it
// returns ErrClosed with them.
func (c *Cursor) RowsWritten() (int64, error) {
	c.meter.settle()
	return c.meter.written, c.db.err
}

func (c counts) since(o counts) counts {
	return counts{
		c.steps - o.steps, c.next - o.next, c.scanned - o.scanned, c.sorts - o.sorts, c.automatic - o.automatic,
		c.missed - o.missed, c.filtered - o.filtered,
	}
}
