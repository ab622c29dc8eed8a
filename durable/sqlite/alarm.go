package sqlite

// Rows of _cf_METADATA. workerd: sqlite-metadata.h.
const (
	metaAlarm    = 1
	metaBookmark = 2
)

// alarmCache is workerd's cache in front of the alarm's row. It decides whether a write happens at all, so it is copied.
type alarmCache struct {
	known, stale bool
	set          bool
	ns           int64
}

// Alarm returns the object's alarm in nanoseconds since the epoch, and whether it has one.
func (db *DB) Alarm() (ns int64, found bool, err error) {
	if err := db.loadAlarm(); err != nil {
		return 0, false, err
	}
	return db.alarm.ns, db.alarm.set, nil
}

// SetAlarm stores the alarm. It writes nothing and reports false if the alarm is known to be ns already. workerd:
// SqliteMetadata::setAlarm; semantics of a lost alarm rest on it.
func (db *DB) SetAlarm(ns int64) (changed bool, err error) { return db.putAlarm(true, ns) }

// DeleteAlarm clears the alarm as workerd does, by a row with NULL. It reports false if it is known to be clear.
func (db *DB) DeleteAlarm() (changed bool, err error) { return db.putAlarm(false, 0) }

func (db *DB) putAlarm(set bool, ns int64) (bool, error) {
	if db.alarm.stale {
		if err := db.loadAlarm(); err != nil {
			return false, err
		}
	}
	if db.alarm.known && db.alarm.set == set && db.alarm.ns == ns {
		return false, nil
	}
	if err := db.putMeta(metaAlarm, !set, ns); err != nil {
		return false, err
	}
	db.alarm = alarmCache{known: true, set: set, ns: ns}
	return true, nil
}

func (db *DB) loadAlarm() error {
	if db.alarm.known && !db.alarm.stale {
		return db.err
	}
	ns, set, err := db.getMeta(metaAlarm)
	if err != nil {
		return err
	}
	db.alarm = alarmCache{known: true, set: set, ns: ns}
	return nil
}

// Bookmark returns the local development bookmark, a counter. workerd: getLocalDevelopmentBookmark.
func (db *DB) Bookmark() (n int64, found bool, err error) { return db.getMeta(metaBookmark) }

// SetBookmark stores the local development bookmark.
func (db *DB) SetBookmark(n int64) error { return db.putMeta(metaBookmark, false, n) }

func (db *DB) getMeta(key int64) (n int64, found bool, err error) {
	if present, err := db.present(&db.meta, "_cf_METADATA"); !present {
		return 0, false, err
	}
	if n, found, err = db.conn.metaGet(key); !found {
		n = 0
	}
	return n, found, err
}

func (db *DB) putMeta(key int64, null bool, n int64) error {
	if err := db.create(&db.meta, "_cf_METADATA", createMetadata); err != nil {
		return err
	}
	return db.failed(db.conn.metaPut(key, null, n))
}
