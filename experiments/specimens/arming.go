package specimens

import (
	"errors"
	"time"

	"dolab/durable"
)

// rearm sets the native alarm for the first row that is strictly in the future at whole seconds. It never deletes
// the alarm and never minds a row that is due already.
func (t *table) rearm() error {
	minds, args := `WHERE time > ?`, []any{t.now()}
	switch {
	case t.repaired(b1):
		minds, args = ``, nil
	case t.repaired(b24): // Which makes occurrences that are due already.
		minds += ` OR type = 'cron'`
	}
	r, found, err := t.first(minds, args...)
	if err != nil || !found {
		return err
	}
	return t.arm(t.at(r.time))
}

// unarm arms the alarm once a row has been cancelled. That it was the last does not matter.
func (t *table) unarm() error {
	if t.repaired(b26) {
		if rows, err := t.rows(`LIMIT 1`); err != nil || len(rows) == 0 {
			return errors.Join(err, t.State.Storage.DeleteAlarm())
		}
	}
	return t.rearm()
}

// arm sets the native alarm, whatever it is set to.
func (t *table) arm(at time.Time) error {
	if !at.After(t.State.Now()) {
		at = t.soon()
	}
	if keep, err := t.keeps(at); err != nil || keep {
		return err
	}
	return t.State.Storage.SetAlarm(at)
}

// keeps reports whether the native alarm is better left alone than set.
func (t *table) keeps(at time.Time) (bool, error) {
	if !t.repaired(b5) && !t.repaired(b27) {
		return false, nil
	}
	set, err := t.State.Storage.GetAlarm()
	if errors.Is(err, durable.ErrNoAlarm) {
		return false, nil
	}
	late := t.repaired(b5) && !set.After(t.State.Now()) // It is on its way.
	same := t.repaired(b27) && set.Equal(at)
	return late || same, err
}

// soon is the next millisecond: a native alarm that is set, in its own run, to the time it ran for is lost. In a drain
// it is a second: what it has left behind it may not be able to run.
func (t *table) soon() time.Time {
	if t.draining > 0 {
		return t.State.Now().Add(time.Second)
	}
	return t.State.Now().Add(time.Millisecond)
}

// settle arms the alarm at the end of a drain; more says that the drain has left some.
func (t *table) settle(more bool) error {
	if !more && t.repaired(b14) {
		n, err := t.due()
		if err != nil {
			return err
		}
		more = n > 0
	}
	if more {
		return t.arm(t.soon())
	}
	return t.rearm()
}

// wake sets the alarm for now if any row is due: construction that runs nothing.
func (t *table) wake() error {
	n, err := t.due()
	if err != nil || n == 0 {
		return err
	}
	if t.repaired(b22) {
		set, err := t.State.Storage.GetAlarm()
		switch {
		case errors.Is(err, durable.ErrNoAlarm):
		case err != nil || !set.After(t.State.Now()): // It is on its way.
			return err
		}
	}
	return t.State.Storage.SetAlarm(t.State.Now())
}
