package sqlite

import (
	"fmt"
)

// marksMax bounds the marks that may lie on one another, because each makes the writes above it dearer.
const marksMax = 10_000

// marker is where the database stands between its last commit and now. In SQLite's terms the transaction of turn 1 is a
// plain one; if its mark is not confirmed when turn 2 writes, the transaction is still open and a savepoint lies where
// turn 1 ended.
type marker struct {
	turn      bool    // The turn's transaction is open.
	depth     int     // Savepoints in the turn.
	marks     []int64 // Marks not committed in SQLite's sense, oldest first; a savepoint lies at the end of each.
	newest    int64   // Last mark given out; never given again.
	confirmed int64
	lost      error // Why the turn cannot be marked: SQLite itself has rolled everything back …
	spared    bool  // … or only would have: the marks are still there.
}

// InTxn reports whether the turn has written, so that it needs a Mark, Commit or Rollback.
func (db *DB) InTxn() bool { return db.turn }

// Marks returns the newest mark and the newest confirmed one; both are 0 at first.
func (db *DB) Marks() (newest, confirmed int64) { return db.newest, db.confirmed }

// Begin opens the turn's transaction, if it is not open. Every write of the package does so by itself.
func (db *DB) Begin() error {
	if err := db.ready(); err != nil {
		return err
	}
	if db.lost != nil {
		return fmt.Errorf("%w: %w", ErrLost, db.lost)
	}
	if db.turn {
		return nil
	}
	if err := db.bound(); err != nil {
		return err
	}
	if len(db.marks) == 0 {
		if err := db.conn.own(sqlBegin); err != nil {
			return fmt.Errorf("begin: %w", err)
		}
	}
	db.turn = true
	if db.options.OnBegin != nil {
		db.options.OnBegin()
	}
	return nil
}

// Mark ends the turn's transaction as commit number n, which everybody on this connection sees and a crash still takes
// back until it is confirmed. A turn that wrote nothing makes no mark: n is the last one's. An error leaves the turn
// open, to be rolled back: isBusy (a cursor that writes is not read to its end), IsForeignKey (a deferred constraint is
// violated), ErrMarks, ErrLost. Open savepoints are a bug of the caller.
func (db *DB) Mark() (n int64, err error) {
	if err := db.markable(); err != nil || !db.turn {
		return db.newest, err
	}
	if len(db.marks) >= marksMax {
		return db.newest, ErrMarks
	}
	if db.conn.unsettled() {
		return db.newest, &Error{Message: "FOREIGN KEY constraint failed", Code: codeConstraint, Extended: extForeignKey, Offset: -1}
	}
	if db.log != nil {
		return db.markFile()
	}
	if err := db.conn.own(sqlMark); err != nil {
		return db.newest, fmt.Errorf("mark: %w", err)
	}
	db.newest++
	db.marks = append(db.marks, db.newest)
	db.ended()
	return db.newest, nil
}

// Commit is Mark and Confirm in one, and cheaper when no mark is unconfirmed.
func (db *DB) Commit() (n int64, err error) {
	if err := db.markable(); err != nil {
		return db.newest, err
	}
	if !db.turn || len(db.marks) > 0 || db.log != nil {
		if n, err = db.Mark(); err != nil {
			return n, err
		}
		return n, db.Confirm(n)
	}
	if err := db.conn.own(sqlCommit); err != nil {
		return db.newest, fmt.Errorf("commit: %w", err)
	}
	db.commitSchema()
	db.newest++
	db.confirmed = db.newest
	db.ended()
	return db.newest, nil
}

// markable refuses what no commit can end.
func (db *DB) markable() error {
	if db.err != nil {
		return db.err
	}
	if db.lost != nil {
		return fmt.Errorf("%w: %w", ErrLost, db.lost)
	}
	if db.depth > 0 {
		panic(fmt.Sprintf("sqlite: commit inside %d savepoints", db.depth))
	}
	return nil
}

// ended closes the turn. PRAGMA defer_foreign_keys lasts until a commit, which a savepoint is not in SQLite's eyes.
func (db *DB) ended() {
	db.turn = false
	if db.conn != nil {
		db.watch.deferred(db.conn)
	}
}

