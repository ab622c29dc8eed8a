package specimens

import (
	"encoding/json"

	"dolab/durable"
)

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
func (m *lumenize2025) ready(block func(func() error) error) error {
	if m.made {
		return nil
	}
	m.made = true
	return block(func() error {
		if err := m.create(); err != nil {
			return err
		}
		if m.repaired(b15) {
			return m.wake()
		}
		return m.drain(durable.AlarmInfo{})
	})
}

// used is what every use begins with.
func (m *lumenize2025) used() error {
	if m.repaired(b17) {
		return m.ready(m.State.BlockConcurrencyWhile)
	}
	return m.ready(m.State.GoBlocking)
}

// later runs fn in a block that nobody awaits.
func (m *lumenize2025) later(fn func() error) error {
	if !m.repaired(b17) {
		return m.State.GoBlocking(fn)
	}
	if err := m.create(); err != nil {
		return err
	}
	return fn()
}

// Schedule computes the row's time now and stores it in a later turn.
func (m *lumenize2025) Schedule(o Order) (string, error) {
	if err := m.used(); err != nil {
		return "", err
	}
	if err := m.packs(o.Payload); err != nil {
		return "", err
	}
	if err := m.asks(); err != nil {
		return "", err
	}
	if id, found, err := m.same(o); err != nil || found {
		return id, err
	}
	r, err := m.row(o, m.ids.next(m.State))
	if err != nil {
		return "", err
	}
	if m.inline && o.When == (When{}) {
		return r.id, m.runInline(r, o.Payload)
	}
	ahead := r.time > m.now()
	minded := m.repaired(b4) && ahead || m.repaired(b14) && !ahead && m.draining > 0
	return r.id, m.later(func() error {
		if err := m.insert(r, o.Payload); err != nil {
			return err
		}
		if minded && r.time <= m.now() {
			return m.arm(m.soon())
		}
		return m.rearm()
	})
}

// asks makes the table for who asks for what is there before the construction has run.
func (m *lumenize2025) asks() error {
	if !m.repaired(b24) {
		return nil
	}
	return m.create()
}

// packs holds a payload to its having a JSON form: no word of that before the block.
func (m *lumenize2025) packs(payload any) error {
	if !m.repaired(b16) {
		return nil
	}
	_, err := json.Marshal(payload)
	return err
}

// runInline stores a row, and executes and deletes it in a second block.
func (m *lumenize2025) runInline(r row, payload any) error {
	err := m.later(func() error { return m.insert(r, payload) })
	if err != nil {
		return err
	}
	return m.State.GoBlocking(func() error {
		rows, err := m.rows(`WHERE id = ?`, r.id)
		if err != nil || len(rows) == 0 {
			return err
		}
		return m.attempt(rows[0])
	})
}

// Cancel says yes to everything.
func (m *lumenize2025) Cancel(id string) (bool, error) {
	if err := m.used(); err != nil {
		return false, err
	}
	if found, err := m.has(id); err != nil || !found {
		return false, err
	}
	return true, m.later(func() error {
		if err := m.remove(id); err != nil {
			return err
		}
		return m.unarm()
	})
}

// Get reads what is stored by now.
func (m *lumenize2025) Get(id string) (Task, bool, error) {
	if err := m.used(); err != nil {
		return Task{}, false, err
	}
	if err := m.create(); err != nil {
		return Task{}, false, err
	}
	return m.get(id)
}

// Alarm drains. In a new incarnation so does the construction that it starts and does not wait for.
func (m *lumenize2025) Alarm(info durable.AlarmInfo) error {
	block := m.State.GoBlocking
	if m.repaired(b9) {
		block = m.State.BlockConcurrencyWhile
	}
	if err := m.ready(block); err != nil {
		return err
	}
	return m.drain(info)
}

// Trigger runs the first n rows, due or not.
func (m *lumenize2025) Trigger(n int) error {
	if err := m.used(); err != nil {
		return err
	}
	return m.trigger(n)
}
