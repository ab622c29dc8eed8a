package sqlite

import (
	"cmp"
	"container/list"
	"errors"
	"fmt"
	"time"

	"dolab/durable/sqlite/commitlog"
)

// Options say where a database lives and which world's time and chance it sees.
type Options struct {
	// Path is the file, opened in WAL mode and created if missing; "" is a database in memory.
	Path string
	// Now is what every date and time function of SQL calls now; nil is the Unix epoch, for ever.
	Now func() time.Time
	// Random feeds random() and randomblob(), eight bytes a call; nil is a fixed sequence.
	Random func() uint64
	// System lifts the limits and the authorizer: the database is the runtime's own, not a user's.
	System bool
	// NoSync leaves it to the operating system when a file's commits reach the disk: they survive the death of the
	// process, not a power cut. Otherwise Confirm and Commit sync what no Flush has. No effect in memory.
	NoSync bool
	// PagesMax is how many pages of 4096 bytes the database may have, free ones included; 0 is any number. What needs
	// more fails with IsFull.
	PagesMax int64
	// OnSync, if set, is called before files are synced, on the goroutine that does it. Its error is that of the sync.
	OnSync func() error
	// Record lets TakeRecords tell what is done to the file. For tests.
	Record bool
	// LogMax is how many pages the log of a file may have before it is written back into the database, once all is
	// confirmed; 0 is 4000. From three times as many on the database is Crowded.
	LogMax int64
	// Commits, if set, is the log that the databases of a folder share. Commits that come while another database is being
	// synced go into it and share one sync.
	Commits *commitlog.Log
	// Pool, if set, bounds how many databases are open at once, this one among them.
	Pool *Pool
	// OnBegin, if set, is called each time a turn's transaction opens, whoever opened it.
	OnBegin func()
}

// DB is the database of one object: a single connection, used by one goroutine at a time. It never waits for another.
type DB struct {
	options Options
	conn    *conn // nil while the database is parked
	log     *wal  // of a file, nil in memory
	parked  *parked
	place   *list.Element // in the pool
	marker
	limit    limit
	kv, meta table
	lists    [8]*listStatement
	alarm    alarmCache
	cache    cache
	open     []canceler
	watch    watch
	lineage  lineage

	reading bool // Read runs.

	renamed, renaming string // The table that the running statement renames, and what to.

	err error // ErrClosed after Close.
}

// Flags of sqlite3_open_v2.
const (
	openReadWrite = 0x2
	openCreate    = 0x4
	openURI       = 0x40
	openMemory    = 0x80
	openNoMutex   = 0x8000
)

// Open opens or creates a database, which holds memory outside of Go's until Close. A file is for one DB at a time.
func Open(o Options) (*DB, error) {
	if o.Now == nil {
		o.Now = func() time.Time { return time.Unix(0, 0).UTC() }
	}
	if o.Random == nil {
		o.Random = sequence()
	}
	db := &DB{options: o, lineage: newLineage(o)}
	if o.Path == "" {
		db.kv, db.meta = tableMissing, tableMissing
		if err := db.connect(); err != nil {
			return nil, err
		}
		return db, nil
	}
	db.log = &wal{long: cmp.Or(o.LogMax, longMin), name: o.Commits.Name(o.Path)}
	if err := db.connect(); err != nil {
		return nil, err
	}
	db.log.begin()
	if db.log.frames == 0 {
		return db, nil
	}
	// A process that was killed has left a log, of which the disk may know nothing.
	_, run := db.Flush()
	if err := run(); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("open %s: %w", o.Path, err)
	}
	return db, nil
}

// Close throws away what is not confirmed, and closes the database. Cursors and lists still open end with ErrClosed.
func (db *DB) Close() error {
	if db.err != nil {
		return nil
	}
	err := db.Crash()
	switch {
	case db.log != nil && db.conn == nil:
		err = errors.Join(err, db.options.Commits.Settle(db.log.name))
	case db.log != nil:
		db.closeFile()
	case db.conn != nil:
		db.disconnect()
	}
	db.err, db.parked = ErrClosed, nil
	return err
}

// Size returns the bytes the database takes, free pages not counted: at least one page. workerd: getDatabaseSize; F15.
func (db *DB) Size() (int64, error) {
	if db.err == nil && db.conn == nil && db.log == nil && db.parked != nil {
		return db.parked.size, nil
	}
	pages, err := db.number("SELECT (SELECT * FROM pragma_page_count) - (SELECT * FROM pragma_freelist_count)")
	if err != nil {
		return 0, fmt.Errorf("database size: %w", err)
	}
	return max(pages, 1) * pageSize, nil
}

// sequence is splitmix64 from zero.
func sequence() func() uint64 {
	var state uint64
	return func() uint64 {
		state += 0x9e3779b97f4a7c15
		z := state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return z ^ z>>31
	}
}
