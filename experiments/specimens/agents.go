package specimens

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"dolab/durable"
	"dolab/durable/platform"
)

// The numbers of cloudflare/agents.
const (
	agentsTries     = 3                      // of one row in one event
	agentsJitterMin = 100 * time.Millisecond // between tries, full jitter
	agentsJitterMax = 3 * time.Second
	agentsHung      = 30 * time.Second // a running interval older than this is run again
	agentsHeartbeat = 30 * time.Second // while somebody keeps the object alive
	agentsRetries   = 6                // of an alarm, before the platform gives it up
)

// agents is the multiplexer of cloudflare/agents, the best of the peers: it minds rows that are due already, runs
// intervals, and deletes the alarm when nothing is left. It counts in whole seconds too.
type agents struct {
	table
	alive int // who keeps the object alive, in this incarnation
}

// agentRow is a row with what intervals need.
type agentRow struct {
	row
	every   int64 // seconds: table.unit
	running bool
	started int64 // milliseconds since the epoch
}

func newAgents(h Host) (Multiplexer, error) {
	m := &agents{table: newTable(h, "cf_agents_schedules", "time")}
	return m, m.exec(`CREATE TABLE IF NOT EXISTS cf_agents_schedules (
		id TEXT` + m.index() + `, callback TEXT, payload TEXT, type TEXT, cron TEXT, time INTEGER,
		every INTEGER DEFAULT 0, running INTEGER DEFAULT 0, started INTEGER DEFAULT 0)`)
}

