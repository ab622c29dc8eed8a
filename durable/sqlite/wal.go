//detcheck:file sync a file is synced beside the goroutine that uses its database

package sqlite

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
)

// ErrSync: the machine could not make commits durable. What it says of them later is not to be believed: a second
// fdatasync may succeed although the data is lost. Crash goes back to the newest confirmed commit.
var ErrSync = errors.New("sqlite: a commit could not be synced")

// longMin is how many frames of one page each a log has that is to be written back.
const longMin = 4_000

// wal is the write-ahead log of a database in a file. A commit is a COMMIT of SQLite that is not synced, and the length
// of the log after it is its mark: cut there, the log has that commit and none after it.
//
//	log     commit 7 │ commit 8 │ commit 9 │ turn
//	        confirmed ┘          └ flush under way, beside
//
// When all commits are confirmed and the log is long, it is written back into the database, the database is synced, and
// only then is the log's header overwritten, so that what the next commits leave of the old log is never read again.
type wal struct {
	frames    int64     // of the log, as of the newest commit
	confirmed int64     // … of the newest confirmed one
	marks     []walMark // commits that are not confirmed, oldest first
	long      int64     // frames from which on it is written back
	headless  int64     // frames of the log whose header was overwritten, 0 for none
	reserved  int64     // bytes of the file, as far as that is known

	name   string       // in the commit log that databases share
	synced atomic.Int64 // frames that are on the disk, from the log's beginning on
	page   int64        // bytes of a page, 0 where that is not known

	flushed atomic.Int64 // the newest commit that is on the disk
	failed  atomic.Bool  // a sync has failed
	fresh   atomic.Bool  // the database itself may not be on the disk

	mu         sync.Mutex // held while files are synced, and while they are closed
	generation int        // of the connection
}

type walMark struct{ n, frames int64 }

// begin notes that the file is new to this process.
func (l *wal) begin() { l.fresh.Store(true) }

// pinned reports whether a commit is not confirmed.
func (l *wal) pinned() bool { return len(l.marks) > 0 || l.failed.Load() }

// parkFile closes the connection of a file and leaves the log.
func (db *DB) parkFile() {
	db.log.mu.Lock()
	defer db.log.mu.Unlock()
	db.disconnect()
}

// attachLog makes a new connection's log ours.
func (db *DB) attachLog() error {
	l := db.log
	if info, err := os.Stat(db.options.Path); err == nil && info.Size() == 0 { // Its first page needs no journal file.
		if err := db.conn.run("PRAGMA journal_mode=MEMORY"); err != nil {
			return err
		}
	}
	if err := db.conn.run("PRAGMA locking_mode=EXCLUSIVE; PRAGMA synchronous=OFF; PRAGMA journal_mode=WAL; " +
		"PRAGMA temp_store=MEMORY"); err != nil {
		return err
	}
	db.conn.ownLog()
	frames, _, err := db.conn.checkpoint(true)
	if err != nil {
		return err
	}
	l.frames, l.confirmed, l.headless, l.reserved = max(0, frames), max(0, frames), 0, 0
	l.synced.Store(l.frames)
	l.marks = l.marks[:0]
	return nil
}

// markFile is Mark for a file.
func (db *DB) markFile() (int64, error) {
	l := db.log
	if err := db.conn.own(sqlCommit); err != nil {
		return db.newest, fmt.Errorf("mark: %w", err)
	}
	l.frames = db.conn.frames()
	if l.headless > 0 && l.frames > l.headless { // SQLite has gone on in the old log.
		if err := db.conn.header(true); err != nil {
			l.failed.Store(true)
		}
	}
	l.headless = 0
	db.reserve()
	db.newest++
	l.marks = append(l.marks, walMark{db.newest, l.frames})
	db.ended()
	return db.newest, nil
}

// How many bytes a log has before it is made longer ahead of its commits, and by how many at most at once.
const (
	reserveMin = 8 * pageSize
	reserveMax = 1 << 20
)

// bytes is how long the log is up to the newest commit.
func (l *wal) bytes() int64 { return logEnd(l.frames, pageSize) }

// reserve makes the log twice as long, with zeros, when commits have reached its end: a sync of what replaces bytes of
// the file takes a half to a quarter of the time of one that also makes the file longer. Zeros are no frames for SQLite.
func (db *DB) reserve() {
	l := db.log
	size := l.bytes()
	if db.options.NoSync || size < max(reserveMin, l.reserved) {
		return
	}
	_, log := db.conn.files()
	l.reserved = db.conn.reserve(log, size, min(size, reserveMax))
}

// Flush prepares to make all commits up to n durable. Run, which is to be called once, does it, and may run on another
// goroutine beside the use of the database; Confirm(n) then takes no time. Where it fails with ErrSync the caller calls
// Crash. A crash or Close meanwhile waits for run. Of a database in memory, and under NoSync, run does nothing.
func (db *DB) Flush() (n int64, run func() error) {
	n, l := db.newest, db.log
	if l == nil || db.conn == nil || db.options.NoSync || l.flushed.Load() >= n && !l.fresh.Load() {
		return n, func() error { return nil }
	}
	base, log := db.conn.files()
	generation, frames, onSync, commits := l.generation, l.frames, db.options.OnSync, db.options.Commits
	tail, at := db.unsynced(log)
	commits.Began()
	return n, func() error {
		defer commits.Ended()
		l.mu.Lock()
		defer l.mu.Unlock()
		switch {
		case generation != l.generation:
			return ErrClosed
		case l.failed.Load():
			return ErrSync
		case l.flushed.Load() >= n && !l.fresh.Load(): // The log may have been written back since, and begun anew.
			return nil
		}
		var err error
		if tail != nil {
			err = commits.Commit(l.name, at, tail, onSync)
		} else {
			err = errors.Join(hooked(onSync), l.freshen(base), syncFile(log))
		}
		if err != nil {
			l.failed.Store(true)
			return fmt.Errorf("%w: %w", ErrSync, err)
		}
		l.flushed.Store(max(n, l.flushed.Load()))
		l.synced.Store(max(frames, l.synced.Load()))
		return nil
	}
}

