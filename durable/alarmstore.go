package durable

import "dolab/durable/sqlite"

// alarmStore is the manager's table for one namespace, as workerd lays it out: <dir>/<uniqueKey>/metadata.sqlite,
// _cf_ALARM(actor_id, scheduled_time in nanoseconds, actor_name).
type alarmStore struct{ db *sqlite.DB }

// alarmRow is one row of the table.
type alarmRow struct {
	id    string
	at    instant
	name  string
	named bool
}

const alarmSchema = `CREATE TABLE IF NOT EXISTS _cf_ALARM (
	actor_id TEXT PRIMARY KEY, scheduled_time INTEGER, actor_name TEXT) WITHOUT ROWID`

func (s *scheduler) store(ns *Namespace) (*alarmStore, error) {
	if st := s.stores[ns]; st != nil {
		return st, nil
	}
	db, err := s.rt.open(ns, "metadata.sqlite", sqlite.Options{System: true})
	if err != nil {
		return nil, err
	}
	st := &alarmStore{db}
	s.stores[ns] = st
	return st, st.exec(alarmSchema)
}

// exec runs a statement and commits: the manager's writes are durable at once.
func (st *alarmStore) exec(query string, args ...any) error {
	if _, err := st.db.Exec(query, args...); err != nil {
		return err
	}
	_, err := st.db.Commit()
	return err
}

// set stores an alarm. A name once stored stays, also if a later wish comes without one [A14].
func (st *alarmStore) set(id ID, at instant) error {
	var name any
	if n, ok := id.Name(); ok {
		name = n
	}
	return st.exec(`INSERT INTO _cf_ALARM VALUES (?, ?, ?) ON CONFLICT (actor_id) DO UPDATE
		SET scheduled_time = excluded.scheduled_time, actor_name = COALESCE(excluded.actor_name, actor_name)`,
		id.String(), at.ns, name)
}

func (st *alarmStore) delete(id ID) error {
	return st.exec(`DELETE FROM _cf_ALARM WHERE actor_id = ?`, id.String())
}

func (st *alarmStore) all() ([]alarmRow, error) {
	c, err := st.db.Exec(`SELECT actor_id, scheduled_time, actor_name FROM _cf_ALARM ORDER BY actor_id`)
	if err != nil {
		return nil, err
	}
	var rows []alarmRow
	for c.Next() {
		v := c.Row()
		r := alarmRow{id: v[0].(string), at: instant{v[1].(int64), true}}
		r.name, r.named = v[2].(string)
		rows = append(rows, r)
	}
	return rows, c.Err()
}
