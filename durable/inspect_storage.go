package durable

import (
	"fmt"
	"slices"
	"strings"

	"dolab/durable/clone"
	"dolab/durable/sqlite"
)

// Stored is what an object has in its database. What is not durable yet can be told only in a runtime that remembers.
type Stored struct {
	Bytes   int64       // the size of the database
	Tables  []TableSize // the user's
	Keys    int         // of the key-value store
	Durable int64       // the newest durable commit
	// Pending are the rows that a crash now would undo: what is uncommitted or unconfirmed, against commit Durable.
	Pending []RowChange
	// Last are the rows that commit Durable changed, against the durable one before it.
	Last []RowChange
	More bool // there is too much: tables with more rows than the bound are not compared
}

// TableSize is how many rows a table has, at most a bound of some hundred.
type TableSize struct {
	Name string
	Rows int
	More bool // … and more
}

// The kinds of a RowChange.
const (
	RowAdded   = "added"
	RowChanged = "changed"
	RowRemoved = "removed"
)

// RowChange is a row, or a key of the key-value store, that is not what it was.
type RowChange struct {
	Table   string // KeyValue for a key
	Kind    string // RowAdded, RowChanged or RowRemoved
	Key     []any  // the rowid, the primary key, or the key
	Columns []string
	Was, Is []any // values by column: nil, int64, float64, string, []byte; of a key the value in its natural Go form
}

// KeyValue is the Table of a change in the key-value store.
const KeyValue = "kv"

// stored reads the database.
func (o *object) stored() (s Stored, err error) {
	if o.db == nil {
		return s, nil
	}
	now, err := o.db.Dump(tablesSeen, rowsSeen)
	if err != nil {
		return s, err
	}
	if s.Bytes, err = o.db.Size(); err != nil {
		return s, err
	}
	_, s.Durable = o.db.Marks()
	s.More = now.More
	for _, t := range now.Tables {
		s.More = s.More || t.More
		switch {
		case t.Name == "_cf_KV":
			s.Keys = len(t.Rows)
		case !strings.HasPrefix(t.Name, "_cf_"):
			s.Tables = append(s.Tables, TableSize{t.Name, len(t.Rows), t.More})
		}
	}
	if !o.rt.remembers {
		return s, nil
	}
	durable, before := &sqlite.Dump{}, &sqlite.Dump{}
	if at := o.durableState(); at >= 0 {
		durable = o.states[at].dump
		if at > 0 {
			before = o.states[at-1].dump
		}
	}
	s.Pending, s.Last = changes(durable, now), changes(before, durable)
	return s, nil
}

// changes lists the rows in which two dumps differ: by table, in the order of keys, removed ones last.
func changes(before, after *sqlite.Dump) (list []RowChange) {
	var names []string
	for _, t := range slices.Concat(before.Tables, after.Tables) {
		if t.Name == "_cf_KV" || !strings.HasPrefix(t.Name, "_cf_") { // Both copies of the alarm are seen elsewhere.
			names = append(names, t.Name)
		}
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		list = append(list, tableChanges(table(before, name), table(after, name))...)
	}
	return list
}

func table(d *sqlite.Dump, name string) sqlite.Table {
	at := slices.IndexFunc(d.Tables, func(t sqlite.Table) bool { return t.Name == name })
	if at < 0 {
		return sqlite.Table{Name: name}
	}
	return d.Tables[at]
}

// tableChanges compares a table, unless it was not read to its end. Where its columns are others, all of its rows are.
func tableChanges(before, after sqlite.Table) (list []RowChange) {
	if before.More || after.More {
		return nil
	}
	same := slices.Equal(before.Columns, after.Columns)
	was := map[string][]any{}
	for n, key := range before.Keys {
		was[fmt.Sprintf("%#v", key)] = before.Rows[n]
	}
	for n, key := range after.Keys {
		c := RowChange{Table: after.Name, Kind: RowAdded, Key: key, Columns: after.Columns, Is: after.Rows[n]}
		at := fmt.Sprintf("%#v", key)
		if old, found := was[at]; found && same {
			delete(was, at)
			if fmt.Sprintf("%#v", old) == fmt.Sprintf("%#v", c.Is) {
				continue
			}
			c.Kind, c.Was = RowChanged, old
		}
		list = append(list, c.decoded())
	}
	for n, key := range before.Keys {
		if _, gone := was[fmt.Sprintf("%#v", key)]; gone {
			c := RowChange{Table: before.Name, Kind: RowRemoved, Key: key, Columns: before.Columns, Was: before.Rows[n]}
			list = append(list, c.decoded())
		}
	}
	return list
}

// decoded makes a key of the key-value store, and its value, readable.
func (c RowChange) decoded() RowChange {
	if c.Table != "_cf_KV" {
		return c
	}
	c.Table, c.Columns = KeyValue, []string{"value"}
	c.Was, c.Is = value(c.Was), value(c.Is)
	return c
}

// value is the value in a row of the key-value store, as itself where it cannot be read.
func value(row []any) []any {
	if row == nil {
		return nil
	}
	data, _ := row[1].([]byte)
	var v any
	if err := clone.Unmarshal(data, &v); err != nil {
		return []any{data}
	}
	return []any{v}
}
