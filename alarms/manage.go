package alarms

import (
	"fmt"
	"strings"
	"time"
)

// Cancel removes a schedule and reports whether it was there. A run of it that has begun goes on, and is its last.
func (a *Schedules) Cancel(id string) (found bool, err error) {
	r, found, err := a.row(id)
	if err != nil {
		return false, fmt.Errorf("cancel %q: %w", id, err)
	}
	if !found {
		return false, a.arm()
	}
	err = a.st.Storage.TransactionSync(func() error {
		if _, err := a.remove(&r); err != nil {
			return err
		}
		return a.armFor(r.at - 1) // Nothing to do, unless it is the one the native alarm is for.
	})
	if err != nil {
		return false, fmt.Errorf("cancel %q: %w", id, err)
	}
	a.emit(EventCancelled, &r, nil)
	return true, nil
}

// Get returns a schedule, or ErrNotFound.
func (a *Schedules) Get(id string) (Schedule, error) {
	r, found, err := a.row(id)
	if err != nil {
		return Schedule{}, fmt.Errorf("get %q: %w", id, err)
	}
	if err := a.Repair(); err != nil {
		return Schedule{}, fmt.Errorf("get %q: %w", id, err)
	}
	if !found {
		return Schedule{}, named("get", id, ErrNotFound)
	}
	return a.schedule(&r)
}

// Filter says which schedules List gives: those that meet all its fields. The zero value is all.
type Filter struct {
	Prefix  string // of the id
	Handler string
	Kind    Kind
	From    time.Time // they run at this time or later
	To      time.Time // … and before this
	Limit   int       // 0: all
}

// List returns schedules in the order in which they run.
func (a *Schedules) List(f Filter) ([]Schedule, error) {
	var where []string
	var args []any
	and := func(condition string, arg any) { where, args = append(where, condition), append(args, arg) }
	if f.Prefix != "" {
		and(`substr(id, 1, length(?1)) = ?1`, f.Prefix)
	} else {
		and(`?1 = ''`, "")
	}
	if f.Handler != "" {
		and(`handler = ?`, f.Handler)
	}
	if f.Kind != 0 {
		and(`kind = ?`, int64(f.Kind))
	}
	if !f.From.IsZero() {
		and(`at >= ?`, ceilMilli(f.From))
	}
	if !f.To.IsZero() {
		and(`at < ?`, ceilMilli(f.To))
	}
	if f.Limit <= 0 {
		f.Limit = -1
	}
	args = append(args, f.Limit)
	rows, err := a.query(`SELECT `+columns+` FROM _alarms WHERE `+strings.Join(where, ` AND `)+
		` ORDER BY at, seq LIMIT ?`, args...)
	if err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	if err := a.Repair(); err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	list := make([]Schedule, len(rows))
	for i, v := range rows {
		var r row
		r.scan(v)
		if list[i], err = a.schedule(&r); err != nil {
			return nil, fmt.Errorf("list: %w", err)
		}
	}
	return list, nil
}

// Next returns when the next schedule runs; ErrNotFound where there is none.
func (a *Schedules) Next() (time.Time, error) {
	rows, err := a.query(`SELECT at FROM _alarms ORDER BY at, seq LIMIT 1`)
	if err != nil {
		return time.Time{}, err
	}
	if len(rows) == 0 {
		return time.Time{}, ErrNotFound
	}
	return millis(rows[0][0].(int64)), nil
}

// Repair sets the native alarm right if other code has changed it. Every other method does so too; it is for
// handlers of events that use none. It writes nothing, and reads one value, where all is well.
func (a *Schedules) Repair() error {
	have, err := a.slot()
	if err != nil {
		return err
	}
	if have != 0 && have == a.armed {
		return a.armFor(have)
	}
	return a.arm()
}

func (a *Schedules) schedule(r *row) (Schedule, error) {
	s, err := parseSpec(r.spec)
	if err != nil {
		return Schedule{}, err
	}
	return Schedule{
		ID: r.id, Kind: r.kind, Handler: r.handler, Due: millis(r.due), At: millis(r.at), Attempt: int(r.attempt),
		Error: r.err, Created: millis(r.created), Running: a.flying(r.seq) != nil, Cron: s.Cron, Zone: s.Zone,
		Every: time.Duration(s.Every) * time.Millisecond, payload: r.payload,
	}, nil
}