// tailMax is how many bytes of a log go into the one that databases share.
const tailMax = 256 << 10

// unsynced returns the end of the log that is not on the disk, and its offset, for the log that databases share. It
// returns nil if the database is to be synced by itself.
func (db *DB) unsynced(log file) (tail []byte, at int64) {
	l := db.log
	if l.fresh.Load() || !db.options.Commits.Busy() {
		return nil, 0
	}
	at, end := logEnd(l.synced.Load(), pageSize), l.bytes()
	if end-at > tailMax || end <= at || !db.usualPages() {
		return nil, 0
	}
	tail = make([]byte, end-at)
	if db.conn.readLog(log, tail, at) != nil {
		return nil, 0
	}
	return tail, at
}

// usualPages reports whether the pages of the file have the usual size, which does not change.
func (db *DB) usualPages() bool {
	if db.log.page == 0 {
		db.log.page, _ = db.conn.integer("PRAGMA page_size") // 0 where it fails, which is not the usual.
	}
	return db.log.page == pageSize
}

// freshen syncs the database itself, once. The directory is synced with the log, by SQLite.
func (l *wal) freshen(base file) error {
	if !l.fresh.Load() {
		return nil
	}
	err := syncFile(base)
	l.fresh.Store(err != nil)
	return err
}

func hooked(onSync func() error) error {
	if onSync == nil {
		return nil
	}
	return onSync()
}

// confirmFile is Confirm for a file.
func (db *DB) confirmFile(n int64) error {
	l := db.log
	if db.conn == nil {
		return nil // Nothing was unconfirmed when it was parked.
	}
	if !db.options.NoSync && l.flushed.Load() < n && len(l.marks) > 0 && l.marks[0].n <= n {
		_, run := db.Flush()
		if err := run(); err != nil {
			return err
		}
	}
	db.confirmed = max(db.confirmed, n)
	for len(l.marks) > 0 && l.marks[0].n <= db.confirmed {
		l.confirmed = l.marks[0].frames
		l.marks = l.marks[1:]
	}
	if l.frames >= l.long {
		return db.writeBack()
	}
	return nil
}

// writeBack writes the log back into the database where nothing is in the way: an unconfirmed commit, an open turn, a
// cursor.
func (db *DB) writeBack() error {
	l := db.log
	if len(l.marks) > 0 || db.turn || len(db.open) > 0 || l.headless > 0 || l.frames == 0 {
		return nil
	}
	base, log := db.conn.files()
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := db.options.Commits.Settle(l.name); err != nil {
		l.failed.Store(true)
		return fmt.Errorf("%w: %w", ErrSync, err)
	}
	frames, done, err := db.conn.checkpoint(false)
	if err != nil || frames != done {
		return nil // The log stays, and has all.
	}
	if db.options.NoSync {
		l.headless, l.frames, l.confirmed = 0, 0, 0
		return nil
	}
	err = errors.Join(hooked(db.options.OnSync), syncFile(base))
	if err == nil {
		err = errors.Join(db.conn.header(false), syncFile(log))
	}
	if err != nil {
		l.failed.Store(true)
		return fmt.Errorf("%w: %w", ErrSync, err)
	}
	l.headless, l.frames, l.confirmed = frames, 0, 0
	l.synced.Store(0)
	return nil
}

// crashFile is Crash for a file: it cuts the log behind the newest confirmed commit and opens the file anew, where there
// is anything to cut.
func (db *DB) crashFile() error {
	l := db.log
	if db.conn == nil {
		return nil
	}
	if db.conn.within() {
		if err := db.conn.own(sqlRollback); err != nil {
			return err
		}
	}
	if len(l.marks) == 0 && !l.failed.Load() {
		return nil
	}
	cut := l.confirmed
	l.mu.Lock()
	defer l.mu.Unlock()
	_, log := db.conn.files()
	err := db.conn.cut(log, cut)
	if err == nil && !db.options.NoSync {
		err = errors.Join(syncFile(log), db.options.Commits.Settle(l.name))
	}
	if err != nil {
		return fmt.Errorf("cut the log: %w", err)
	}
	l.failed.Store(false)
	db.disconnect()
	return db.connect()
}

// closeFile closes the connection of a file: the log is written back and deleted.
func (db *DB) closeFile() {
	l := db.log
	l.mu.Lock()
	defer l.mu.Unlock()
	if !db.options.NoSync {
		_ = db.conn.run("PRAGMA synchronous=FULL") // What fails here leaves the log, which has all.
	}
	if db.options.Commits.Settle(l.name) == nil {
		db.conn.leaveLog()
	}
	db.disconnect()
}

// Crowded reports whether so much is unconfirmed that further turns should wait until it is: more than max marks in
// memory, each of which makes the turns above it dearer; in a file a log that cannot be written back.
func (db *DB) Crowded(marksMax int) bool {
	if db.log != nil {
		return len(db.log.marks) > 0 && db.log.frames > 3*db.log.long
	}
	return len(db.marks) > marksMax
}
