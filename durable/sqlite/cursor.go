package sqlite

// Cursor holds the rows of a query. It is one row ahead of its reader, as the runtime's is: what it has stepped
// survives later deletes, and an error of the next row is reported in place of the row before. It may be kept across
// turns. Close it unless Next came to the end: an open cursor that writes keeps the turn from ending.
type Cursor struct {
	db      *DB
	q       *compiled // Nil once the end is known.
	place   int
	columns []string
	ahead   []any // The next row to give.
	row     []any
	err     error
	meter   meter
	tally   *Tally // That it is added to, and its place there.
	tallied int
}

// start takes a compiled query to its first row.
func (db *DB) start(q *compiled, args []any) (*Cursor, error) {
	if len(args) != q.last.params {
		return nil, refusal(textBindings)
	}
	c := &Cursor{db: db, q: q}
	if err := c.meter.begin(db, q, args); err != nil {
		return nil, err
	}
	row, err := db.step(q.last, args)
	if err != nil {
		c.meter.failed(db)
		return nil, err
	}
	c.columns = q.columnNames(db.conn)
	c.place = db.hold(c)
	c.take(row)
	return c, nil
}

// take keeps the row just stepped to, or ends the query.
func (c *Cursor) take(row bool) {
	c.ahead = nil
	if row {
		c.ahead = c.db.conn.row()
	}
	c.meter.stepped(c.db, c.ahead)
	if !row {
		c.end(nil)
	}
}

// Next moves to the next row and reports whether there is one; if not, Err says why.
func (c *Cursor) Next() bool {
	if c.err != nil || c.ahead == nil {
		return false
	}
	c.row = c.ahead
	row, err := c.db.step(c.q.last, nil)
	if err != nil {
		c.meter.failed(c.db)
		c.end(err)
		return false
	}
	c.take(row)
	return true
}

// Row returns the row Next moved to: nil, int64, float64, string or []byte a column, as SQLite stores them whatever the
// column was declared to be. The caller may keep it.
func (c *Cursor) Row() []any { return c.row }

// Err returns what ended the rows before their end: *Error, ErrCanceled or ErrClosed.
func (c *Cursor) Err() error { return c.err }

// ColumnNames returns the names of the columns, duplicates kept.
func (c *Cursor) ColumnNames() []string { return c.columns }

// allMax is how many bytes of rows All returns.
const allMax = 128 << 20

// valueSize is what a value takes in memory beyond its text or blob, with its part of the row.
const valueSize = 32

// All returns the rows that are left. More than a Worker's memory holds is the runtime's error (F20).
func (c *Cursor) All() ([][]any, error) {
	var rows [][]any
	size := 0
	for c.Next() {
		row := c.Row()
		rows = append(rows, row)
		if size += RowSize(row); size > allMax {
			c.Close()
			return nil, refusal(textAllMax)
		}
	}
	return rows, c.Err()
}

// RowSize is about how many bytes a row takes in memory.
func RowSize(row []any) int {
	size := valueSize
	for _, v := range row {
		size += valueSize
		switch v := v.(type) {
		case string:
			size += len(v)
		case []byte:
			size += len(v)
		}
	}
	return size
}

// One returns the only row, and an error in the runtime's words if there is none or more than one. workerd: Cursor::one.
func (c *Cursor) One() ([]any, error) {
	if !c.Next() {
		if c.err != nil {
			return nil, c.err
		}
		return nil, refusal("Expected exactly one result from SQL query, but got no results.")
	}
	if c.ahead != nil {
		c.Close()
		return nil, refusal("Expected exactly one result from SQL query, but got multiple results.")
	}
	return c.row, nil
}

// Close ends the query. It may be called twice.
func (c *Cursor) Close() {
	c.ahead = nil
	c.end(nil)
}

func (c *Cursor) end(err error) {
	if c.q == nil {
		return
	}
	c.err = err
	c.db.release(c.place)
	c.q.idle()
	c.q = nil
	if c.tally != nil {
		c.tally.remove(c)
	}
}

func (c *Cursor) cancel(err error) {
	c.ahead = nil
	c.end(err)
}

func (c *Cursor) moved(place int) { c.place = place }

func (c *Cursor) writes() bool { return !c.q.last.readonly }
