package specimens

import (
	"encoding/json"
	"fmt"
	"time"

	"dolab/durable"
)

// table is what the specimens have in common: rows of schedules whose time is in whole seconds, in the object's
// SQLite, and the rows' way to the native alarm.
type table struct {
	Host
	name  string
	order string // how rearm and trigger order what is due at different times, and at the same
}

// row is one schedule.
type row struct {
	id, callback, payload string
	kind                  string // scheduled, delayed, cron
	cron                  string
	time                  int64 // seconds since the epoch
}

// newTable checks nothing and writes nothing: who calls create, and when, is where the specimens differ.
func newTable(h Host, name, order string) table { return table{h, name, order} }

func (t *table) create() error {
	return t.exec(`CREATE TABLE IF NOT EXISTS ` + t.name + ` (
		id TEXT PRIMARY KEY, callback TEXT, payload TEXT, type TEXT, cron TEXT, time INTEGER)`)
}

func (t *table) exec(query string, args ...any) error {
	_, err := t.State.Storage.SQL().Exec(query, args...)
	return err
}

// now is floor(Date.now() / 1000).
func (t *table) now() int64 { return seconds(t.State.Now()) }

// row makes the row of an order. The payload is packed later, where the specimen stores it.
func (t *table) row(o Order, id string) (row, error) {
	r := row{id: id, callback: o.Callback, kind: "delayed", cron: o.When.Cron}
	switch {
	case r.cron != "":
		r.kind = "cron"
	case !o.When.Date.IsZero():
		r.kind = "scheduled"
	}
	due, err := o.When.Due(t.State.Now())
	r.time = seconds(due)
	return r, err
}

func (t *table) insert(r row, payload any) error {
	packed, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("payload of %s: %w", r.id, err)
	}
	return t.exec(`INSERT OR REPLACE INTO `+t.name+` VALUES (?, ?, ?, ?, ?, ?)`,
		r.id, r.callback, string(packed), r.kind, r.cron, r.time)
}

// remove deletes a row by its id, whatever it holds by then.
func (t *table) remove(id string) error { return t.exec(`DELETE FROM `+t.name+` WHERE id = ?`, id) }

// rows reads rows; tail is what follows FROM.
func (t *table) rows(tail string, args ...any) ([]row, error) {
	c, err := t.State.Storage.SQL().Exec(
		`SELECT id, callback, payload, type, cron, time FROM `+t.name+` `+tail, args...)
	if err != nil {
		return nil, err
	}
	var rows []row
	for c.Next() {
		var r row
		if err := c.Scan(&r.id, &r.callback, &r.payload, &r.kind, &r.cron, &r.time); err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, c.Err()
}

// first returns the first row by time; found is false where there is none.
func (t *table) first(where string, args ...any) (r row, found bool, err error) {
	rows, err := t.rows(where+` ORDER BY `+t.order+` LIMIT 1`, args...)
	if err != nil || len(rows) == 0 {
		return row{}, false, err
	}
	return rows[0], true, nil
}

// due counts the rows whose second has begun.
func (t *table) due() (int, error) {
	rows, err := t.rows(`WHERE time <= ?`, t.now())
	return len(rows), err
}

// rearm sets the native alarm for the first row that is strictly in the future at whole seconds. It never deletes
// the alarm and never minds a row that is due already.
func (t *table) rearm() error {
	r, found, err := t.first(`WHERE time > ?`, t.now())
	if err != nil || !found {
		return err
	}
	return t.State.Storage.SetAlarm(time.Unix(r.time, 0).UTC())
}

// run runs a row's callback.
func (t *table) run(r row) error {
	var payload any
	if err := json.Unmarshal([]byte(r.payload), &payload); err != nil {
		return fmt.Errorf("payload of %s: %w", r.id, err)
	}
	return t.Run(Task{ID: r.id, Callback: r.callback, Payload: payload})
}

// attempt runs a row's callback, and catches and logs its error.
func (t *table) attempt(r row) {
	if err := t.run(r); err != nil {
		t.State.Log("schedule %s: %v", r.id, err)
	}
}

// finish ends a row that has run: a recurring one gets its next time, counted from now, another goes.
func (t *table) finish(r row) error {
	if r.kind != "cron" {
		return t.remove(r.id)
	}
	at, err := next(r.cron, t.State.Now())
	if err != nil {
		return err
	}
	return t.exec(`UPDATE `+t.name+` SET time = ? WHERE id = ?`, seconds(at), r.id)
}

// get returns a row as the task it will be.
func (t *table) get(id string) (Task, bool, error) {
	rows, err := t.rows(`WHERE id = ?`, id)
	if err != nil || len(rows) == 0 {
		return Task{}, false, err
	}
	var payload any
	err = json.Unmarshal([]byte(rows[0].payload), &payload)
	return Task{ID: id, Callback: rows[0].callback, Payload: payload}, true, err
}

// trigger runs the first n rows by time, due or not, each looked up afresh, and arms the alarm at the end.
func (t *table) trigger(n int) error {
	for range n {
		r, found, err := t.first("")
		if err != nil {
			return err
		}
		if !found {
			break
		}
		t.attempt(r)
		if err := t.finish(r); err != nil {
			return err
		}
	}
	return t.rearm()
}

// drain is the alarm handler of the lumenize family: as many rows as are due. With none due it does nothing at all.
func (t *table) drain() error {
	n, err := t.due()
	if err != nil || n == 0 {
		return err
	}
	return t.trigger(n)
}

// ulid returns ids that grow with time, as monotonic ULIDs do.
type ulid struct{ n int }

func (u *ulid) next(st *durable.State) string {
	u.n++
	return fmt.Sprintf("%013d-%04d-%06d", st.Now().UnixMilli(), st.Incarnation(), u.n)
}

// nanoid returns an id without order.
func nanoid(st *durable.State) string {
	const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"
	n := st.Choose("specimens.nanoid", 1<<54)
	b := make([]byte, 9)
	for i := range b {
		b[i] = letters[n&63]
		n >>= 6
	}
	return string(b)
}
