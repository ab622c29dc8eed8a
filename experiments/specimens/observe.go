package specimens

import (
	"fmt"
	"strings"
	"time"

	"dolab/durable"
	"dolab/experiments/check"
)

// Observe reads what an object of Class was asked for and what it did, and how its alarm stands, from outside and
// without waking it. A table that is not there yet, or is gone with a crash before it was durable, has no rows.
func Observe(rt *durable.Runtime, s *durable.Stub, mux Specimen) (check.Record, error) {
	r := check.Record{Now: rt.World().Now(), Stored: map[string]bool{}}
	sight, err := rt.Look(s)
	if err != nil {
		return r, err
	}
	r.Alarm = sight.Alarm
	rows, err := query(rt, s, `SELECT key, id, due, at, ended, until FROM asked ORDER BY seq`)
	if err != nil {
		return r, fmt.Errorf("asked: %w", err)
	}
	for _, v := range rows {
		r.Asked = append(r.Asked, check.Asked{
			Key: v[0].(string), ID: v[1].(string), Due: micro(v[2]), At: micro(v[3]), Ended: micro(v[4]),
			Until: int(v[5].(int64)),
		})
	}
	if rows, err = query(rt, s, `SELECT key, at, done, error FROM ran ORDER BY seq`); err != nil {
		return r, fmt.Errorf("ran: %w", err)
	}
	for _, v := range rows {
		r.Ran = append(r.Ran, check.Ran{
			Key: v[0].(string), At: micro(v[1]), Done: v[2].(int64) != 0, Err: v[3].(string),
		})
	}
	if rows, err = query(rt, s, mux.Stored); err != nil {
		return r, fmt.Errorf("stored: %w", err)
	}
	for _, v := range rows {
		r.Stored[v[0].(string)] = true
	}
	return r, nil
}

// Glimpse is Observe in one query, for check.Armed: in place of all schedules the record has one, due as early as any
// that has not begun to run. Armed finds something in it wherever it does in the whole record. Sight is what Look says
// of the object now.
func Glimpse(rt *durable.Runtime, s *durable.Stub, mux Specimen, sight durable.Sight) (check.Record, error) {
	rows, err := query(rt, s, `SELECT EXISTS (`+mux.Stored+`), (SELECT min(due) FROM asked
		WHERE ended = 0 AND key NOT IN (SELECT key FROM ran))`)
	if err != nil || len(rows) == 0 {
		return Observe(rt, s, mux)
	}
	r := check.Record{Now: rt.World().Now(), Alarm: sight.Alarm}
	if rows[0][0] != int64(0) {
		r.Stored = map[string]bool{"": true}
	}
	if due := micro(rows[0][1]); !due.IsZero() {
		r.Asked = []check.Asked{{Due: due}}
	}
	return r, nil
}

// query reads an object's table, which may not be there.
func query(rt *durable.Runtime, s *durable.Stub, text string) ([][]any, error) {
	rows, err := rt.Query(s, text)
	if err != nil && strings.Contains(err.Error(), "no such table") {
		return nil, nil
	}
	return rows, err
}

// micro reads a time in microseconds since the epoch; 0 is none.
func micro(v any) time.Time {
	n, _ := v.(int64)
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}
