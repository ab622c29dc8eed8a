package sqlite

import "strings"

// meter counts what a cursor read and wrote. The runtime's SQLite is patched to count the moves of every btree cursor;
// plain SQLite counts only the steps of full scans and the rows changed, so these are lower bounds: exact for full
// scans, for point reads and for inserts, updates and deletes with plain indexes; too low for ranges read through an
// index without being returned, for joins' inner lookups, and for count(*).
type meter struct {
	q       *compiled
	scanned int64 // The statement's count when this execution began.
	changes int64 // The connection's count before the step.
	rows    int64
	changed int64
	scans   int64

	reprepared int // how often the statement had been compiled anew at its last step
}

// stepped counts the step just made.
func (m *meter) stepped(db *DB, row bool) {
	if row {
		m.rows++
	}
	n := db.conn.metered()
	m.changed += n.changes - m.changes
	m.scans += n.scanned - m.scanned
	m.scanned = n.scanned
	m.reprepared = n.reprepared
}

// RowsRead returns how many rows the query has read so far, and how exactly: see meter.
func (c *Cursor) RowsRead() int64 {
	scans := c.meter.scans
	if scans > 0 {
		scans++ // The scan's first row needs no step.
	}
	return max(c.meter.rows, c.meter.changed, scans)
}

// RowsWritten returns how many rows of tables and indexes the query has written so far.
func (c *Cursor) RowsWritten() (int64, error) {
	n := c.meter.changed
	if f := c.meter.q.last.facts; n == 0 || f.table == "" || f.writes == 'd' {
		return n, nil
	}
	indexes, err := c.indexes()
	return n * (1 + indexes), err
}

// indexes returns how many indexes a row that the query writes goes into. It is counted once for each time that SQLite
// has compiled the statement, which it does anew when the schema has changed.
func (c *Cursor) indexes() (int64, error) {
	q := c.meter.q
	if q.indexesAt == c.meter.reprepared+1 {
		return q.indexes, nil
	}
	f := q.last.facts
	sql := "SELECT count(*) FROM pragma_index_list(?1) l WHERE NOT (origin = 'pk' AND " +
		"(SELECT wr FROM pragma_table_list(?1) WHERE schema = 'main'))"
	if f.writes == 'u' {
		sql += " AND EXISTS (SELECT * FROM pragma_index_info(l.name) i WHERE instr(?2, '\n' || i.name || '\n'))"
	}
	n, err := c.db.number(sql, f.table, "\n"+strings.Join(f.columns, "\n")+"\n")
	if err == nil {
		q.indexes, q.indexesAt = n, c.meter.reprepared+1
	}
	return n, err
}
