package sqlite

import (
	"fmt"
	"strings"
)

// Dump is what is in a database, as much of it as was asked for, with what is not committed yet.
type Dump struct {
	Tables []Table // in the order of their names; without SQLite's own, virtual ones and views
	More   bool    // there are more tables
}

// Table is the rows of one table.
type Table struct {
	Name    string
	Columns []string
	Keys    [][]any // what tells each row from the others: its rowid, or its primary key where it has none
	Rows    [][]any // in the order of their keys; values as Cursor.Row gives them
	More    bool    // there are more rows
}

// Dump reads up to rowsMax rows of up to tablesMax tables, the runtime's own among them. It asks no authorizer, counts
// nothing and leaves cursors and transactions as they are.
func (db *DB) Dump(tablesMax, rowsMax int) (*Dump, error) {
	names, _, err := db.rows(`SELECT name, wr FROM pragma_table_list
		WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name`, tablesMax+1)
	if err != nil {
		return nil, fmt.Errorf("dump: %w", err)
	}
	d := &Dump{More: len(names) > tablesMax}
	for _, v := range names[:min(len(names), tablesMax)] {
		name, _ := v[0].(string)
		t, err := db.dumpTable(name, v[1] == int64(1), rowsMax)
		if err != nil {
			return nil, fmt.Errorf("dump %s: %w", name, err)
		}
		d.Tables = append(d.Tables, t)
	}
	return d, nil
}

func (db *DB) dumpTable(name string, withoutRowid bool, rowsMax int) (t Table, err error) {
	keys := []string{"_rowid_"}
	if withoutRowid {
		columns, _, err := db.rows("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", -1, name)
		if err != nil {
			return t, err
		}
		keys = nil
		for _, v := range columns {
			key, _ := v[0].(string)
			keys = append(keys, quote(key))
		}
	}
	key := strings.Join(keys, ", ")
	rows, columns, err := db.rows(fmt.Sprintf("SELECT %s, * FROM %s ORDER BY %s", key, quote(name), key), rowsMax+1)
	if err != nil {
		return t, err
	}
	t = Table{Name: name, Columns: columns[len(keys):], More: len(rows) > rowsMax}
	for _, v := range rows[:min(len(rows), rowsMax)] {
		t.Keys, t.Rows = append(t.Keys, v[:len(keys)]), append(t.Rows, v[len(keys):])
	}
	return t, nil
}

// rows runs a query of ours and returns up to rowsMax rows, all for a negative one.
func (db *DB) rows(sql string, rowsMax int, args ...any) (rows [][]any, columns []string, err error) {
	if err := db.ready(); err != nil {
		return nil, nil, err
	}
	s, _, err := db.conn.prepare(sql, true)
	if err != nil {
		return nil, nil, err
	}
	defer s.finalize()
	columns = db.conn.columns(s)
	for rowsMax < 0 || len(rows) < rowsMax {
		row, err := db.conn.stepOwn(s, args)
		args = nil // They are bound.
		if err != nil {
			return nil, nil, err
		}
		if !row {
			break
		}
		rows = append(rows, db.conn.row())
	}
	return rows, columns, nil
}
