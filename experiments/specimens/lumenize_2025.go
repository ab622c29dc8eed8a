package specimens

import "dolab/durable"

// lumenize2025 is the lumenize multiplexer of 13 and 14 November 2025. It is made lazily, at its first use in an
// incarnation, and stores in blockConcurrencyWhile blocks that it does not await: Schedule returns before the row
// is there.
type lumenize2025 struct {
	table
	ids    ulid
	made   bool
	inline bool // schedule(0) runs in a block of its own: the version of 13 November
}

func newLumenize1114(h Host) (Multiplexer, error) {
	return &lumenize2025{table: newTable(h, "__lmz_alarms", "time, id")}, nil
}

func newLumenize1113(h Host) (Multiplexer, error) {
	return &lumenize2025{table: newTable(h, "__lmz_alarms", "time, id"), inline: true}, nil
}

// ready is the lazy construction: the first use drains all due rows before anything else is stored.
func (m *lumenize2025) ready() error {
	if m.made {
		return nil
	}
	m.made = true
	return m.State.GoBlocking(func() error {
		if err := m.create(); err != nil {
			return err
		}
		return m.drain()
	})
}

// Schedule computes the row's time now and stores it in a later turn.
func (m *lumenize2025) Schedule(o Order) (string, error) {
	if err := m.ready(); err != nil {
		return "", err
	}
	r, err := m.row(o, m.ids.next(m.State))
	if err != nil {
		return "", err
	}
	if m.inline && o.When == (When{}) {
		return r.id, m.runInline(r, o.Payload)
	}
	return r.id, m.State.GoBlocking(func() error {
		if err := m.insert(r, o.Payload); err != nil {
			return err
		}
		return m.rearm()
	})
}

// runInline stores a row, and executes and deletes it in a second block.
func (m *lumenize2025) runInline(r row, payload any) error {
	err := m.State.GoBlocking(func() error { return m.insert(r, payload) })
	if err != nil {
		return err
	}
	return m.State.GoBlocking(func() error {
		rows, err := m.rows(`WHERE id = ?`, r.id)
		if err != nil || len(rows) == 0 {
			return err
		}
		m.attempt(rows[0])
		return m.remove(r.id)
	})
}

// Cancel says yes to everything.
func (m *lumenize2025) Cancel(id string) (bool, error) {
	if err := m.ready(); err != nil {
		return false, err
	}
	return true, m.State.GoBlocking(func() error {
		if err := m.remove(id); err != nil {
			return err
		}
		return m.rearm()
	})
}

// Get reads what is stored by now.
func (m *lumenize2025) Get(id string) (Task, bool, error) {
	if err := m.ready(); err != nil {
		return Task{}, false, err
	}
	if err := m.create(); err != nil {
		return Task{}, false, err
	}
	return m.get(id)
}

// Alarm drains. In a new incarnation so does the construction that it starts.
func (m *lumenize2025) Alarm(durable.AlarmInfo) error {
	if err := m.ready(); err != nil {
		return err
	}
	return m.drain()
}

// Trigger runs the first n rows, due or not.
func (m *lumenize2025) Trigger(n int) error {
	if err := m.ready(); err != nil {
		return err
	}
	return m.trigger(n)
}
