package alarms

import "fmt"

// Each drain reads the schedules that are due and then the earliest of those left. Without an index both read every
// row. An index makes each schedule one more row written, which costs what reading 1,000 rows does (platform.PaidPlan).
// So small objects have none, and one with more schedules than indexAbove gets it. One that has become smaller than
// indexBelow loses it.
const (
	indexAbove = 1_000
	indexBelow = 250
)

// createIndexes serve due and earliest; the second one serves due under Options.Fair.
const (
	createIndex     = `CREATE INDEX IF NOT EXISTS _alarms_due ON _alarms (at, seq)`
	createFairIndex = `CREATE INDEX IF NOT EXISTS _alarms_fair ON _alarms (handler, at, seq)`
	dropIndexes     = `DROP INDEX IF EXISTS _alarms_due; DROP INDEX IF EXISTS _alarms_fair`
)

// survey reads what an incarnation must know before it makes a schedule: how many there are, and the newest sequence
// number. It reads every row, once an incarnation, and only in one that makes schedules.
func (a *Schedules) survey() error {
	if a.count >= 0 {
		return nil
	}
	rows, err := a.query(`SELECT count(*), coalesce(max(seq), 0), (SELECT coalesce(max(n), 0) FROM _alarms_dead)
		FROM _alarms`)
	if err != nil {
		return err
	}
	a.count = 0
	if len(rows) > 0 {
		v := rows[0]
		a.count = int(v[0].(int64))
		a.last = max(a.last, v[1].(int64), v[2].(int64))
	}
	found, err := a.lookIndexed()
	if !found || a.count >= indexBelow || err != nil {
		return err
	}
	a.indexed = absent
	if _, err := a.st.Storage.SQL().Exec(dropIndexes); err != nil && !locked(err) {
		return fmt.Errorf("alarms: %w", err)
	}
	return nil
}

// presence is whether there are indexes, as far as this incarnation knows.
type presence uint8

const (
	unknown presence = iota
	absent
	present
)

// lookIndexed reports whether there are the indexes that the options want.
func (a *Schedules) lookIndexed() (bool, error) {
	if a.indexed != unknown {
		return a.indexed == present, nil
	}
	name := "_alarms_due"
	if a.o.Fair {
		name = "_alarms_fair" // Made after the other.
	}
	n, err := a.number(`SELECT count(*) FROM pragma_index_info(?)`, name)
	if err != nil {
		return false, err
	}
	a.indexed = absent
	if n > 0 {
		a.indexed = present
	}
	return n > 0, nil
}

// index makes the indexes once there are enough schedules. An object whose own transaction undoes that gets them when
// it has a thousand more.
func (a *Schedules) index() error {
	if a.count < indexAbove || a.indexed == present && a.count%indexAbove != 0 {
		return nil
	}
	statements := createIndex
	if a.o.Fair {
		statements += "; " + createFairIndex
	}
	if _, err := a.st.Storage.SQL().Exec(statements); err != nil {
		return fmt.Errorf("alarms: %w", err)
	}
	a.indexed = present
	return nil
}
