package specimens

import (
	"errors"
	"fmt"

	"dolab/durable"
)

// actors is the multiplexer of cloudflare/actors. Its constructor creates the table and drains in a
// blockConcurrencyWhile that nobody awaits.
type actors struct{ table }

func newActors(h Host) (Multiplexer, error) {
	m := &actors{newTable(h, "_actor_alarms", "time")}
	return m, h.State.GoBlocking(func() error {
		if err := m.create(); err != nil {
			return err
		}
		if m.repaired(b15) {
			n, err := m.due()
			return errors.Join(err, m.settle(n > 0))
		}
		return m.drain()
	})
}

// Schedule stores and arms. Ids are random.
func (m *actors) Schedule(o Order) (string, error) {
	if id, found, err := m.same(o); err != nil || found {
		return id, err
	}
	r, err := m.row(o, nanoid(m.State))
	if err != nil {
		return "", err
	}
	if err := m.insert(r, o.Payload); err != nil {
		return "", err
	}
	return r.id, m.rearm()
}

// Cancel says yes to everything.
func (m *actors) Cancel(id string) (bool, error) {
	if found, err := m.has(id); err != nil || !found {
		return false, err
	}
	if err := m.remove(id); err != nil {
		return false, err
	}
	return true, m.unarm()
}

// Get throws where there is no such schedule.
func (m *actors) Get(id string) (Task, bool, error) {
	t, found, err := m.get(id)
	if err == nil && !found && !m.repaired(b25) {
		err = fmt.Errorf("TypeError: Cannot read properties of undefined (reading 'payload')")
	}
	return t, found, err
}

// Alarm drains what is due.
func (m *actors) Alarm(durable.AlarmInfo) error { return m.drain() }

// Trigger is the alarm handler called by hand: this multiplexer has no other.
func (m *actors) Trigger(int) error { return m.drain() }

// drain runs a snapshot of the due rows, in the order the table gives them, and always arms the alarm at the end.
// A row whose callback is missing stays.
func (m *actors) drain() error {
	start := m.begin()
	defer m.over()
	rows, err := m.rows(`WHERE time <= ?`+m.inOrder(), m.now())
	if err != nil {
		return err
	}
	for _, r := range rows {
		if m.spent(start) {
			return m.settle(true)
		}
		if gone, err := m.gone(r); err != nil {
			return err
		} else if gone {
			continue
		}
		err := m.run(r)
		if err != nil {
			m.State.Log("schedule %s: %v", r.id, err)
		}
		if errors.Is(err, ErrNoCallback) && !m.repaired(b11) {
			continue
		}
		if err := m.end(r, err); err != nil {
			return err
		}
	}
	return m.settle(false)
}