// Schedule stores and arms. Of recurring schedules a second one with the same callback, time and payload is the
// first.
func (m *agents) Schedule(o Order) (string, error) {
	r, err := m.row(o, nanoid(m.State))
	if err != nil {
		return "", err
	}
	if o.When.Every != 0 {
		r.kind = "interval"
	}
	packed, err := json.Marshal(o.Payload)
	if err != nil {
		return "", fmt.Errorf("payload of %s: %w", r.id, err)
	}
	every := int64(o.When.Every / m.unit())
	if r.kind == "cron" || r.kind == "interval" {
		same, found, err := m.first(`WHERE type = ? AND callback = ? AND payload = ? AND cron = ? AND every = ?`,
			r.kind, r.callback, string(packed), r.cron, every)
		if err != nil || found {
			return same.id, err
		}
	}
	err = m.exec(`INSERT INTO cf_agents_schedules (id, callback, payload, type, cron, time, every)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, r.id, r.callback, string(packed), r.kind, r.cron, r.time, every)
	if err != nil {
		return "", err
	}
	return r.id, m.rearm()
}

// Cancel tells whether there was one.
func (m *agents) Cancel(id string) (bool, error) {
	_, found, err := m.get(id)
	if err != nil || !found {
		return false, err
	}
	if err := m.remove(id); err != nil {
		return false, err
	}
	return true, m.rearm()
}

// Get returns one schedule.
func (m *agents) Get(id string) (Task, bool, error) { return m.get(id) }

// KeepAlive holds the object in memory by an alarm each 30 s until release is called.
func (m *agents) KeepAlive() (release func() error, err error) {
	m.alive++
	return func() error { m.alive--; return m.rearm() }, m.rearm()
}

// Trigger is the alarm handler called by hand: this multiplexer has no other.
func (m *agents) Trigger(int) error { return m.Alarm(durable.AlarmInfo{}) }

// rearm sets the alarm for the earliest of the rows' times, clamped to the next millisecond, the time at which a
// running interval counts as hung, and the heartbeat; with none of them it deletes the alarm.
func (m *agents) rearm() error {
	now := m.State.Now().UnixMilli()
	c, err := m.State.Storage.SQL().Exec(`SELECT
		COALESCE((SELECT MIN(time) * ? FROM cf_agents_schedules WHERE NOT running), -1),
		COALESCE((SELECT MIN(started) + ? FROM cf_agents_schedules WHERE running), -1)`,
		m.unit().Milliseconds(), agentsHung.Milliseconds())
	if err != nil {
		return err
	}
	v, err := c.One()
	if err != nil {
		return err
	}
	at := int64(-1)
	sooner := func(t int64) {
		if t = max(t, now+1); at < 0 || t < at {
			at = t
		}
	}
	for _, candidate := range v {
		if t := candidate.(int64); t >= 0 {
			sooner(t)
		}
	}
	if m.alive > 0 {
		sooner(now + agentsHeartbeat.Milliseconds())
	}
	if at < 0 {
		return m.State.Storage.DeleteAlarm()
	}
	return m.arm(time.UnixMilli(at).UTC())
}

// Alarm runs a snapshot of the due rows, in the order the table gives them. An error of the platform ends it: the
// row stays, and the rows behind it and the arming wait for the platform to try again.
func (m *agents) Alarm(info durable.AlarmInfo) error {
	start := m.State.Now()
	rows, err := m.snapshot()
	if err != nil {
		return err
	}
	var failed error
	for _, r := range rows {
		if m.spent(start) {
			break
		}
		if gone, err := m.gone(r.row); err != nil {
			return err
		} else if gone {
			continue
		}
		if r.running && m.State.Now().UnixMilli()-r.started < agentsHung.Milliseconds() {
			continue
		}
		if err := m.one(r); err != nil {
			if failed = err; !m.repaired(b21) {
				break
			}
		}
	}
	switch {
	case failed == nil:
		return m.rearm()
	case m.repaired(b20) && info.RetryCount >= agentsRetries:
		return m.arm(m.State.Now().Add(time.Minute))
	}
	return failed
}

func (m *agents) snapshot() ([]agentRow, error) {
	c, err := m.State.Storage.SQL().Exec(`SELECT id, callback, payload, type, cron, time, every, running, started
		FROM cf_agents_schedules WHERE time <= ?`+m.inOrder(), m.now())
	if err != nil {
		return nil, err
	}
	var rows []agentRow
	for c.Next() {
		var r agentRow
		err := c.Scan(&r.id, &r.callback, &r.payload, &r.kind, &r.cron, &r.time, &r.every, &r.running, &r.started)
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, c.Err()
}

// one runs one row and finishes it: an interval is due again its time from now on.
func (m *agents) one(r agentRow) error {
	if r.kind == "interval" {
		err := m.exec(`UPDATE cf_agents_schedules SET running = 1, started = ? WHERE id = ?`,
			m.State.Now().UnixMilli(), r.id)
		if err != nil {
			return err
		}
	}
	err := m.try(r.row)
	if err != nil {
		if transient(err) {
			return err
		}
		m.State.Log("schedule %s: %v", r.id, err)
	}
	if r.kind == "interval" {
		return m.exec(`UPDATE cf_agents_schedules SET running = 0, time = ? WHERE id = ?`, m.from(r)+r.every, r.id)
	}
	return m.end(r.row, err)
}

// from is what the next time of an interval is counted from: the end of its run.
func (m *agents) from(r agentRow) int64 {
	if m.repaired(b24) {
		return r.time
	}
	return m.now()
}

// try runs a row's callback up to three times in this event. An error of the platform is not tried again here.
func (m *agents) try(r row) (err error) {
	for n := range agentsTries {
		if n > 0 {
			span := (agentsJitterMax - agentsJitterMin).Milliseconds()
			d := time.Duration(m.State.Choose("specimens.jitter", int(span)+1)) * time.Millisecond
			m.State.Sleep(agentsJitterMin + d)
		}
		if err = m.run(r); err == nil || transient(err) || errors.Is(err, ErrNoCallback) {
			return err
		}
	}
	return err
}

// transient reports whether an error is the platform's and may pass.
func transient(err error) bool {
	var e *platform.Error
	return errors.As(err, &e) && (e.Retryable || e.Overloaded || e.DurableObjectReset)
}
