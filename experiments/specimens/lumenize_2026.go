package specimens

import "dolab/durable"

// lumenize2026 is the lumenize multiplexer of June 2026: it stores at once and takes ids from its callers. The
// object's constructor sets the alarm for now if any row is due.
type lumenize2026 struct {
	table
	ids ulid
}

func newLumenize2026(h Host) (Multiplexer, error) {
	m := &lumenize2026{table: newTable(h, "__lmz_alarms", "time, id")}
	if err := m.create(); err != nil {
		return nil, err
	}
	return m, h.State.GoBlocking(m.wake)
}

// Schedule stores and arms. A row of the same id is replaced.
func (m *lumenize2026) Schedule(o Order) (string, error) {
	id := o.ID
	if id == "" {
		id = m.ids.next(m.State)
	}
	if id, found, err := m.same(o); err != nil || found {
		return id, err
	}
	r, err := m.row(o, id)
	if err != nil {
		return "", err
	}
	if err := m.insert(r, o.Payload); err != nil {
		return "", err
	}
	return id, m.rearm()
}

// Cancel tells whether there was one.
func (m *lumenize2026) Cancel(id string) (bool, error) {
	_, found, err := m.get(id)
	if err != nil || !found {
		return false, err
	}
	if err := m.remove(id); err != nil {
		return false, err
	}
	return true, m.unarm()
}

// Get returns one schedule.
func (m *lumenize2026) Get(id string) (Task, bool, error) { return m.get(id) }

// Alarm drains what is due.
func (m *lumenize2026) Alarm(info durable.AlarmInfo) error { return m.drain(info) }

// Trigger runs the first n rows, due or not.
func (m *lumenize2026) Trigger(n int) error { return m.trigger(n) }
