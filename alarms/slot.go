package alarms

import (
	"errors"
	"fmt"
	"time"

	"dolab/durable"
)

// delivery is one run of the object's alarm handler. Until it ends, the platform will run it again if it fails, so
// the native alarm need not be set; setting it would end that (semantics G7): see shield.
type delivery struct {
	began  time.Time
	ending bool
	guard  int64 // what this package set the native alarm to during the run, 0 for nothing
	shift  int64 // added to the next time, because the native alarm comes early
}

// staleMillis is how long a native alarm may be overdue before it counts as lost: the worst lateness that is
// documented (docs, Alarms: up to a minute).
const staleMillis = int64(60_000)

// slot reads the native alarm, in milliseconds; 0 is none.
func (a *Schedules) slot() (int64, error) {
	at, err := a.st.Storage.GetAlarm()
	if errors.Is(err, durable.ErrNoAlarm) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return at.UnixMilli(), nil
}

// armFor is arm after a row for that time was added or removed: where the native alarm stands as it was left and is
// not later, nothing is to be done, nor to be read.
func (a *Schedules) armFor(at int64) error {
	have, err := a.slot()
	if err != nil {
		return err
	}
	if have != 0 && have == a.armed && at >= have && a.now()-have <= staleMillis {
		return nil
	}
	return a.arm()
}

// arm makes the native alarm what the schedules want: the earliest time of them all, overdue ones included, and none
// if there is none. It writes only what changes, and does not move an alarm that is due: it is on its way.
func (a *Schedules) arm() error {
	have, err := a.slot()
	if err != nil {
		return err
	}
	d := a.native
	if d != nil && !d.ending {
		return a.shield(d, have)
	}
	now := a.now()
	want, err := a.earliest(now)
	if err != nil {
		return err
	}
	if want == 0 {
		return a.disarm(have)
	}
	at := max(want, now)
	if d != nil && d.shift > 0 && want > now {
		at = max(at, a.fired) + d.shift
	}
	if at == a.fired {
		at++ // Set to the time that has just fired, it would be no change, and lost (semantics N2).
	}
	coming := have != 0 && have <= now && want <= now && (d == nil || have != a.fired)
	if have == at || coming && (a.constructing || now-have <= staleMillis) {
		a.armed = have
		return nil
	}
	if err := a.setAlarm(have, at); err != nil {
		return err
	}
	if have != 0 && now-have > staleMillis {
		a.insist()
	}
	return nil
}

// insistAfter is how long a native alarm that was lost, and is set again for now, has to come: much longer than it
// takes when nothing is wrong, and shorter than any object is kept in memory that only sleeps.
const insistAfter = 2 * time.Second

// insist looks whether a native alarm that was lost and is set again comes now. If not, the platform may keep one that
// it has given up in its way (semantics G19): a deletion that it hears of by itself clears that.
func (a *Schedules) insist() {
	if a.insisting {
		return
	}
	a.insisting = true
	drains := a.stats.Drains
	a.st.Go(func() {
		a.st.Sleep(insistAfter)
		a.insisting = false
		if a.stats.Drains != drains {
			return
		}
		err := a.st.Storage.DeleteAlarm()
		if err == nil {
			err = a.st.Storage.Sync()
		}
		if err == nil {
			err = a.arm()
		}
		if err != nil {
			a.st.Log("alarms: %v", err)
		}
	})
}

// shieldMillis is how long after a crash what was under way runs again: as the platform does it (semantics G13).
const shieldMillis = int64(2_000)

// shield looks after the native alarm while it runs. As long as nothing but this turn can have touched it, a crash is
// the platform's to answer: it delivers the alarm again, and counts. After that, other code may have set or deleted
// it, which ends the platform's care (semantics G7; a deleted one looks like one that is running). So it is set for
// a moment later, and what is running is noted, so that a run that kills the object is known by it.
func (a *Schedules) shield(d *delivery, have int64) error {
	untouched := have == 0 && d.guard == 0 && a.st.Now().Equal(d.began)
	if untouched || have != 0 && have == d.guard {
		return nil
	}
	for _, f := range a.flights {
		if !f.over {
			if _, err := a.mark(f.id, f.seq); err != nil {
				return err
			}
		}
	}
	return a.setAlarm(have, max(a.now(), a.fired)+shieldMillis)
}

func (a *Schedules) setAlarm(have, at int64) error {
	if err := a.st.Storage.SetAlarm(millis(at)); err != nil {
		return fmt.Errorf("arm: %w", err)
	}
	a.stats.Arms++
	kind := EventArmed
	if a.native == nil && a.armed != 0 && have != a.armed {
		kind = EventRepaired
	}
	if d := a.native; d != nil {
		d.guard = at
	}
	a.armed = at
	a.tell(kind, at, "")
	return nil
}

func (a *Schedules) disarm(have int64) error {
	a.armed = 0
	if have == 0 {
		return nil // In the native alarm's run too: it is deleted when that succeeds.
	}
	if err := a.st.Storage.DeleteAlarm(); err != nil {
		return fmt.Errorf("disarm: %w", err)
	}
	a.stats.Disarms++
	a.tell(EventDisarmed, 0, "")
	return nil
}

// checkMillis is how often the object wakes while RunDue or Trigger run something. Should it crash meanwhile, that is
// how long the schedule waits at most.
const checkMillis = int64(30_000)

// earliest returns when the native alarm is wanted, in milliseconds; 0 is never. A schedule that runs is looked
// after, and is wanted when it counts as hung.
func (a *Schedules) earliest(now int64) (int64, error) {
	rows, err := a.query(`SELECT at, seq FROM _alarms ORDER BY at, seq` + limited(len(a.flights)+1))
	if err != nil {
		return 0, err
	}
	want := int64(0)
	sooner := func(at int64) {
		if at = max(at, 1); want == 0 || at < want {
			want = at
		}
	}
	for _, v := range rows {
		if at, seq := v[0].(int64), v[1].(int64); a.flying(seq) == nil {
			free, err := a.rateFree(now)
			if err != nil {
				return 0, err
			}
			sooner(max(at, free))
			break
		}
	}
	for _, f := range a.flights {
		if !f.over {
			sooner(min(f.since+ceilDuration(a.o.Hung), now-(now-f.since)%checkMillis+checkMillis))
		}
	}
	if a.holds > 0 {
		sooner(a.beat)
	}
	if len(a.timeouts) > 0 {
		sooner(a.timeouts[0].at)
	}
	return want, nil
}
