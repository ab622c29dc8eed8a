package alarms

import (
	"cmp"
	"slices"
	"strconv"
)

const dueColumns = `id, seq, version, at, due, handler, key`

// dueRows reads up to limit rows that are due, without what is read again when their turn comes: in order, or under
// Options.Fair one of each handler, then the second of each, and so on.
func (a *Schedules) dueRows(now int64, limit int) ([]row, error) {
	if !a.o.Fair {
		return a.listed(`SELECT `+dueColumns+` FROM _alarms WHERE at <= ? ORDER BY at, seq`+limited(limit), now)
	}
	indexed, err := a.lookIndexed()
	if err != nil {
		return nil, err
	}
	if indexed {
		return a.fairRows(now, limit)
	}
	return a.listed(`SELECT `+dueColumns+` FROM (SELECT *, row_number()
		OVER (PARTITION BY handler ORDER BY at, seq) AS turn FROM _alarms WHERE at <= ?)
		ORDER BY turn, at, seq`+limited(limit), now)
}

// limited is a LIMIT with its number in the text: SQLite compiles a statement anew each time that a bound one is set.
func limited(n int) string { return ` LIMIT ` + strconv.Itoa(n) }

// fairRows is dueRows for many schedules. It reads at most limit rows a handler, however many are due.
func (a *Schedules) fairRows(now int64, limit int) ([]row, error) {
	names, err := a.query(`WITH RECURSIVE h (name) AS (SELECT min(handler) FROM _alarms UNION ALL
		SELECT (SELECT min(handler) FROM _alarms WHERE handler > h.name) FROM h WHERE h.name IS NOT NULL)
		SELECT name FROM h WHERE name IS NOT NULL`)
	if err != nil {
		return nil, err
	}
	type turn struct {
		n int
		row
	}
	var turns []turn
	for _, name := range names {
		rows, err := a.listed(`SELECT `+dueColumns+` FROM _alarms WHERE handler = ? AND at <= ? ORDER BY at, seq`+limited(limit),
			name[0], now)
		if err != nil {
			return nil, err
		}
		for n, r := range rows {
			turns = append(turns, turn{n, r})
		}
	}
	slices.SortFunc(turns, func(x, y turn) int {
		return cmp.Or(cmp.Compare(x.n, y.n), cmp.Compare(x.at, y.at), cmp.Compare(x.seq, y.seq))
	})
	rows := make([]row, min(limit, len(turns)))
	for i := range rows {
		rows[i] = turns[i].row
	}
	return rows, nil
}

func (a *Schedules) listed(query string, args ...any) ([]row, error) {
	rows, err := a.query(query, args...)
	list := make([]row, len(rows))
	for i, v := range rows {
		list[i] = row{
			id: v[0].(string), seq: v[1].(int64), version: v[2].(int64), at: v[3].(int64), due: v[4].(int64),
			handler: v[5].(string), key: v[6].(string),
		}
	}
	return list, err
}
