package accuracy

import (
	"errors"
	"fmt"
	"time"

	"dolab/durable"
	"dolab/experiments/specimens"
)

// clock is the object whose alarms are measured.
type clock struct {
	st  *durable.State
	mux specimens.Multiplexer
}

// trial is the outcome of one: times in microseconds since the epoch.
type trial struct {
	Due   int64
	Fired int64 // 0: it has not
}

// patience is how long after its time an alarm is waited for.
const patience = time.Minute

func newClock(s specimens.Specimen) func(*durable.State) (durable.Object, error) {
	return func(st *durable.State) (durable.Object, error) {
		c := &clock{st: st}
		mux, err := s.New(specimens.Host{State: st, Run: c.run})
		c.mux = mux
		return c, err
	}
}

func firedKey(id int) string { return fmt.Sprintf("fired:%06d", id) }

// Set schedules one run after a delay and returns its time, in microseconds since the epoch.
func (c *clock) Set(id int, delay time.Duration) (int64, error) {
	when := specimens.After(delay)
	due, err := when.Due(c.st.Now())
	if err != nil {
		return 0, err
	}
	if _, err := c.mux.Schedule(specimens.Order{When: when, Payload: id}); err != nil {
		return 0, err
	}
	c.st.Go(func() { c.st.Sleep(delay + patience) })
	return due.UnixMicro(), nil
}

// Fired returns when a run took place, 0 if it has not.
func (c *clock) Fired(id int) (int64, error) {
	at, err := durable.Get[int64](c.st.Storage.KV(), firedKey(id))
	if errors.Is(err, durable.ErrNoKey) {
		return 0, nil
	}
	return at, err
}

// run notes when a schedule first ran.
func (c *clock) run(t specimens.Task) error {
	id, ok := t.Payload.(float64) // A JSON number.
	if !ok {
		return fmt.Errorf("schedule %s: payload %v is no trial", t.ID, t.Payload)
	}
	found, err := c.st.Storage.KV().Has(firedKey(int(id)))
	if err != nil || found {
		return err
	}
	return c.st.Storage.KV().Put(firedKey(int(id)), c.st.Now().UnixMicro())
}

// Alarm is the native alarm.
func (c *clock) Alarm(a durable.AlarmInfo) error { return c.mux.Alarm(a) }
