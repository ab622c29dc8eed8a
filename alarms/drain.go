package alarms

import (
	"errors"
	"fmt"
	"time"

	"dolab/durable"
)

// Alarm is the object's alarm handler: to be called by its Alarm method, and by nothing else. It runs the schedules
// that are due as it begins, in the order of their time and then of their making, at most Options.Batch; what
// becomes due meanwhile is left to the next native alarm. A handler's error is the schedule's affair: Alarm returns
// an error only if storage fails, and the platform then tries again.
func (a *Schedules) Alarm(info durable.AlarmInfo) error {
	d := &delivery{began: a.st.Now()}
	a.native, a.fired = d, info.ScheduledTime.UnixMilli()
	defer func() { a.native = nil }()
	err := a.guard(info)
	if err == nil {
		err = a.wait(d)
	}
	if err == nil {
		_, err = a.drain(info.RetryCount > 0)
	}
	d.ending = true
	if err = errors.Join(err, a.arm()); err != nil {
		return fmt.Errorf("alarm: %w", err)
	}
	return nil
}

// guard keeps the platform from giving up: after six counted failures it would drop the alarm (semantics G14). From
// the first on, the native alarm is set before anything runs, so that the next failure is followed by a fresh one.
func (a *Schedules) guard(info durable.AlarmInfo) error {
	if info.RetryCount == 0 {
		return nil
	}
	back := Retry{}.fill().delay(int64(info.RetryCount)+1, func(int) int { return 0 })
	return a.setAlarm(0, max(a.now(), a.fired)+back)
}

// waitMillis is how much early a native alarm may come to be waited out in its handler.
const waitMillis = 100

// wait answers a native alarm that comes before its time and before anything is due: a little early it sleeps, more
// than that it asks for a later one, so that neither is an alarm lost nor a clock that is ahead asked in vain for ever.
func (a *Schedules) wait(d *delivery) error {
	now := a.now()
	if a.fired <= now {
		return nil
	}
	want, err := a.earliest(now)
	if err != nil || want <= now {
		return err
	}
	a.tell(EventEarly, a.fired, "")
	if want-now > waitMillis {
		d.shift = min((want-now)/2, 1000)
		return nil
	}
	a.st.Sleep(millis(want).Sub(a.st.Now()))
	return nil
}

// RunDue runs what is due now, as a native alarm would, and returns how many handlers it began. It is for tests and
// for objects that are awake anyway.
func (a *Schedules) RunDue() (n int, err error) {
	n, err = a.drain(false)
	if err = errors.Join(err, a.arm()); err != nil {
		return n, fmt.Errorf("run due: %w", err)
	}
	return n, nil
}

// Trigger runs a schedule's next occurrence now, due or not, and returns the error of its handler. What follows is
// as if it had been due: a schedule that runs once is gone, one that recurs goes on with the occurrence after.
func (a *Schedules) Trigger(id string) error {
	r, found, err := a.row(id)
	switch {
	case err != nil:
		return fmt.Errorf("trigger %q: %w", id, err)
	case !found:
		return named("trigger", id, ErrNotFound)
	case a.flying(r.seq) != nil:
		return named("trigger", id, ErrRunning)
	}
	handler, err := a.attempt(&r)
	return errors.Join(handler, err, a.arm())
}

// batch is one drain.
type batch struct {
	began   time.Time
	careful bool // an attempt is written down before it is made, because one has killed the object
	runs    int
}

// drain runs the rows that are due now, at most a batch of them. The list is made once: what is scheduled meanwhile
// is not in it, so that a schedule that makes itself anew cannot keep it going (field report, B23).
func (a *Schedules) drain(careful bool) (n int, err error) {
	a.stats.Drains++
	b := &batch{began: a.st.Now(), careful: careful}
	a.runTimeouts()
	if err := a.resetHung(); err != nil {
		return 0, err
	}
	list, err := a.due(b.began.UnixMilli())
	if err != nil {
		return 0, err
	}
	a.lookLate(list)
	for i := range list {
		if stop, err := a.stops(b); stop != "" || err != nil {
			a.tell(EventStopped, 0, stop)
			return b.runs, err
		}
		if err := a.one(b, &list[i]); err != nil {
			return b.runs, err
		}
	}
	if len(list) == a.o.Batch {
		a.tell(EventStopped, 0, "batch")
	}
	return b.runs, nil
}

// due lists the rows that are due and do not run.
func (a *Schedules) due(now int64) ([]row, error) {
	rows, err := a.dueRows(now, a.o.Batch+len(a.flights))
	var list []row
	for _, r := range rows {
		if a.flying(r.seq) != nil { // A batch of nothing but these would come again at once, and for ever.
			a.note(EventSkipped, &r, nil, "it runs already")
			continue
		}
		if len(list) < a.o.Batch {
			list = append(list, r)
		}
	}
	return list, err
}

// stops reports why a drain ends before its list does.
func (a *Schedules) stops(b *batch) (why string, err error) {
	if a.st.Now().Sub(b.began) >= a.o.Budget {
		return "budget", nil
	}
	now := a.now()
	free, err := a.rateFree(now)
	if free > now {
		return "rate", err
	}
	return "", err
}

// one runs a row of the list, unless it has been cancelled, replaced or run by another since.
func (a *Schedules) one(b *batch, listed *row) error {
	r, found, err := a.row(listed.id)
	if err != nil || !found || r.seq != listed.seq || r.version != listed.version {
		return err
	}
	if a.flying(r.seq) != nil {
		return nil // By another drain, while this one waited.
	}
	if r.claimed {
		b.careful = true
		return a.fail(&r, ErrDied)
	}
	s, err := parseSpec(r.spec)
	if err != nil {
		return a.bury(&r, err, true)
	}
	if why := a.overdue(&r, &s, a.now()); why != "" {
		a.note(EventSkipped, &r, nil, why)
		return a.advance(&r, &s, true)
	}
	if b.careful || r.err == ErrDied.Error() {
		if ok, err := a.claim(&r); !ok || err != nil {
			return err
		}
	}
	b.runs++
	_, err = a.attempt(&r)
	return err
}

// claim notes in storage that a run begins. Should it kill the object, the next drain finds the note and counts the
// run as failed: no handler can do that for ever.
func (a *Schedules) claim(r *row) (bool, error) {
	if ok, err := a.mark(r.id, r.seq); !ok || err != nil {
		return ok, err
	}
	if err := a.st.Storage.Sync(); err != nil {
		return false, fmt.Errorf("claim: %w", err)
	}
	return a.same(r)
}
