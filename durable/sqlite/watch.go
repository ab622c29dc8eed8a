package sqlite

import (
	"slices"
	"strings"
)

// watch remembers what users' statements may have changed that lives in the connection, not in the database.
type watch struct {
	facts   facts
	pragmas []string // That were given an argument.
	like    bool     // LIKE tells capitals from small letters.
}

// note is called for each thing the authorizer is asked about.
func (w *watch) note(action int, a, b, trigger name) {
	f := &w.facts
	switch action {
	case actTransaction, actSavepoint:
		f.transaction = true
	case actAlterTable:
		f.alters, f.altered = true, b.s
	case actRead:
		if newerTables[strings.ToLower(a.s)] {
			f.newerTable = a.s
		}
	case actPragma:
		w.pragma(a.s, b)
	case actInsert, actUpdate, actDelete:
		if trigger.found || strings.HasPrefix(a.s, "sqlite_") {
			return
		}
		if f.table == "" {
			f.table, f.writes = a.s, map[int]byte{actInsert: 'i', actUpdate: 'u', actDelete: 'd'}[action]
		}
		if action == actUpdate && a.s == f.table {
			f.columns = append(f.columns, b.s)
		}
	}
}

func (w *watch) pragma(pragma string, arg name) {
	w.facts.sets = w.facts.sets || sets(pragma, arg)
	if !arg.found || pragmas[pragma] != pragmaBoolean {
		return
	}
	s := strings.ToLower(unquote(arg.s))
	on := s == "on" || s == "yes" || s == "true" || strings.HasPrefix(s, "1")
	switch pragma {
	case "foreign_keys":
		w.facts.foreignKeys = &on
	case "case_sensitive_like":
		w.like = on
	}
	if !slices.Contains(w.pragmas, pragma) {
		w.pragmas = append(w.pragmas, pragma)
	}
}

// deferred ends PRAGMA defer_foreign_keys, as a commit does.
func (w *watch) deferred(k *conn) {
	if len(w.pragmas) > 0 && slices.Contains(w.pragmas, "defer_foreign_keys") {
		must(k.run("PRAGMA defer_foreign_keys=0"))
	}
}

// values returns the pragmas that were given an argument, as they are now. SQLite does not tell that of LIKE.
func (w *watch) values(k *conn) (list []pragmaValue, err error) {
	for _, p := range w.pragmas {
		v := int64(0)
		if p != "case_sensitive_like" {
			v, err = k.integer("PRAGMA " + p)
		} else if w.like {
			v = 1
		}
		if err != nil {
			return nil, err
		}
		list = append(list, pragmaValue{p, v})
	}
	return list, nil
}

// restore gives every pragma its first value again, as a new connection has it.
func (w *watch) restore(k *conn) error {
	k.foreignKeys(true)
	for _, p := range w.pragmas {
		if p == "foreign_keys" {
			continue
		}
		if err := k.run("PRAGMA " + p + "=0"); err != nil {
			return err
		}
	}
	w.pragmas, w.like = nil, false
	return nil
}

func must(err error) {
	if err != nil {
		panic("sqlite: " + err.Error())
	}
}
