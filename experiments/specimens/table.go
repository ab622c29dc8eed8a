package specimens

import (
	"encoding/json"
	"fmt"
	"time"

	"dolab/durable"
)

// table is what the specimens have in common: rows of schedules whose time is in whole seconds, in the object's
// SQLite, and the rows' way to the native alarm. What is behind a repaired is not theirs: see repair.go.
type table struct {
	Host
	name  string
	order string // how rearm and trigger order what is due at different times, and at the same

	draining int // drains under way
}

// row is one schedule.
type row struct {
	id, callback, payload string
	kind                  string // scheduled, delayed, cron
	cron                  string
	time                  int64 // seconds since the epoch: table.unit
}

// newTable checks nothing and writes nothing: who calls create, and when, is where the specimens differ.
func newTable(h Host, name, order string) table {
	return table{Host: h, name: name, order: order}
}

func (t *table) create() error {
	return t.exec(`CREATE TABLE IF NOT EXISTS ` + t.name + ` (
		id TEXT` + t.index() + `, callback TEXT, payload TEXT, type TEXT, cron TEXT, time INTEGER)`)
}

// index makes an index of the ids beside the table: two rows a schedule.
func (t *table) index() string {
	if t.repaired(b27) {
		return ``
	}
	return ` PRIMARY KEY`
}

func (t *table) exec(query string, args ...any) error {
	_, err := t.State.Storage.SQL().Exec(query, args...)
	return err
}

// unit is the resolution of times.
func (t *table) unit() time.Duration {
	if t.repaired(b3) {
		return time.Millisecond
	}
	return time.Second
}

// now is floor(Date.now() / 1000).
func (t *table) now() int64 { return t.ticks(t.State.Now()) }

func (t *table) ticks(at time.Time) int64 { return ticks(at, t.unit()) }

// at is the time that n is the ticks of.
func (t *table) at(n int64) time.Time { return time.UnixMilli(n * t.unit().Milliseconds()).UTC() }

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
	if d := o.When.Delay; t.repaired(b2) && r.kind == "delayed" && d > 0 && d < time.Second {
		due = due.Add(t.unit() - time.Millisecond) // Rounded up.
	}
	r.time = t.ticks(due)
	return r, err
}

func (t *table) insert(r row, payload any) error {
	packed, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("payload of %s: %w", r.id, err)
	}
	if t.repaired(b27) {
		if err := t.remove(r.id); err != nil {
			return err
		}
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

// has says yes to every id.
func (t *table) has(id string) (bool, error) {
	if !t.repaired(b25) {
		return true, nil
	}
	_, found, err := t.get(id)
	return found, err
}

// same finds no cron schedule of the same content: each is a new one.
func (t *table) same(o Order) (id string, found bool, err error) {
	if o.When.Cron == "" || !t.repaired(b24) {
		return "", false, nil
	}
	packed, err := json.Marshal(o.Payload)
	if err != nil {
		return "", false, err
	}
	r, found, err := t.first(`WHERE cron = ? AND callback = ? AND payload = ?`, o.When.Cron, o.Callback, string(packed))
	return r.id, found, err
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
