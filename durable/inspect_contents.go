package durable

import (
	"dolab/durable/sqlite"
)

// Contents is what is in an object's database at one moment, with what is not durable yet. It does not change.
type Contents struct{ dump *sqlite.Dump }

// ContentTable is a table of Contents: values are nil, int64, float64, string or []byte.
type ContentTable struct {
	Name    string
	Columns []string
	Rows    [][]any
	More    bool // the table has more rows than Contents keeps
}

// Contents reads an object's database: at most 500 rows of each of at most 100 tables. Like Inspect it wakes no object
// and changes nothing. An object that has no database yet has no tables.
func (rt *Runtime) Contents(s *Stub) (Contents, error) {
	if err := s.check("Contents"); err != nil {
		return Contents{}, err
	}
	o := s.ns.objects[s.id.bytes]
	if o == nil || o.db == nil {
		return Contents{}, nil
	}
	var c Contents
	var err error
	rt.w.Visit(func() { c.dump, err = o.db.Dump(tablesSeen, rowsSeen) })
	return c, err
}

// Since lists the rows in which c differs from earlier contents of the same object.
func (c Contents) Since(earlier Contents) []RowChange { return changes(earlier.rows(), c.rows()) }

// Table returns a table of the object's own; ok is false where there is none of that name.
func (c Contents) Table(name string) (t ContentTable, ok bool) {
	for _, x := range c.rows().Tables {
		if x.Name == name {
			return ContentTable{x.Name, x.Columns, x.Rows, x.More}, true
		}
	}
	return t, false
}

// Rows returns how many rows c keeps, of all tables.
func (c Contents) Rows() int {
	n := 0
	for _, t := range c.rows().Tables {
		n += len(t.Rows)
	}
	return n
}

func (c Contents) rows() *sqlite.Dump {
	if c.dump == nil {
		return &sqlite.Dump{}
	}
	return c.dump
}

// Readable is a value of a database, or of the key-value store, as a reader takes it in: close to JSON and cut short.
func Readable(v any) string { return readable(v) }
