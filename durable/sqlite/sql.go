package sqlite

import "strings"

// Exec runs all statements of query and returns the rows of the last one, which alone may have parameters and is taken
// to its first row at once: a write happens even if the cursor is not read. Statements before a failing one stay
// executed. Compiled queries are kept; a query whose cursor is still open is compiled again. For args see bindable.
// workerd: SqlStorage::exec, SqliteDatabase::prepareSql; F7-F10.
func (db *DB) Exec(query string, args ...any) (*Cursor, error) {
	if err := db.ready(); err != nil {
		return nil, err
	}
	if len(db.open) >= openMax {
		return nil, ErrOpen
	}
	bound, err := bindable(args)
	if err != nil {
		return nil, err
	}
	q := db.cache.get(query)
	switch {
	case q != nil && db.reading && !q.reads():
		return nil, ErrReadOnly
	case q == nil:
		if q, err = db.compile(query); err == nil {
			db.cache.put(q)
		}
	case q.busy:
		q, err = db.compile(query)
	default:
		err = db.again(q)
	}
	if err != nil {
		return nil, err
	}
	q.busy = true
	c, err := db.start(q, bound)
	if err != nil {
		q.idle()
		return nil, err
	}
	return c, nil
}

// Read is Exec of a query that only reads. Any other is refused with ErrReadOnly, and so is a pragma that sets
// something: what SQLite says of a compiled statement decides, not its text. Statements before the refused one have run.
func (db *DB) Read(query string, args ...any) (*Cursor, error) {
	db.reading = true
	defer func() { db.reading = false }()
	return db.Exec(query, args...)
}

// again runs the statements before the last of a compiled query.
func (db *DB) again(q *compiled) error {
	for _, p := range q.before {
		if err := db.once(p); err != nil {
			return err
		}
	}
	return nil
}

// compile compiles a query, executing all but its last statement on the way: that is the only way to compile
// "CREATE TABLE t(x); INSERT INTO t ...".
func (db *DB) compile(query string) (*compiled, error) {
	q := &compiled{sql: strings.Clone(query), busy: true}
	err := db.compileAll(q)
	if err != nil {
		q.finalize()
		return nil, err
	}
	return q, nil
}

func (db *DB) compileAll(q *compiled) error {
	if q.sql == "" {
		return refusal(textNoStatement) // SQLite is not asked: it takes no text of no length.
	}
	for rest := q.sql; ; {
		p, tail, err := db.prepare(rest)
		if err != nil {
			return err
		}
		if p.s == nil {
			return refusal(textNoStatement)
		}
		if rest = strings.TrimLeft(rest[tail:], " \t\n\r\v\f"); rest == "" {
			q.last = p
			return nil
		}
		q.before = append(q.before, p)
		if p.params > 0 {
			return refusal(textManyParams)
		}
		if err := db.once(p); err != nil {
			return err
		}
	}
}

// prepare compiles the first statement of sql under the authorizer.
func (db *DB) prepare(sql string) (p part, tail int, err error) {
	db.watch.facts = facts{}
	s, tail, err := db.conn.prepare(sql, false)
	text := ""
	if err != nil {
		s, text, tail, err = db.prepareLimited(sql, err)
	}
	f := db.watch.facts
	if err != nil {
		if f.transaction && hasCode(err, codeAuth) {
			err = refusal(textTransaction)
		}
		return part{}, 0, db.failed(unknownAlter(sql, err))
	}
	if f.alters && !db.options.System {
		f.renamesTo = renamedTo(sql[:tail])
	}
	switch {
	case db.reading && s.s != nil && !s.readonly:
		err = ErrReadOnly
	case reservedName(f.renamesTo):
		err = &Error{Message: "not authorized", Code: codeAuth, Extended: codeAuth, Offset: -1}
	default:
		err = db.unknownTable(&f)
	}
	if err != nil {
		s.finalize()
		return part{}, 0, err
	}
	if sql = sql[:tail]; text != "" {
		sql = text
	}
	db.lineage.private = db.lineage.private || db.options.System && !ordinary(sql)
	return part{s, f, sql, changesSchema(sql), !s.readonly && changesRows(sql)}, tail, nil
}

// once runs a statement and drops its rows.
func (db *DB) once(p part) error {
	_, err := db.step(p, nil)
	p.reset()
	return err
}

// step takes a statement to its first row, opening the turn if it writes.
func (db *DB) step(p part, args []any) (row bool, err error) {
	if !p.readonly {
		if err := db.Begin(); err != nil {
			return false, err
		}
	}
	if db.spent() {
		return false, db.failed(tooManySteps())
	}
	db.renamed, db.renaming = p.altered, p.renamesTo
	db.conn.countsChanges(p.counts)
	if p.schema {
		err = db.evolve(p.sql, func() error {
			row, err = db.conn.step(p.stmt, args, db.now())
			return err
		})
	} else {
		row, err = db.conn.step(p.stmt, args, db.now())
	}
	db.renamed, db.renaming = "", ""
	db.conn.countsChanges(false)
	if err == nil && p.foreignKeys != nil && !db.turn {
		db.conn.foreignKeys(*p.foreignKeys)
	}
	return row, db.failed(err)
}

// now is the virtual instant in SQLite's resolution.
func (db *DB) now() int64 { return db.options.Now().UnixMilli() }

// number runs a query of ours that gives one integer.
func (db *DB) number(sql string, args ...any) (n int64, err error) {
	if err := db.ready(); err != nil {
		return 0, err
	}
	s, _, err := db.conn.prepare(sql, true)
	if err != nil {
		return 0, err
	}
	defer s.finalize()
	row, err := db.conn.stepOwn(s, args[:s.params])
	if err != nil || !row {
		return 0, err
	}
	n, _ = db.conn.row()[0].(int64)
	return n, nil
}
