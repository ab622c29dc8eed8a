package durable

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dolab/durable/sqlite"
)

// Known reports whether the object has ever been reached, or has a database in a file of an earlier run. It reaches
// nothing.
func (ns *Namespace) Known(id ID) bool {
	ns.exist("Known")
	return ns.objects[id.bytes] != nil || ns.onDisk(id)
}

func (ns *Namespace) onDisk(id ID) bool {
	if ns.rt.dir == "" || !ns.rt.here(id) {
		return false
	}
	_, err := os.Stat(filepath.Join(ns.dir(), id.String()+databaseSuffix))
	return err == nil
}

// All lists the objects that Known is true for, by ID. Of one that only a file tells of, the ID has no name.
func (ns *Namespace) All() ([]ID, error) {
	ids := ns.Objects()
	if ns.rt.dir == "" {
		return ids, nil
	}
	files, err := os.ReadDir(ns.dir())
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	for _, f := range files {
		text, is := strings.CutSuffix(f.Name(), databaseSuffix)
		id, err := ns.key.fromString(text)
		if is && err == nil && ns.objects[id.bytes] == nil && ns.rt.here(id) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, ID.compare)
	return ids, nil
}

// known is the record of an object that Known is true for, nil for another. To be known is not yet a touch: see
// object.adopt.
func (ns *Namespace) known(id ID) *object {
	if !ns.Known(id) {
		return nil
	}
	o := ns.object(id)
	o.orphan = o.orphan || o.births == 0
	return o
}

// Bounds are how much is read of an object from outside.
type Bounds struct {
	Steps int64       // of SQLite's machine: more is an error for which sqlite.IsSteps is true
	Rows  int         // that many rows are returned
	Bytes int         // rows are returned until they have that many bytes
	Over  func() bool // asked before each row: true ends the reading; nil never does
}

// Rows are what a statement has returned, as much as Bounds allow.
type Rows struct {
	Columns []string
	Rows    [][]any // values are nil, int64, float64, string or []byte
	More    bool    // there are more
}

// ErrUnknownObject: the object has never been reached and has no database.
var ErrUnknownObject = errors.New("there is no such object")

// ReadSQL is Query within bounds. It reads files of an earlier run too.
func (rt *Runtime) ReadSQL(s *Stub, b Bounds, query string, args ...any) (Rows, error) {
	return visitKnown(s, "ReadSQL", func(o *object) (Rows, error) {
		c, err := o.read(b.Steps, query, args)
		if err != nil {
			return Rows{}, err
		}
		defer c.Close()
		r := Rows{Columns: c.ColumnNames()}
		for size := 0; c.Next(); size += sqlite.RowSize(c.Row()) {
			if len(r.Rows) >= b.Rows || size >= b.Bytes || b.Over != nil && b.Over() {
				r.More = true
				return r, nil
			}
			r.Rows = append(r.Rows, c.Row())
		}
		return r, c.Err()
	})
}

// ReadKV reads, from outside and without waking the object, keys and their values within bounds: those with a prefix,
// behind the key after. More tells that there are more.
func (rt *Runtime) ReadKV(s *Stub, b Bounds, prefix, after string) (list []Entry, more bool, err error) {
	list, err = visitKnown(s, "ReadKV", func(o *object) (list []Entry, err error) {
		options := sqlite.ListOptions{Prefix: prefix, Limit: b.Rows + 1, StartAfter: after, HasStartAfter: after != ""}
		l, err := o.db.List(options)
		if err != nil {
			return nil, err
		}
		defer l.Close()
		for size := 0; l.Next(); size += len(l.Key()) + len(l.Value()) {
			if more = len(list) >= b.Rows || size >= b.Bytes || b.Over != nil && b.Over(); more {
				return list, nil
			}
			list = append(list, Entry{l.Key(), l.Value()})
		}
		return list, l.Err()
	})
	return list, more, err
}

// visitKnown is visit of an object that is known, with its database open.
func visitKnown[T any](s *Stub, op string, fn func(o *object) (T, error)) (v T, err error) {
	if err := s.check(op); err != nil {
		return v, err
	}
	s.ns.rt.w.Visit(func() {
		o := s.ns.known(s.id)
		if o == nil {
			err = ErrUnknownObject
			return
		}
		if err = o.open(); err == nil {
			v, err = fn(o)
		}
	})
	return v, err
}
