package specimens

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"dolab/durable"
)

// drain is the alarm handler of the lumenize family: as many rows as are due.
func (t *table) drain(info durable.AlarmInfo) error {
	n, err := t.due()
	if err != nil {
		return err
	}
	if n == 0 {
		return t.idle(info)
	}
	return t.trigger(n)
}

// idle is what an alarm does that finds nothing due: nothing at all.
func (t *table) idle(info durable.AlarmInfo) error {
	if !t.repaired(b6) && !t.repaired(b7) {
		return nil
	}
	r, found, err := t.first(``)
	if err != nil || !found {
		return err
	}
	early := t.at(r.time).Equal(info.ScheduledTime) // The alarm is the row's.
	switch {
	case early && t.repaired(b7):
		t.State.Sleep(t.at(r.time).Sub(t.State.Now()))
		return t.drain(info)
	case !early && t.repaired(b6):
		return t.rearm()
	}
	return nil
}

// trigger runs the first n rows by time, due or not, each looked up afresh, and arms the alarm at the end.
func (t *table) trigger(n int) error {
	start := t.begin()
	defer t.over()
	for range n {
		if t.spent(start) {
			return t.settle(true)
		}
		r, found, err := t.head()
		if err != nil {
			return err
		}
		if !found {
			break
		}
		if err := t.attempt(r); err != nil {
			return err
		}
	}
	return t.settle(false)
}

// head returns the first row by time, due or not.
func (t *table) head() (r row, found bool, err error) {
	if t.repaired(b8) {
		return t.first(`WHERE time <= ?`, t.now())
	}
	return t.first(``)
}

// begin begins a drain, over ends it.
func (t *table) begin() time.Time { t.draining++; return t.State.Now() }

func (t *table) over() { t.draining-- }

// spent reports whether a drain is to leave the rest to another alarm. The platform allows 15 minutes.
func (t *table) spent(start time.Time) bool {
	return t.repaired(b23) && t.State.Now().Sub(start) >= 5*time.Minute
}

// inOrder is the ORDER BY of a drain of a snapshot: none.
func (t *table) inOrder() string {
	if t.repaired(b19) {
		return ` ORDER BY time, rowid`
	}
	return ``
}

// gone reports whether a row of a snapshot is not there any more: nobody asks.
func (t *table) gone(r row) (bool, error) {
	if !t.repaired(b18) {
		return false, nil
	}
	_, found, err := t.get(r.id)
	return !found, err
}

// attempt runs a row's callback, logs its error, and finishes the row.
func (t *table) attempt(r row) error {
	err := t.run(r)
	if err != nil {
		t.State.Log("schedule %s: %v", r.id, err)
	}
	return t.end(r, err)
}

// run runs a row's callback.
func (t *table) run(r row) error {
	var payload any
	if err := json.Unmarshal([]byte(r.payload), &payload); err != nil {
		return fmt.Errorf("payload of %s: %w", r.id, err)
	}
	task := Task{ID: r.id, Callback: r.callback, Payload: payload}
	if t.repaired(b12) {
		task.Occurrence = fmt.Sprint(r.id, " at ", r.time, " ", r.payload)
	}
	return t.Run(task)
}

// end finishes a row whatever its callback's error was.
func (t *table) end(r row, err error) error {
	if t.repaired(b10) && err != nil && !errors.Is(err, ErrNoCallback) {
		return t.again(r)
	}
	return t.finish(r)
}

// finish ends a row that has run: a recurring one gets its next time, counted from now, another goes.
func (t *table) finish(r row) error {
	if r.kind != "cron" {
		which, args := t.ran(r)
		return t.exec(`DELETE FROM `+t.name+which, args...)
	}
	from := t.State.Now()
	if t.repaired(b24) {
		from = t.at(r.time)
	}
	at, err := next(r.cron, from)
	if err != nil {
		return err
	}
	return t.move(r, t.ticks(at))
}

// again makes a row that has thrown due in two seconds.
func (t *table) again(r row) error {
	if err := t.move(r, t.ticks(t.State.Now().Add(2*time.Second))); err != nil {
		return err
	}
	return t.rearm()
}

// move gives a row that has run another time.
func (t *table) move(r row, to int64) error {
	which, args := t.ran(r)
	return t.exec(`UPDATE `+t.name+` SET time = ?`+which, append([]any{to}, args...)...)
}

// ran is the WHERE of a row that has run: by its id, whatever it holds by then.
func (t *table) ran(r row) (which string, args []any) {
	if t.repaired(b13) {
		return ` WHERE id = ? AND time = ? AND payload = ?`, []any{r.id, r.time, r.payload}
	}
	return ` WHERE id = ?`, []any{r.id}
}
