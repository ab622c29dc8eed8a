package durable

import (
	"database/sql/driver"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"time"

	"dolab/durable/clone"
	"dolab/durable/platform"
	"dolab/durable/sqlite"
)

// SQL is the SQL API: storage.sql.
type SQL struct{ inst *instance }

// Exec runs all statements of query; bindings belong to the last, and so does the cursor. The last statement is stepped
// to its first row at once, so that writes happen even if the cursor is left unread (semantics F7-F14). Errors carry
// SQLite's text and code: "no such table: t: SQLITE_ERROR". A statement that does not end exceeds the CPU limit, or is
// ErrSQLSteps where the profile has none.
//
// Integers bind as INTEGER, floats as REAL (NaN as NULL), texts and json.RawMessage as TEXT, bytes as BLOB. A bool is
// the text "true" or "false" as in the runtime, a time.Time "2006-01-02 15:04:05.000" in UTC, an ID its String.
// Nil, nil pointers and clone.Undefined are NULL; another pointer, and a driver.Valuer, is what it stands for. Anything
// else is refused, where the runtime would bind a text such as "[object Object]".
func (s *SQL) Exec(query string, bindings ...any) (*Cursor, error) {
	i := s.inst
	i.use("Exec")
	if err := i.storage(platform.IfWrite); err != nil {
		return nil, err
	}
	var c *sqlite.Cursor
	var err error
	i.counted(func() error {
		c, err = i.obj.db.Exec(query, pointedAt(bindings)...)
		return err
	})
	if i.obj.db.InTxn() {
		i.commits.writing, i.commits.confirm = true, true
	}
	if err != nil {
		return nil, storageError(err)
	}
	i.obj.used.rows.Add(c)
	return &Cursor{inst: i, c: c}, nil
}

// pointedAt replaces each pointer in args by the value it leads to, a nil one by nil. Pointers of types that package
// sqlite binds as they are stay. Args is not changed.
func pointedAt(args []any) []any {
	list := args
	for n, a := range args {
		to, leads := pointee(a)
		if !leads {
			continue
		}
		if &list[0] == &args[0] {
			list = slices.Clone(args)
		}
		list[n] = to
	}
	return list
}

// pointee is what a pointer leads to. Of the usual types it says so without reflection.
func pointee(a any) (to any, leads bool) {
	switch p := a.(type) {
	case nil, bool, int, int64, float64, string, []byte, time.Time:
		return nil, false
	case *bool:
		return led(p)
	case *int:
		return led(p)
	case *int64:
		return led(p)
	case *float64:
		return led(p)
	case *string:
		return led(p)
	case *[]byte:
		return led(p)
	case *time.Time:
		return led(p)
	}
	for range pointersMax {
		v := reflect.ValueOf(a)
		if v.Kind() != reflect.Pointer || bindsItself(a) {
			break
		}
		if v.IsNil() {
			return nil, true
		}
		a, leads = v.Elem().Interface(), true
	}
	return a, leads
}

// led is the value of a pointer, nil of a nil one.
func led[T any](p *T) (any, bool) {
	if p == nil {
		return nil, true
	}
	return *p, true
}

// bindsItself reports whether a pointer is bound as what it is.
func bindsItself(a any) bool {
	switch a.(type) {
	case *clone.View, *clone.ArrayBuffer, *clone.Date, driver.Valuer:
		return true
	}
	return false
}

// pointersMax is how many pointers in a row are followed: a pointer can lead to itself.
const pointersMax = 8

// Cursor goes through the rows of a statement. It may be kept over turns and then sees later writes. Next moves
// to the next row and Scan or Row reads it; All, One and Rows do both.
type Cursor struct {
	inst *instance
	c    *sqlite.Cursor
	row  []any
}

// ColumnNames returns the names of the columns, duplicates included.
func (c *Cursor) ColumnNames() []string {
	c.exist("ColumnNames")
	return c.c.ColumnNames()
}

// Next moves to the next row and reports whether there is one.
func (c *Cursor) Next() bool {
	c.exist("Next")
	c.inst.use("Next")
	found := false
	c.inst.counted(func() error {
		found = c.c.Next()
		return c.c.Err()
	})
	if !found {
		c.row = nil
		return false
	}
	c.row = c.c.Row()
	return true
}

// Row returns the current row: int64, float64, string, []byte or nil a column.
func (c *Cursor) Row() []any {
	c.exist("Row")
	c.inst.w.Check()
	return c.row
}

// Err returns what ended the cursor early.
func (c *Cursor) Err() error {
	c.exist("Err")
	c.inst.w.Check()
	return storageError(c.c.Err())
}

// Scan reads the current row into what dst points to, a column each. What Exec has bound can be read as what it was.
//
//	INTEGER, REAL   integer and float kinds that have the number: 3.0 is an int, 3.5 and 1e300 are not
//	TEXT, BLOB      string and []byte kinds; a BLOB also an array of its length
//	"true", 1       bool; other numbers and texts are not one
//	TEXT            time.Time: the text of a bound one, of SQLite's date functions, or RFC 3339; UTC without a zone
//	NULL            a nil *T, []byte or any, an sql.Null[T] and its like; an error for everything else
//
// An any takes what Row returns, a database/sql.Scanner what it will. An error names the column; the columns before it
// have been read.
func (c *Cursor) Scan(dst ...any) error {
	c.exist("Scan")
	c.inst.w.Check()
	if c.row == nil {
		return fmt.Errorf("scan: there is no row: call Next first")
	}
	if len(dst) != len(c.row) {
		return fmt.Errorf("scan: %d columns into %d values", len(c.row), len(dst))
	}
	for n, d := range dst {
		if err := scan(d, c.row[n]); err != nil {
			return fmt.Errorf("scan column %q: %w", c.c.ColumnNames()[n], err)
		}
	}
	return nil
}

// All returns the remaining rows.
func (c *Cursor) All() ([][]any, error) {
	c.exist("All")
	c.inst.use("All")
	var rows [][]any
	var err error
	c.inst.counted(func() error {
		rows, err = c.c.All()
		return err
	})
	return rows, storageError(err)
}

// One returns the only row; none and several are errors (semantics F13).
func (c *Cursor) One() ([]any, error) {
	c.exist("One")
	c.inst.use("One")
	var row []any
	var err error
	c.inst.counted(func() error {
		row, err = c.c.One()
		return err
	})
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
func (c *Cursor) RowsRead() int64 {
	c.exist("RowsRead")
	c.inst.w.Check()
	return c.c.RowsRead()
}

// RowsWritten counts the rows of tables and indexes written so far.
func (c *Cursor) RowsWritten() (int64, error) {
	c.exist("RowsWritten")
	c.inst.w.Check()
	n, err := c.c.RowsWritten()
	return n, storageError(err)
}

// Close ends the cursor. One that has been read to its end needs no Close, and a nil one has none.
func (c *Cursor) Close() {
	if c != nil && c.c != nil {
		c.c.Close()
	}
}

// exist panics for a cursor that Exec has not given.
func (c *Cursor) exist(op string) {
	if c == nil || c.c == nil {
		panic("durable: " + op + " of a nil Cursor: its Exec has failed, and returned an error")
	}
}
