package sqlite

import "fmt"

const (
	pageSize = 4096
	// pagesMax is SQLite's own bound on the pages of a database.
	pagesMax = 4_294_967_294
	// nearPages is how far below its bound a database is looked after at each statement, where SQLite itself does not:
	// 64 MB. A turn that writes more than that while it lies on marks may cross the bound once.
	nearPages = 16_384
)

// limit is how large the database may become. SQLite enforces it, unless marks lie below the turn: they are savepoints
// of one transaction, and a full disk makes SQLite roll back all of it. Then it is not told, and each statement of a
// turn near the bound is followed by a look.
type limit struct {
	full  bool  // the database may not grow at all
	pages int64 // … beyond these
	told  int64 // SQLite's bound now; 0 is its own
	near  bool  // statements of the open turn are followed by a look
	bar   int64 // … whether there are more pages than these
}

// Full makes the database as large as it may become, until it is called with false: what needs another page fails with
// IsFull. Free pages are used, and reading and deleting go on. It works from the next statement on, also within a turn.
func (db *DB) Full(full bool) error {
	if err := db.ready(); err != nil {
		return err
	}
	pages, err := db.conn.pages()
	if err != nil {
		return fmt.Errorf("full: %w", err)
	}
	db.limit.full, db.limit.pages = full, max(pages, 1)
	return db.bound()
}

// bound sets the limit up for the turn that is open or about to open.
func (db *DB) bound() error {
	l := &db.limit
	pages := db.options.PagesMax
	if l.full {
		pages = l.pages
	}
	l.near = false
	if pages == 0 && l.told == 0 {
		return nil
	}
	tell := pages
	if len(db.marks) > 0 && pages > 0 {
		have, err := db.conn.pages()
		if err != nil {
			return fmt.Errorf("bound: %w", err)
		}
		tell, l.near, l.bar = 0, have+nearPages > pages, max(pages, have)
	}
	if tell == l.told {
		return nil
	}
	l.told = tell
	if tell == 0 {
		tell = pagesMax
	}
	if err := db.conn.run(fmt.Sprintf("PRAGMA max_page_count=%d", tell)); err != nil {
		return fmt.Errorf("bound: %w", err)
	}
	return nil
}

// crossed looks whether the database has more pages than it may. The turn is lost then, and the marks below are not:
// SQLite would keep the turn after some statements, but only it can tell which.
func (db *DB) crossed() error {
	pages, err := db.conn.pages()
	if err != nil || pages <= db.limit.bar {
		return err
	}
	full := &Error{Message: "database or disk is full", Code: codeFull, Extended: codeFull, Offset: -1}
	db.lost, db.spared, db.limit.near = full, true, false
	return full
}

// Lost returns why the open turn can only be thrown away, nil where it can be marked: the error that SQLite rolled it
// back with.
func (db *DB) Lost() error { return db.lost }
