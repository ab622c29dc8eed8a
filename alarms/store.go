package alarms

import (
	"fmt"
	"strings"
)

// schema writes one row a schedule: the native alarm's time is kept in the native alarm, and only drains look for what
// is due (field report, B27). Large objects have an index too: see index.go. Dead letters are few and in the order of
// their death.
const schema = `
CREATE TABLE IF NOT EXISTS _alarms (
	id TEXT PRIMARY KEY, at INTEGER NOT NULL, seq INTEGER NOT NULL, version INTEGER NOT NULL, due INTEGER NOT NULL,
	attempt INTEGER NOT NULL, claimed INTEGER NOT NULL, created INTEGER NOT NULL, kind INTEGER NOT NULL,
	handler TEXT NOT NULL, key TEXT NOT NULL, spec TEXT NOT NULL, error TEXT NOT NULL, payload BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS _alarms_dead (
	n INTEGER PRIMARY KEY, died INTEGER NOT NULL, ended INTEGER NOT NULL,
	id TEXT NOT NULL, due INTEGER NOT NULL, attempt INTEGER NOT NULL, created INTEGER NOT NULL, kind INTEGER NOT NULL,
	handler TEXT NOT NULL, key TEXT NOT NULL, spec TEXT NOT NULL, error TEXT NOT NULL, payload BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS _alarms_rate (
	n INTEGER PRIMARY KEY, since INTEGER NOT NULL, runs INTEGER NOT NULL
)`

// row is one schedule as it is stored. Its times are milliseconds.
type row struct {
	id      string
	at      int64 // when it runs next
	seq     int64 // given at its making: the order within one time, and what tells it from others of its name
	version int64 // counts its changes
	due     int64 // the occurrence
	attempt int64 // failed runs of the occurrence
	claimed bool  // a run was begun that may kill the object
	created int64
	kind    Kind
	handler string
	key     string // the occurrence's key, if it is not the usual one
	spec    string
	err     string
	payload []byte
}

const columns = `id, at, seq, version, due, attempt, claimed, created, kind, handler, key, spec, error, payload`

func (r *row) scan(v []any) {
	r.id = v[0].(string)
	r.at, r.seq, r.version, r.due, r.attempt = v[1].(int64), v[2].(int64), v[3].(int64), v[4].(int64), v[5].(int64)
	r.claimed, r.created, r.kind = v[6].(int64) != 0, v[7].(int64), Kind(v[8].(int64))
	r.handler, r.key, r.spec, r.err = v[9].(string), v[10].(string), v[11].(string), v[12].(string)
	r.payload, _ = v[13].([]byte)
}

// query reads; tables that are not there yet, or not any more after a deleteAll, are empty.
func (a *Schedules) query(query string, args ...any) ([][]any, error) {
	c, err := a.st.Storage.SQL().Exec(query, args...)
	if missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("alarms: %w", err)
	}
	rows, err := c.All()
	if err != nil {
		return nil, fmt.Errorf("alarms: %w", err)
	}
	return rows, nil
}

// write writes one row, and makes the tables where they are missing.
func (a *Schedules) write(query string, args ...any) (changed bool, err error) {
	sql := a.st.Storage.SQL()
	c, err := sql.Exec(query, args...)
	if missing(err) {
		a.count, a.indexed = min(a.count, 0), absent
		if _, err = sql.Exec(schema); err == nil {
			c, err = sql.Exec(query, args...)
		}
	}
	if err != nil {
		return false, fmt.Errorf("alarms: %w", err)
	}
	rows, err := c.All()
	if err != nil {
		return false, fmt.Errorf("alarms: %w", err)
	}
	a.stats.Writes += len(rows)
	return len(rows) > 0, nil
}

func missing(err error) bool {
	return err != nil && strings.Contains(err.Error(), "no such table: _alarms")
}

// locked reports whether a cursor of the object's own code keeps the schema from being changed.
func locked(err error) bool { return err != nil && strings.Contains(err.Error(), "SQLITE_LOCKED") }

func (a *Schedules) number(query string, args ...any) (int64, error) {
	rows, err := a.query(query, args...)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	n, _ := rows[0][0].(int64)
	return n, nil
}

// row reads the schedule of an id.
func (a *Schedules) row(id string) (r row, found bool, err error) {
	rows, err := a.query(`SELECT `+columns+` FROM _alarms WHERE id = ?`, id)
	if err != nil || len(rows) == 0 {
		return r, false, err
	}
	r.scan(rows[0])
	return r, true, nil
}

// same reads a row again and reports whether it is still what it was: not cancelled, replaced or moved on.
func (a *Schedules) same(r *row) (bool, error) {
	n, err := a.number(`SELECT 1 FROM _alarms WHERE id = ? AND seq = ? AND version = ?`, r.id, r.seq, r.version)
	return n == 1, err
}

// put writes a new row, in the place of another of its id.
func (a *Schedules) put(r *row) error {
	_, err := a.write(`INSERT OR REPLACE INTO _alarms (`+columns+`) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?)
		RETURNING 1`, r.id, r.at, r.seq, r.version, r.due, r.attempt, r.created, int64(r.kind), r.handler, r.key,
		r.spec, r.err, r.payload)
	return err
}

// move writes what a run changes of a row, if the row is still what it was. It does not run any more then.
func (a *Schedules) move(r *row) (changed bool, err error) {
	changed, err = a.write(`UPDATE _alarms SET at = ?, due = ?, attempt = ?, claimed = 0, error = ?, key = ?,
		version = version + 1 WHERE id = ? AND seq = ? AND version = ? RETURNING 1`,
		r.at, r.due, r.attempt, r.err, r.key, r.id, r.seq, r.version)
	if changed {
		r.version++
	}
	return changed, err
}

// mark notes of a row that it runs.
func (a *Schedules) mark(id string, seq int64) (found bool, err error) {
	return a.write(`UPDATE _alarms SET claimed = 1 WHERE id = ? AND seq = ? RETURNING 1`, id, seq)
}

// remove deletes a row, if it is still what it was.
func (a *Schedules) remove(r *row) (changed bool, err error) {
	changed, err = a.write(`DELETE FROM _alarms WHERE id = ? AND seq = ? AND version = ? RETURNING 1`,
		r.id, r.seq, r.version)
	if changed {
		a.count--
	}
	return changed, err
}
