package sqlite

// ListOptions choose keys. The zero value is all of them, ascending in the byte order of their UTF-8.
type ListOptions struct {
	Start      string // First key wanted.
	StartAfter string // The key before the first wanted; used if HasStartAfter.
	End        string // First key no longer wanted; used if HasEnd.
	Prefix     string

	HasStartAfter, HasEnd bool

	Reverse bool
	Limit   int // 0 is no limit; it counts after Reverse.
}

// List is a lazy iterator over keys and values: it sees what is written while it runs. Close it unless Next came to
// the end. workerd allows one at a time; that is the caller's to say.
type List struct {
	db    *DB
	s     *listStatement
	place int
	key   string
	value []byte
	ahead bool // The row under SQLite's cursor is the next one to give.
	done  bool
	err   error
}

// listStatement is a compiled list; a second list of the same shape compiles its own.
type listStatement struct {
	stmt
	busy, cached bool
}

// List starts a list at its first key. workerd: actor-state.c++ list, sqlite-kv.c++ list.
func (db *DB) List(o ListOptions) (*List, error) {
	l := &List{db: db, done: true}
	if present, err := db.present(&db.kv, "_cf_KV"); !present {
		return l, err
	}
	begin, end, bounded := o.bounds()
	if bounded && begin >= end {
		return l, nil
	}
	args := append(make([]any, 0, 3), begin)
	shape := 0
	if bounded {
		shape |= 1
		args = append(args, end)
	}
	if o.Limit > 0 {
		shape |= 2
		args = append(args, int64(o.Limit))
	}
	if o.Reverse {
		shape |= 4
	}
	var err error
	if l.s, err = db.listStatement(shape); err != nil {
		return nil, err
	}
	l.done = false
	l.place = db.hold(l)
	if l.ahead, err = db.conn.stepOwn(l.s.stmt, args); err != nil {
		l.end(nil)
		return nil, err
	}
	return l, nil
}

// bounds joins the options to one half-open interval; bounded says whether it has an end.
func (o ListOptions) bounds() (begin, end string, bounded bool) {
	begin, end, bounded = o.Start, o.End, o.HasEnd
	if o.HasStartAfter {
		begin = max(begin, o.StartAfter+"\x00")
	}
	if o.Prefix == "" {
		return begin, end, bounded
	}
	begin = max(begin, o.Prefix)
	if after, found := successor(o.Prefix); found && (!bounded || after < end) {
		end, bounded = after, true
	}
	return begin, end, bounded
}

// successor is the least string above all that begin with prefix; there is none if prefix is all 0xFF.
func successor(prefix string) (string, bool) {
	p := []byte(prefix)
	for len(p) > 0 && p[len(p)-1] == 0xff {
		p = p[:len(p)-1]
	}
	if len(p) == 0 {
		return "", false
	}
	p[len(p)-1]++
	return string(p), true
}

// Next moves to the next key and reports whether there is one; if not, Err says why.
func (l *List) Next() bool {
	if l.done || l.err != nil {
		return false
	}
	if !l.ahead {
		var err error
		if l.ahead, err = l.db.conn.stepOwn(l.s.stmt, nil); err != nil {
			l.end(err)
			return false
		}
	}
	if !l.ahead {
		l.end(nil)
		return false
	}
	l.key, l.value = l.db.conn.pair()
	l.ahead = false
	return true
}

// Key returns the key Next moved to.
func (l *List) Key() string { return l.key }

// Value returns a copy of the value Next moved to.
func (l *List) Value() []byte { return l.value }

// Err returns what ended the list before its end: ErrClosed, ErrCanceled or an *Error.
func (l *List) Err() error { return l.err }

// Close ends the list. It may be called twice.
func (l *List) Close() { l.end(nil) }

func (l *List) end(err error) {
	if l.done {
		return
	}
	l.done, l.err = true, err
	l.db.release(l.place)
	if l.s.cached {
		l.s.reset()
		l.s.busy = false
		return
	}
	l.s.finalize()
}

func (l *List) cancel(err error) { l.end(err) }
func (l *List) moved(place int)  { l.place = place }
func (l *List) writes() bool     { return false }

func (db *DB) listStatement(shape int) (*listStatement, error) {
	if s := db.lists[shape]; s != nil && !s.busy {
		s.busy = true
		return s, nil
	}
	sql := "SELECT key, value FROM _cf_KV WHERE key >= ?1"
	if shape&1 != 0 {
		sql += " AND key < ?2"
	}
	sql += " ORDER BY key"
	if shape&4 != 0 {
		sql += " DESC"
	}
	if shape&2 != 0 {
		sql += " LIMIT ?"
	}
	s, _, err := db.conn.prepare(sql, true)
	if err != nil {
		return nil, err
	}
	l := &listStatement{stmt: s, busy: true, cached: db.lists[shape] == nil}
	if l.cached {
		db.lists[shape] = l
	}
	return l, nil
}
