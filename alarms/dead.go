package alarms

import (
	"fmt"
	"time"
)

// Dead is a dead letter: an occurrence that is not tried any more, or a whole schedule that cannot run.
type Dead struct {
	Number  int64 // by which it is revived or discarded
	Died    time.Time
	ID      string
	Kind    Kind
	Handler string
	Key     string
	Due     time.Time
	Attempt int    // runs that have failed
	Reason  string // why it died
	Ended   bool   // its schedule has ended with it

	payload []byte
}

// Read reads the value the schedule was made with into what dst points to.
func (d Dead) Read(dst any) error { return unpack(d.payload, dst) }

const deadColumns = `n, died, ended, id, due, attempt, created, kind, handler, key, spec, error, payload`

type deadRow struct {
	n, died int64
	ended   bool
	row
}

func (d *deadRow) scan(v []any) {
	d.n, d.died, d.ended = v[0].(int64), v[1].(int64), v[2].(int64) != 0
	d.id, d.due, d.attempt, d.created = v[3].(string), v[4].(int64), v[5].(int64), v[6].(int64)
	d.kind, d.handler, d.key = Kind(v[7].(int64)), v[8].(string), v[9].(string)
	d.spec, d.err = v[10].(string), v[11].(string)
	d.payload, _ = v[12].([]byte)
}

// bury makes an occurrence a dead letter and moves its schedule on; or the whole schedule, which then ends.
func (a *Schedules) bury(r *row, why error, whole bool) error {
	r.err = clip(why)
	a.emit(EventDead, r, why)
	ended := 0
	if whole || !r.kind.recurs() {
		ended = 1
	}
	return a.st.Storage.TransactionSync(func() error {
		n, err := a.sequence()
		if err != nil {
			return err
		}
		_, err = a.write(`INSERT INTO _alarms_dead (`+deadColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			RETURNING 1`, n, a.now(), ended, r.id, r.due, r.attempt, r.created, int64(r.kind), r.handler,
			r.occurrenceKey(), r.spec, r.err, r.payload)
		if err != nil {
			return err
		}
		if err := a.forgetOldest(); err != nil {
			return err
		}
		if ended == 1 {
			_, err := a.remove(r)
			return err
		}
		s, err := parseSpec(r.spec)
		if err != nil {
			return err
		}
		return a.advance(r, &s, false)
	})
}

// forgetOldest keeps the number of dead letters within its bound.
func (a *Schedules) forgetOldest() error {
	n, err := a.number(`SELECT n FROM _alarms_dead ORDER BY n DESC LIMIT 1 OFFSET ?`, a.o.DeadMax)
	if err != nil || n == 0 {
		return err
	}
	found, err := a.discard(n)
	if found {
		a.traceDiscarded(n)
	}
	return err
}

// Dead lists the dead letters in the order of their death. Of the filter, From and To are times of death.
func (a *Schedules) Dead(f Filter) ([]Dead, error) {
	rows, err := a.query(`SELECT ` + deadColumns + ` FROM _alarms_dead ORDER BY n`)
	if err != nil {
		return nil, fmt.Errorf("dead letters: %w", err)
	}
	var list []Dead
	for _, v := range rows {
		var d deadRow
		d.scan(v)
		if f.Limit > 0 && len(list) == f.Limit {
			break
		}
		if f.dead(&d) {
			list = append(list, Dead{
				Number: d.n, Died: millis(d.died), ID: d.id, Kind: d.kind, Handler: d.handler, Key: d.key,
				Due: millis(d.due), Attempt: int(d.attempt), Reason: d.err, Ended: d.ended, payload: d.payload,
			})
		}
	}
	return list, nil
}

// Revive makes a dead letter a schedule again, due now and with all its attempts before it, and returns its id: the
// one it had, or a new one where that is taken. The occurrence keeps its key. A schedule that had ended with it goes
// on from there.
func (a *Schedules) Revive(number int64) (id string, err error) {
	rows, err := a.query(`SELECT `+deadColumns+` FROM _alarms_dead WHERE n = ?`, number)
	if err != nil {
		return "", fmt.Errorf("revive %d: %w", number, err)
	}
	if len(rows) == 0 {
		return "", fmt.Errorf("revive %d: %w", number, ErrNotFound)
	}
	var d deadRow
	d.scan(rows[0])
	r := d.row
	r.at, r.attempt, r.err = a.now(), 0, ""
	if a.o.Handlers[r.handler] == nil && a.o.Fallback == nil {
		return "", fmt.Errorf("revive %d: %w", number, named("handler", r.handler, ErrNoHandler))
	}
	if !d.ended {
		if r, err = d.once(r); err != nil {
			return "", fmt.Errorf("revive %d: %w", number, err)
		}
	}
	_, taken, err := a.row(r.id)
	if err != nil {
		return "", fmt.Errorf("revive %d: %w", number, err)
	}
	if taken {
		r.id = ""
	}
	err = a.st.Storage.TransactionSync(func() error {
		if _, err := a.discard(number); err != nil {
			return err
		}
		id, err = a.store(EventRevived, r, r.at)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("revive %d: %w", number, err)
	}
	return id, nil
}

// once is an occurrence of a schedule that goes on without it.
func (d *deadRow) once(r row) (row, error) {
	s, err := parseSpec(r.spec)
	r.kind, r.spec = KindDate, spec{Retry: s.Retry}.text()
	return r, err
}

// Discard removes a dead letter and reports whether it was there.
func (a *Schedules) Discard(number int64) (found bool, err error) {
	if found, err = a.discard(number); err != nil {
		return false, fmt.Errorf("discard %d: %w", number, err)
	}
	if found {
		a.traceDiscarded(number)
	}
	return found, nil
}

func (a *Schedules) discard(number int64) (found bool, err error) {
	found, err = a.write(`DELETE FROM _alarms_dead WHERE n = ? RETURNING 1`, number)
	if found {
		a.tell(EventDiscarded, 0, fmt.Sprintf("dead letter %d", number))
	}
	return found, err
}

func (f *Filter) dead(d *deadRow) bool {
	return (f.Prefix == "" || len(d.id) >= len(f.Prefix) && d.id[:len(f.Prefix)] == f.Prefix) &&
		(f.Handler == "" || d.handler == f.Handler) && (f.Kind == 0 || d.kind == f.Kind) &&
		(f.From.IsZero() || d.died >= ceilMilli(f.From)) && (f.To.IsZero() || d.died < ceilMilli(f.To))
}
