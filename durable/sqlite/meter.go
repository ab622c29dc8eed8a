package sqlite

// meter counts what a cursor read and wrote, as the runtime's SQLite counts it in its instructions. The package's
// documentation says how, and where the count is an estimate.
type meter struct {
	q             *compiled
	last          metered // Before the step.
	changed       int64
	program       *program
	beam          *beam // Nil once no path fits.
	read, written int64
}

// begin is called before the first step. A statement whose instructions SQLite cannot list, because its text would be
// too long, is counted roughly; no memory is an error.
func (m *meter) begin(db *DB, q *compiled) error {
	m.q = q
	m.last = q.metered
	if q.program == nil && !q.unlisted {
		lines, err := db.conn.program(q.last.stmt)
		if hasCode(err, codeNoMemory) {
			return db.failed(err)
		}
		q.program = newProgram(lines)
		q.unlisted = q.program == nil && (err == nil || hasCode(err, codeTooBig))
	}
	if q.program != nil {
		m.program, m.beam = q.program, q.program.start
	}
	return nil
}

// stepped counts the step just made; before is how many rows the connection had changed before it.
func (m *meter) stepped(db *DB, before int64, row []any) {
	n := db.conn.metered()
	m.changed += n.changes - before
	o := observed{counts: n.since(m.last.counts), done: row == nil}
	if row == nil {
		o.changes = m.changed
	}
	again := n.reprepared - m.last.reprepared
	m.last, m.q.metered = n, n
	if again > 0 {
		m.reprepared(db)
	}
	if m.beam == nil {
		m.floor(o)
		return
	}
	move := m.program.step(m.beam, o)
	if move == nil && again > 0 { // SQLite began, saw that the schema has changed, and began again.
		o.steps -= 2 * again
		move = m.program.step(m.beam, o)
	}
	if move == nil {
		m.beam = nil
		m.floor(o)
		return
	}
	m.beam = move.to
	m.read += move.read + m.program.tallies(db, move.tallied, row)
	m.written += move.written
}

// failed takes note of a step that failed.
func (m *meter) failed(db *DB) {
	n := db.conn.metered()
	if n.reprepared != m.last.reprepared {
		m.q.program = nil
	}
	m.last, m.q.metered = n, n
}

// floor counts what is sure where no path fits.
func (m *meter) floor(o observed) {
	m.read += int64(o.next) + int64(o.scanned) + int64(o.automatic)
	if o.done {
		m.written = max(m.written, o.changes)
	}
}

// reprepared takes note that SQLite has compiled the statement anew.
func (m *meter) reprepared(db *DB) {
	lines, err := db.conn.program(m.q.last.stmt)
	if err != nil { // A statement that changed the schema cannot be compiled again: it is what it was.
		m.q.program = nil
		return
	}
	if m.q.program = newProgram(lines); m.q.program != nil {
		m.program, m.beam = m.q.program, m.q.program.start
	}
}

// RowsRead returns how many rows the query has read so far. The package's documentation says what counts.
func (c *Cursor) RowsRead() int64 { return c.meter.read }

// RowsWritten returns how many rows of tables and indexes the query has written so far. After Close of the database it
// returns ErrClosed with them.
func (c *Cursor) RowsWritten() (int64, error) { return c.meter.written, c.db.err }

func (c counts) since(o counts) counts {
	return counts{
		c.steps - o.steps, c.next - o.next, c.scanned - o.scanned, c.sorts - o.sorts, c.automatic - o.automatic,
		c.missed - o.missed, c.filtered - o.filtered,
	}
}