// Confirm says that all marks up to n are durable: a crash keeps them. A file has them as soon as no later mark or turn
// lies on them. n must have been given out; a mark that a crash took back stays dead.
func (db *DB) Confirm(n int64) error {
	if db.err != nil {
		return db.err
	}
	if n > db.newest {
		panic(fmt.Sprintf("sqlite: confirm %d of %d marks", n, db.newest))
	}
	if db.log != nil {
		return db.confirmFile(n)
	}
	db.confirmed = max(db.confirmed, n)
	return db.settle()
}

// settle commits once nothing unconfirmed lies above.
func (db *DB) settle() error {
	last := len(db.marks) - 1
	if db.turn || last < 0 || db.marks[last] > db.confirmed {
		return nil
	}
	if err := db.conn.own(sqlCommit); err != nil {
		return fmt.Errorf("confirm %d: %w", db.confirmed, err)
	}
	db.marks = db.marks[:0]
	db.commitSchema()
	return nil
}

// Rollback throws away the open turn. Cursors that only read go on, unless the turn changed the schema.
func (db *DB) Rollback() error {
	if db.err != nil {
		return db.err
	}
	if db.lost != nil && !db.spared {
		db.cancelWriters()
		db.forsake()
		return nil
	}
	db.lost, db.spared = nil, false
	if !db.turn {
		return nil
	}
	which := sqlRollback
	if len(db.marks) > 0 {
		which = sqlMarkRollback
	}
	if err := db.conn.own(which); err != nil {
		return fmt.Errorf("rollback: %w", err)
	}
	db.cancelWriters()
	db.depth = 0
	db.ended()
	db.forget()
	return db.settle()
}

// Crash throws away the open turn and every mark that is not confirmed, and makes the connection's memory (pragmas,
// last_insert_rowid) that of a new one. Open cursors and lists end with ErrClosed.
func (db *DB) Crash() error {
	if db.err != nil {
		return db.err
	}
	db.cancel(ErrClosed)
	err := db.rewind()
	if err != nil && db.conn != nil {
		return fmt.Errorf("crash: %w", err)
	}
	db.turn, db.depth, db.marks, db.lost, db.spared = false, 0, db.marks[:0], nil, false
	db.forget()
	db.alarm = alarmCache{}
	if err != nil { // The file is cut, and could not be opened again: the next use tries that.
		db.watch.pragmas, db.watch.like = nil, false
		return fmt.Errorf("crash: %w", err)
	}
	if db.conn == nil {
		if db.parked != nil {
			db.parked.memory, db.parked.pragmas = memory{steps: db.parked.steps}, nil
		}
		db.watch.pragmas, db.watch.like = nil, false
		return nil
	}
	db.conn.fresh()
	return db.watch.restore(db.conn)
}

// rewind brings SQLite back to the newest confirmed mark, outside of any transaction.
func (db *DB) rewind() error {
	if db.log != nil {
		return db.crashFile()
	}
	if db.conn == nil || !db.conn.within() {
		return nil
	}
	keep := 0
	for keep < len(db.marks) && db.marks[keep] <= db.confirmed {
		keep++
	}
	if keep == 0 {
		return db.conn.own(sqlRollback)
	}
	for len(db.marks) > keep {
		if err := db.conn.own(sqlMarkRelease); err != nil {
			return err
		}
		db.marks = db.marks[:len(db.marks)-1]
	}
	if err := db.conn.own(sqlMarkRollback); err != nil {
		return err
	}
	return db.conn.own(sqlCommit)
}

// forsake is what remains when SQLite rolled back by itself: nothing above the last real commit.
func (db *DB) forsake() {
	db.turn, db.depth, db.marks, db.lost = false, 0, db.marks[:0], nil
	db.forget()
}

// forget drops what we know about tables that a rollback may have taken away.
func (db *DB) forget() {
	db.kv, db.meta = tableUnknown, tableUnknown
	db.alarm.stale = db.alarm.known
}

// failed looks at the end of a statement whether err took the transaction with it, which SQLite does on OR ROLLBACK, a
// full disk or no memory, and whether the statement made the database too large where SQLite does not look.
func (db *DB) failed(err error) error {
	if err == nil && db.limit.near && db.turn {
		return db.crossed()
	}
	if e, ok := err.(*Error); ok && e.lost && (db.turn || len(db.marks) > 0) {
		db.lost = err
	}
	return err
}
