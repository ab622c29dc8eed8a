package specimens

import (
	"encoding/json"

	"dolab/durable"
)

// native is no multiplexer: what is scheduled last has the object's one alarm, and what was there before is gone.
type native struct{ table }

func newNative(h Host) (Multiplexer, error) {
	m := &native{newTable(h, "slot", "time")}
	return m, m.create()
}

// Schedule sets the native alarm, in milliseconds, and remembers for whom.
func (m *native) Schedule(o Order) (string, error) {
	id := o.ID
	if id == "" {
		id = nanoid(m.State)
	}
	due, err := o.When.Due(m.State.Now())
	if err != nil {
		return "", err
	}
	packed, err := json.Marshal(o.Payload)
	if err != nil {
		return "", err
	}
	if err := m.exec(`DELETE FROM slot`); err != nil {
		return "", err
	}
	err = m.exec(`INSERT INTO slot VALUES (?, ?, ?, 'delayed', '', 0)`, id, o.Callback, string(packed))
	if err != nil {
		return "", err
	}
	return id, m.State.Storage.SetAlarm(due)
}

// Cancel deletes the alarm if it is this one's.
func (m *native) Cancel(id string) (bool, error) {
	_, found, err := m.get(id)
	if err != nil || !found {
		return false, err
	}
	if err := m.remove(id); err != nil {
		return false, err
	}
	return true, m.State.Storage.DeleteAlarm()
}

// Get returns what has the alarm.
func (m *native) Get(id string) (Task, bool, error) { return m.get(id) }

// Alarm runs what has the alarm. An error is the platform's to retry.
func (m *native) Alarm(durable.AlarmInfo) error {
	r, found, err := m.first("")
	if err != nil || !found {
		return err
	}
	if err := m.run(r); err != nil {
		return err
	}
	return m.finish(r)
}

// Trigger is the alarm handler called by hand.
func (m *native) Trigger(int) error { return m.Alarm(durable.AlarmInfo{}) }
