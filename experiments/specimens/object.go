package specimens

import (
	"errors"
	"fmt"
	"time"

	"dolab/durable"
)

// Object is a Durable Object that hosts a specimen. It keeps two tables of its own: asked, what was ordered and
// for when, and ran, what has run and at what time. Both are written in the turns of the schedules themselves, so
// that they survive and vanish with them; Observe reads them.
type Object struct {
	State *durable.State
	Mux   Multiplexer

	callbacks map[string]Callback
}

// Callback is what a schedule runs. It may use all of its object and may block.
type Callback func(o *Object, t Task) error

// Class is the class of objects that host a specimen. A callback of the name "run" is what orders without one run;
// where there is none it does nothing, and has run all the same.
func Class(name string, s Specimen, callbacks map[string]Callback) durable.Class {
	return durable.Class{Name: name, New: func(st *durable.State) (durable.Object, error) {
		o := &Object{State: st, callbacks: callbacks}
		err := o.exec(`CREATE TABLE IF NOT EXISTS asked
				(seq INTEGER PRIMARY KEY, key TEXT, id TEXT, due INTEGER, at INTEGER, ended INTEGER DEFAULT 0,
				until INTEGER DEFAULT 0);
			CREATE TABLE IF NOT EXISTS ran
				(seq INTEGER PRIMARY KEY, key TEXT, at INTEGER, done INTEGER DEFAULT 0, error TEXT DEFAULT '')`)
		if err != nil {
			return nil, err
		}
		o.Mux, err = s.New(Host{State: st, Run: o.run})
		return o, err
	}}
}

func (o *Object) exec(query string, args ...any) error {
	_, err := o.State.Storage.SQL().Exec(query, args...)
	return err
}

// Order schedules, and notes under a key what was ordered. The key is the payload too, where there is no other. An
// order under an id that is taken ends the note of the one that had it.
func (o *Object) Order(key string, order Order) (id string, err error) {
	now := o.State.Now()
	due, err := order.When.Due(now)
	if err != nil {
		return "", err
	}
	if order.Payload == nil {
		order.Payload = key
	}
	if id, err = o.Mux.Schedule(order); err != nil {
		return "", err
	}
	if order.ID != "" { // Others are new.
		if err := o.end(id); err != nil {
			return "", err
		}
	}
	return id, o.exec(
		`INSERT INTO asked (key, id, due, at) VALUES (?, ?, ?, ?)`, key, id, due.UnixMicro(), now.UnixMicro())
}

// Schedule orders a run after a delay for each key, in one event.
func (o *Object) Schedule(delay time.Duration, keys ...string) error {
	for _, key := range keys {
		if _, err := o.Order(key, Order{When: After(delay)}); err != nil {
			return err
		}
	}
	return nil
}

// Cancel cancels the newest order of a key, and notes that if the multiplexer says that it was there.
func (o *Object) Cancel(key string) (bool, error) {
	c, err := o.State.Storage.SQL().Exec(
		`SELECT id FROM asked WHERE key = ? AND ended = 0 ORDER BY seq DESC LIMIT 1`, key)
	if err != nil || !c.Next() {
		return false, err
	}
	id := c.Row()[0].(string)
	c.Close()
	found, err := o.Mux.Cancel(id)
	if err != nil || !found {
		return false, err
	}
	return true, o.end(id)
}

// end notes the end of what was ordered under an id.
func (o *Object) end(id string) error {
	return o.exec(`UPDATE asked SET ended = ?, until = (SELECT coalesce(max(seq), 0) FROM ran) WHERE id = ? AND ended = 0`,
		o.State.Now().UnixMicro(), id)
}

// Trigger is the manual trigger.
func (o *Object) Trigger(n int) error { return o.Mux.Trigger(n) }

// Alarm is the object's alarm handler.
func (o *Object) Alarm(info durable.AlarmInfo) error { return o.Mux.Alarm(info) }

// Ping does nothing but wake the object.
func (o *Object) Ping() error { return nil }

// run runs a task's callback and keeps the record of it.
func (o *Object) run(t Task) error {
	name := t.Callback
	if name == "" {
		name = "run"
	}
	call, found := o.callbacks[name]
	if !found && name != "run" {
		return fmt.Errorf("%w: %s", ErrNoCallback, name)
	}
	key := fmt.Sprint(t.Payload)
	c, err := o.State.Storage.SQL().Exec(`INSERT INTO ran (key, at) VALUES (?, ?) RETURNING seq`,
		key, o.State.Now().UnixMicro())
	if err != nil {
		return err
	}
	rows, err := c.All()
	if err != nil {
		return err
	}
	seq := rows[0][0]
	if found {
		if err := call(o, t); err != nil {
			return errors.Join(err, o.exec(`UPDATE ran SET error = ? WHERE seq = ?`, err.Error(), seq))
		}
	}
	return o.exec(`UPDATE ran SET done = 1 WHERE seq = ?`, seq)
}
