package sqlite

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
)

// ErrPinned: Park of a database that something needs: an open turn, cursor or list, or a mark that is not confirmed.
var ErrPinned = errors.New("sqlite: the database is in use")

// parked is what a database needs to go on as if its connection had never been closed.
type parked struct {
	memory
	pragmas []pragmaValue
	schema  bool
	bytes   []byte // of a database in memory, packed
	size    int64  // … and what Size says of it
}

// pragmaValue is a pragma and its value.
type pragmaValue struct {
	name  string
	value int64
}

// connect opens the connection.
func (db *DB) connect() error {
	if err := db.options.Pool.admit(db); err != nil {
		return err
	}
	o := db.options
	path, flags := ":memory:", openReadWrite|openCreate|openNoMutex|openMemory
	if o.Path != "" {
		path, flags = "file:"+(&url.URL{Path: o.Path}).EscapedPath(), openReadWrite|openCreate|openNoMutex|openURI
	}
	var err error
	if db.conn, err = openConn(path, flags, o.System, db); err != nil {
		db.options.Pool.leave(db)
		return fmt.Errorf("open %s: %w", path, err)
	}
	db.limit.told = 0
	if db.log == nil {
		return nil
	}
	if err := db.attachLog(); err != nil {
		db.disconnect()
		return fmt.Errorf("open %s: %w", path, err)
	}
	return nil
}

// disconnect closes the connection. What is open on it has been ended before.
func (db *DB) disconnect() {
	db.cache.clear()
	db.cache.queries = nil
	for n, l := range db.lists {
		if l != nil {
			l.finalize()
			db.lists[n] = nil
		}
	}
	db.conn.close()
	db.conn = nil
	if db.log != nil {
		db.log.generation++
	}
	db.options.Pool.leave(db)
}

// ready wakes the database if it is parked, and notes that it is used.
func (db *DB) ready() error {
	switch {
	case db.err != nil:
		return db.err
	case db.conn == nil:
		return db.wake()
	}
	db.options.Pool.touch(db)
	return nil
}

// pinned reports whether something needs the connection: the turn, a cursor or list, a mark that is not confirmed.
func (db *DB) pinned() bool {
	return db.turn || db.lost != nil || len(db.open) > 0 || len(db.marks) > 0 ||
		db.log != nil && db.log.pinned()
}

// isParked reports whether the connection is closed.
func (db *DB) isParked() bool { return db.conn == nil }

// Park closes the connection and gives its memory and its files back. The next use of the database opens it again, as
// if it had never been closed: with its pragmas, last_insert_rowid(), changes() and total_changes(). A database in
// memory is kept as bytes. ErrPinned if something is open on it.
func (db *DB) Park() error {
	switch {
	case db.err != nil || db.conn == nil:
		return db.err
	case db.pinned():
		return ErrPinned
	}
	p := &parked{}
	var err error
	if p.pragmas, err = db.watch.values(db.conn); err != nil {
		return fmt.Errorf("park: %w", err)
	}
	if db.log == nil {
		p.schema = db.settleSchema()
		bytes, err := db.conn.bytes()
		if err != nil {
			return fmt.Errorf("park: %w", err)
		}
		p.bytes, p.size = pack(bytes), usedBytes(bytes)
	}
	p.memory = db.conn.remembered()
	db.parked = p
	if db.log != nil {
		db.parkFile()
	} else {
		db.disconnect()
	}
	return nil
}

// usedBytes is how many bytes of a database are not free: its header says how many pages are.
func usedBytes(b []byte) int64 {
	const freeAt = 36
	used := int64(len(b) / pageSize)
	if len(b) > freeAt+4 {
		used -= int64(binary.BigEndian.Uint32(b[freeAt:]))
	}
	return max(used, 1) * pageSize
}

// wake opens the connection of a parked database.
func (db *DB) wake() error {
	if err := db.connect(); err != nil {
		return err
	}
	p := db.parked
	if err := db.unpark(p); err != nil {
		db.disconnect()
		return fmt.Errorf("wake: %w", err)
	}
	db.parked = nil
	return nil
}

func (db *DB) unpark(p *parked) error {
	if p == nil {
		return nil
	}
	if db.log == nil && len(p.bytes) > 0 {
		if err := db.conn.load(unpack(p.bytes)); err != nil {
			return err
		}
	}
	for _, x := range p.pragmas {
		if x.name == "foreign_keys" {
			db.conn.foreignKeys(x.value != 0)
			continue
		}
		if err := db.conn.run(fmt.Sprintf("PRAGMA %s=%d", x.name, x.value)); err != nil {
			return err
		}
	}
	db.conn.remind(p.memory)
	if !p.schema {
		return nil
	}
	version, err := db.conn.schemaVersion()
	if now := db.lineage.now(); len(db.lineage.past) > 0 || version != 0 {
		db.lineage.past = []schema{{version, now.digest}}
	}
	return err
}
