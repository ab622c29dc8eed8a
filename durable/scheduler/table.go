package scheduler

import (
	"time"

	"dolab/durable/sqlite"
)

// table is the alarms of one class on disk, as workerd lays them out: <dir>/<uniqueKey>/metadata.sqlite,
// _cf_ALARM(actor_id, scheduled_time in nanoseconds, actor_name).
type table struct {
	class string
	db    *sqlite.DB // nil before its first use
	lines []*line    // of the objects of the class, in the order of their first message
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
	if t.db != nil {
		return nil
	}
	db, err := s.host.OpenTable(t.class)
	if err != nil {
		return err
	}
	t.db = db
	s.order = append(s.order, t)
	return t.exec(schema)
}

// exec runs a statement and commits: the scheduler's writes are durable at once.
func (t *table) exec(query string, args ...any) error {
	if _, err := t.db.Exec(query, args...); err != nil {
		return err
	}
	_, err := t.db.Commit()
	return err
}

// set stores an alarm. A name once stored stays, also if a later request comes without one [A14].
func (t *table) set(k Key, at time.Time) error {
	var name any
	if k.Named {
		name = k.Name
	}
	return t.exec(`INSERT INTO _cf_ALARM VALUES (?, ?, ?) ON CONFLICT (actor_id) DO UPDATE
		SET scheduled_time = excluded.scheduled_time, actor_name = COALESCE(excluded.actor_name, actor_name)`,
		k.ID, at.UnixNano(), name)
}

func (t *table) delete(k Key) error {
	return t.exec(`DELETE FROM _cf_ALARM WHERE actor_id = ?`, k.ID)
}

func (t *table) all() ([]row, error) {
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
