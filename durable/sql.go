package durable

import (
	"fmt"
	"iter"

	"dolab/durable/sqlite"
)

// SQL is the SQL API: storage.sql.
type SQL struct{ inst *instance }

// Exec runs all statements of query; bindings belong to the last, and so does the cursor. Integers bind as
// INTEGER, floats as REAL, []byte as BLOB, bool as the text "true" or "false", nil as NULL. The last statement
// is stepped to its first row at once, so that writes happen even if the cursor is left unread (semantics
// F7-F14). Errors carry SQLite's text and code: "no such table: t: SQLITE_ERROR". A statement that does not end exceeds
// the CPU limit, or is ErrSQLSteps where the profile has none.
func (s *SQL) Exec(query string, bindings ...any) (*Cursor, error) {
	i := s.inst
	i.use("Exec")
	if err := i.storage("write"); err != nil {
		return nil, err
	}
	var c *sqlite.Cursor
	var err error
	i.counted(func() error {
		c, err = i.obj.db.Exec(query, bindings...)
		return err
	})
	if i.obj.db.InTxn() {
		i.commits.writing, i.commits.confirm = true, true
	}
	if err != nil {
		return nil, storageError(err)
	}
	cursor := &Cursor{inst: i, c: c}
	cursor.meter()
	return cursor, nil
}

// Cursor goes through the rows of a statement. It may be kept over turns and then sees later writes. Next moves
// to the next row and Scan or Row reads it; All, One and Rows do both.
type Cursor struct {
	inst *instance
	c    *sqlite.Cursor
	row  []any

	read, written int64 // rows that the object's meter has counted
}

// ColumnNames returns the names of the columns, duplicates included.
func (c *Cursor) ColumnNames() []string { return c.c.ColumnNames() }

// Next moves to the next row and reports whether there is one.
func (c *Cursor) Next() bool {
	c.inst.use("Next")
	found := false
	c.inst.counted(func() error {
		found = c.c.Next()
		return c.c.Err()
	})
	c.meter()
	if !found {
		c.row = nil
		return false
	}
	c.row = c.c.Row()
	return true
}

// Row returns the current row: int64, float64, string, []byte or nil a column.
func (c *Cursor) Row() []any { return c.row }

// Err returns what ended the cursor early.
func (c *Cursor) Err() error { return storageError(c.c.Err()) }

// Scan reads the current row into what dst points to, a column each.
func (c *Cursor) Scan(dst ...any) error {
	if c.row == nil {
		return fmt.Errorf("scan: there is no row: call Next first")
	}
	if len(dst) != len(c.row) {
		return fmt.Errorf("scan: %d columns into %d values", len(c.row), len(dst))
	}
	for n, d := range dst {
		if err := scan(d, c.row[n]); err != nil {
			return fmt.Errorf("scan column %s: %w", c.c.ColumnNames()[n], err)
		}
	}
	return nil
}

// All returns the remaining rows.
func (c *Cursor) All() ([][]any, error) {
	c.inst.use("All")
	var rows [][]any
	var err error
	c.inst.counted(func() error {
		rows, err = c.c.All()
		return err
	})
	c.meter()
	return rows, storageError(err)
}

// One returns the only row; none and several are errors (semantics F13).
func (c *Cursor) One() ([]any, error) {
	c.inst.use("One")
	var row []any
	var err error
	c.inst.counted(func() error {
		row, err = c.c.One()
		return err
	})
	c.meter()
	return row, storageError(err)
}

// Rows goes through the remaining rows as maps from column name to value; a duplicate name keeps the last.
func (c *Cursor) Rows() iter.Seq2[map[string]any, error] {
	return func(yield func(map[string]any, error) bool) {
		names := c.ColumnNames()
		for c.Next() {
			m := make(map[string]any, len(names))
			for n, name := range names {
				m[name] = c.row[n]
			}
			if !yield(m, nil) {
				return
			}
		}
		if err := c.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// RowsRead and RowsWritten count what the statement has touched so far.
func (c *Cursor) RowsRead() int64 { return c.c.RowsRead() }

// RowsWritten counts the rows of tables and indexes written so far.
func (c *Cursor) RowsWritten() (int64, error) {
	n, err := c.c.RowsWritten()
	return n, storageError(err)
}

// meter counts what the statement has touched since it was last asked.
func (c *Cursor) meter() {
	u := &c.inst.obj.used
	read := c.c.RowsRead()
	u.RowsRead += read - c.read
	c.read = read
	if written, err := c.c.RowsWritten(); err == nil { // It fails where the database is closed: nothing is written then.
		u.RowsWritten += written - c.written
		c.written = written
	}
}

// Close ends the cursor. One that has been read to its end needs no Close.
func (c *Cursor) Close() { c.c.Close() }

// scan converts a column's value.
func scan(dst, v any) error {
	switch d := dst.(type) {
	case *any:
		*d = v
		return nil
	case *int64:
		if n, ok := v.(int64); ok {
			*d = n
			return nil
		}
	case *int:
		if n, ok := v.(int64); ok {
			*d = int(n)
			return nil
		}
	case *float64:
		switch n := v.(type) {
		case float64:
			*d = n
			return nil
		case int64:
			*d = float64(n)
			return nil
		}
	case *string:
		if s, ok := v.(string); ok {
			*d = s
			return nil
		}
	case *[]byte:
		if b, ok := v.([]byte); ok {
			*d = b
			return nil
		}
	case *bool:
		if n, ok := v.(int64); ok {
			*d = n != 0
			return nil
		}
	}
	return fmt.Errorf("%T into %T", v, dst)
}
