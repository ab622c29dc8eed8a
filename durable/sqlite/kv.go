package sqlite

// Texts of workerd, letter for letter, because users see them in sqlite_master.
const (
	createKV = "CREATE TABLE IF NOT EXISTS _cf_KV (\n        key TEXT PRIMARY KEY,\n        value BLOB\n      ) WITHOUT ROWID"

	createMetadata = "CREATE TABLE IF NOT EXISTS _cf_METADATA (\n        key INTEGER PRIMARY KEY,\n        value BLOB\n      )"
)

// table is what we know about one of the runtime's tables, which are created at their first write.
type table uint8

const (
	tableUnknown table = iota
	tableMissing
	tablePresent
)

// Get returns a copy of the value of key, and whether there is one.
func (db *DB) Get(key string) (value []byte, found bool, err error) {
	if present, err := db.present(&db.kv, "_cf_KV"); !present {
		return nil, false, err
	}
	return db.conn.kvGet(key)
}

// Put stores value under key. Neither is kept; a nil value is an empty one.
func (db *DB) Put(key string, value []byte) error {
	if err := db.create(&db.kv, "_cf_KV", createKV); err != nil {
		return err
	}
	return db.failed(db.conn.kvPut(key, value))
}

// Delete removes key and reports whether it was there. Like workerd it creates the table to delete from.
func (db *DB) Delete(key string) (found bool, err error) {
	if err := db.create(&db.kv, "_cf_KV", createKV); err != nil {
		return false, err
	}
	found, err = db.conn.kvDelete(key)
	return found, db.failed(err)
}

// present reports whether a table of ours exists.
func (db *DB) present(t *table, name string) (bool, error) {
	if err := db.ready(); err != nil {
		return false, err
	}
	if *t == tableUnknown {
		found, err := db.conn.tableFound(name)
		if err != nil {
			return false, err
		}
		*t = tableMissing
		if found {
			*t = tablePresent
		}
	}
	return *t == tablePresent, nil
}

// create makes ready for a write to a table of ours.
func (db *DB) create(t *table, name, sql string) error {
	if err := db.Begin(); err != nil {
		return err
	}
	if *t == tablePresent {
		return nil
	}
	if present, err := db.present(t, name); present || err != nil {
		return err
	}
	if err := db.evolve(sql, func() error { return db.conn.run(sql) }); err != nil {
		return db.failed(err)
	}
	*t = tablePresent
	return nil
}
