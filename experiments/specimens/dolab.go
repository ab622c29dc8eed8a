package specimens

import (
	"encoding/json"
	"errors"
	"fmt"

	"dolab/alarms"
	"dolab/durable"
)

// dolab is the cure, dolab/alarms, behind the interface of the specimens.
type dolab struct {
	Host
	*alarms.Schedules
}

func newDolab(h Host) (Multiplexer, error) {
	m := &dolab{Host: h}
	var err error
	m.Schedules, err = alarms.New(h.State, alarms.Options{Fallback: m.run})
	return m, err
}

// run runs a schedule's callback. A callback that is missing is a dead letter at once.
func (m *dolab) run(r alarms.Run) error {
	packed, err := alarms.Payload[string](r)
	if err != nil {
		return err
	}
	t := Task{ID: r.ID, Callback: r.Handler, Occurrence: r.Key}
	if err := json.Unmarshal([]byte(packed), &t.Payload); err != nil {
		return fmt.Errorf("payload of %s: %w", r.ID, err)
	}
	if err = m.Run(t); errors.Is(err, ErrNoCallback) {
		return alarms.Permanent(err)
	}
	return err
}

// Schedule stores and arms. One under an id that is taken replaces it, except for a recurring one that is there
// already.
func (m *dolab) Schedule(o Order) (string, error) {
	packed, err := json.Marshal(o.Payload)
	if err != nil {
		return "", fmt.Errorf("payload: %w", err)
	}
	var options []alarms.Option
	recurs := o.When.Cron != "" || o.When.Every != 0
	switch {
	case o.ID != "" && recurs:
		options = append(options, alarms.Ensure(o.ID))
	case o.ID != "":
		options = append(options, alarms.Replace(o.ID))
	}
	switch w := o.When; {
	case w.Cron != "":
		options = append(options, alarms.WithCatchUp(alarms.CatchUpAll))
		return m.Cron(w.Cron, "", o.Callback, string(packed), options...)
	case w.Every != 0:
		return m.Every(w.Every, o.Callback, string(packed), options...)
	case !w.Date.IsZero():
		return m.At(w.Date, o.Callback, string(packed), options...)
	default:
		return m.After(w.Delay, o.Callback, string(packed), options...)
	}
}

// Get returns one schedule.
func (m *dolab) Get(id string) (Task, bool, error) {
	s, err := m.Schedules.Get(id)
	if errors.Is(err, alarms.ErrNotFound) {
		return Task{}, false, nil
	}
	if err != nil {
		return Task{}, false, err
	}
	t := Task{ID: id, Callback: s.Handler}
	var packed string
	if err := s.Read(&packed); err != nil {
		return Task{}, false, err
	}
	return t, true, json.Unmarshal([]byte(packed), &t.Payload)
}

// Trigger runs what is due, as the native alarm would, until n have run or nothing more is due.
func (m *dolab) Trigger(n int) error {
	for n > 0 {
		ran, err := m.RunDue()
		if err != nil || ran == 0 {
			return err
		}
		n -= ran
	}
	return nil
}

// Alarm runs what is due.
func (m *dolab) Alarm(info durable.AlarmInfo) error { return m.Schedules.Alarm(info) }
