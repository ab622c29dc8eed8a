package scheduler

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"dolab/durable/sqlite"
)

// table is the alarms of one class on disk, as workerd lays them out: <dir>/<uniqueKey>/metadata.sqlite,
// _cf_ALARM(actor_id, scheduled_time in nanoseconds, actor_name). Without a directory it is rows in memory.
type table struct {
	class string
	open  bool
	db    *sqlite.DB     // nil in memory
	rows  map[string]row // by actor_id, in memory
	lines []*line        // of the objects of the class, in the order of their first message

	beside func(work, then func()) // syncs the table; nil: its writes are durable at once
	synced []func(error)           // callbacks that wait for the next sync
	busy   bool                    // a sync is under way
}

// row is one row of a table.
type row struct {
	key Key
	at  time.Time
}

const schema = `CREATE TABLE IF NOT EXISTS _cf_ALARM (
	actor_id TEXT PRIMARY KEY, scheduled_time INTEGER, actor_name TEXT) WITHOUT ROWID`

// table returns the table of a class, which may not be open yet.
func (s *Scheduler) table(class string) *table {
	t := s.tables[class]
	if t == nil {
		t = &table{class: class}
		s.tables[class] = t
	}
	return t
}

// open opens a table, once.
func (s *Scheduler) open(t *table) error {
	if t.open {
		return nil
	}
	db, err := s.host.OpenTable(t.class)
	if err != nil {
		return err
	}
	t.open, t.db = true, db
	s.order = append(s.order, t)
	if db == nil {
		t.rows = map[string]row{}
		return nil
	}
	t.beside = s.host.Beside()
	return t.exec(schema)
}

// exec runs a statement and commits. The commit is durable at once, or when whenDurable says so.
func (t *table) exec(query string, args ...any) error {
	if _, err := t.db.Exec(query, args...); err != nil {
		return err
	}
	if t.beside == nil {
		_, err := t.db.Commit()
		return err
	}
	_, err := t.db.Mark()
	return err
}

// whenDurable calls then when all that was written to the table so far is durable, with the error of a sync that failed.
// A call during a sync waits for the next one.
func (t *table) whenDurable(then func(error)) {
	if t.beside == nil {
		then(nil)
		return
	}
	t.synced = append(t.synced, then)
	if !t.busy {
		t.sync()
	}
}

// sync syncs the table beside the world. Where that fails the table is what it was at the last sync, and all callbacks
// that wait get the error.
func (t *table) sync() {
	waiting := t.synced
	t.synced, t.busy = nil, true
	n, run := t.db.Flush()
	var err error
	t.beside(func() { err = run() }, func() {
		t.busy = false
		if err == nil {
			err = t.db.Confirm(n)
		}
		if err != nil {
			waiting, t.synced = append(waiting, t.synced...), nil
			failed := t.db.Crash()
			if failed == nil {
				failed = t.exec(schema) // The table itself may be new.
			}
			if failed != nil {
				bug("table of %s: %v", t.class, failed)
			}
		}
		for _, then := range waiting {
			then(err)
		}
		if len(t.synced) > 0 && !t.busy {
			t.sync()
		}
	})
}

// set stores an alarm. A name once stored stays, also if a later request comes without one [A14].
func (t *table) set(k Key, at time.Time) error {
	if t.db == nil {
		if old := t.rows[k.ID]; !k.Named {
			k.Name, k.Named = old.key.Name, old.key.Named
		}
		t.rows[k.ID] = row{k, at.UTC()}
		return nil
	}
	var name any
	if k.Named {
		name = k.Name
	}
	return t.exec(`INSERT INTO _cf_ALARM VALUES (?, ?, ?) ON CONFLICT (actor_id) DO UPDATE
		SET scheduled_time = excluded.scheduled_time, actor_name = COALESCE(excluded.actor_name, actor_name)`,
		k.ID, at.UnixNano(), name)
}

func (t *table) delete(k Key) error {
	delete(t.rows, k.ID)
	if t.db == nil {
		return nil
	}
	return t.exec(`DELETE FROM _cf_ALARM WHERE actor_id = ?`, k.ID)
}

// all returns the rows in the order of their objects' IDs.
func (t *table) all() ([]row, error) {
	if t.db == nil {
		return slices.SortedFunc(maps.Values(t.rows), func(a, b row) int { return cmp.Compare(a.key.ID, b.key.ID) }), nil
	}
	c, err := t.db.Exec(`SELECT actor_id, scheduled_time, actor_name FROM _cf_ALARM ORDER BY actor_id`)
	if err != nil {
		return nil, err
	}
	var rows []row
	for c.Next() {
		v := c.Row()
		r := row{key: Key{Class: t.class, ID: v[0].(string)}, at: time.Unix(0, v[1].(int64)).UTC()}
		r.key.Name, r.key.Named = v[2].(string)
		rows = append(rows, r)
	}
	return rows, c.Err()
}
