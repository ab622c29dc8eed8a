package sqlite

import "strings"

// meter counts what a cursor read and wrote. The runtime's SQLite is patched to count the moves of every btree cursor;
// plain SQLite counts only the steps of full scans and the rows changed, so these are lower bounds: exact for full
// scans, for point reads and for inserts, updates and deletes with plain indexes; too low for ranges read through an
// index without being returned, for joins' inner lookups, and for count(*).
type meter struct {
	facts   facts
	scanned int64 // The statement's count when this execution began.
	changes int64 // The connection's count before the step.
	rows    int64
	changed int64
	scans   int64
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
	f := c.meter.facts
	if n == 0 || f.table == "" || f.writes == 'd' {
		return n, nil
	}
	sql := "SELECT count(*) FROM pragma_index_list(?1) l WHERE NOT (origin = 'pk' AND " +
		"(SELECT wr FROM pragma_table_list(?1) WHERE schema = 'main'))"
	if f.writes == 'u' {
		sql += " AND EXISTS (SELECT * FROM pragma_index_info(l.name) i WHERE instr(?2, '\n' || i.name || '\n'))"
	}
	indexes, err := c.db.number(sql, f.table, "\n"+strings.Join(f.columns, "\n")+"\n")
	return n * (1 + indexes), err
}
