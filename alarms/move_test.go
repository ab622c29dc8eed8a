package alarms

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// old is the table of another multiplexer: its columns, and which of them say what runs. Its times are seconds.
type old struct {
	table, columns, what string
}

var olds = []old{
	{
		"__lmz_alarms", `id TEXT PRIMARY KEY NOT NULL, operationChain TEXT NOT NULL, type TEXT NOT NULL, time INTEGER NOT NULL,
			delayInSeconds INTEGER, cron TEXT, created_at INTEGER`, `'note', operationChain, 0`,
	},
	{
		"_actor_alarms", `id TEXT PRIMARY KEY NOT NULL, callback TEXT, payload TEXT, type TEXT NOT NULL, time INTEGER,
			delayInSeconds INTEGER, cron TEXT, created_at INTEGER, identifier TEXT`, `callback, payload, 0`,
	},
	{
		"cf_agents_schedules", `id TEXT PRIMARY KEY NOT NULL, callback TEXT, payload TEXT, type TEXT NOT NULL, time INTEGER,
			delayInSeconds INTEGER, cron TEXT, intervalSeconds INTEGER, running INTEGER, created_at INTEGER,
			execution_started_at INTEGER, retry_options TEXT`, `callback, payload, intervalSeconds`,
	},
}

// move makes a schedule of each row of the old table, and drops the table, in one commit. README.md has it.
func (o old) move(x *thing) error {
	sql := x.st.Storage.SQL()
	c, err := sql.Exec(`SELECT count(*) FROM sqlite_schema WHERE name = ?`, o.table)
	if err != nil {
		return err
	}
	if v, err := c.One(); err != nil || v[0].(int64) == 0 {
		return err // It was moved before.
	}
	return x.st.Storage.TransactionSync(func() error {
		c, err := sql.Exec(`SELECT id, type, time, cron, ` + o.what + ` FROM ` + o.table + ` ORDER BY time`)
		if err != nil {
			return err
		}
		rows, err := c.All()
		if err != nil {
			return err
		}
		for _, v := range rows {
			if err := o.row(x, v); err != nil {
				return err
			}
		}
		_, err = sql.Exec(`DROP TABLE ` + o.table)
		return err
	})
}

// row moves one row: id, type, time, cron, handler, payload, seconds of an interval.
func (o old) row(x *thing, v []any) error {
	id, kind, handler := v[0].(string), v[1].(string), v[4].(string)
	due := time.Unix(v[2].(int64), 0)
	var payload any
	if err := json.Unmarshal([]byte(v[5].(string)), &payload); err != nil {
		return fmt.Errorf("%s of %s: %w", id, o.table, err)
	}
	var err error
	switch kind {
	case "cron":
		_, err = x.a.Cron(v[3].(string), "UTC", handler, payload, Ensure(id))
	case "interval":
		_, err = x.a.Every(time.Duration(v[6].(int64))*time.Second, handler, payload, Ensure(id))
	default:
		_, err = x.a.At(due, handler, payload, ID(id))
		return err
	}
	if err == nil && !due.After(x.st.Now()) { // What recurs counts from now on: the occurrence that waits runs by itself.
		_, err = x.a.At(due, handler, payload, ID(id+"/missed"))
	}
	return err
}

// fill makes the other multiplexer's table with some rows, and leaves the native alarm as it does: the row that is due
// at once is not armed.
func (o old) fill(x *thing) error {
	sql := x.st.Storage.SQL()
	if _, err := sql.Exec(`CREATE TABLE ` + o.table + ` (` + o.columns + `)`); err != nil {
		return err
	}
	what := `callback, payload`
	if o.table == "__lmz_alarms" {
		what = `operationChain`
	}
	for _, r := range []struct {
		id, kind, cron string
		at             time.Duration
	}{
		{"stuck", "delayed", "", 0},
		{"later", "scheduled", "", 3 * time.Hour},
		{"daily", "cron", "0 9 * * *", 9 * time.Hour},
		{"behind", "cron", "0 8 * * *", -16 * time.Hour},
	} {
		values := []any{r.id, r.kind, start.Add(r.at).Unix(), r.cron, "note", `"p"`}
		if o.table == "__lmz_alarms" {
			values = append(values[:4], `"p"`)
		}
		_, err := sql.Exec(`INSERT INTO `+o.table+` (id, type, time, cron, `+what+`)
			VALUES (?, ?, ?, ?, ?`+strings.Repeat(`, ?`, len(values)-5)+`)`, values...)
		if err != nil {
			return err
		}
	}
	if o.table == "cf_agents_schedules" {
		_, err := sql.Exec(`INSERT INTO cf_agents_schedules (id, type, time, intervalSeconds, callback, payload)
			VALUES ('tick', 'interval', ?, 4*3600, 'note', '"p"')`, start.Add(2*time.Hour).Unix())
		if err != nil {
			return err
		}
	}
	return x.st.Storage.SetAlarm(start.Add(3 * time.Hour))
}

// TestMove: an object whose rows were made by another multiplexer goes on with package alarms. Rows that were never
// armed run at once, none is lost, and the native alarm that the other has left is put right. Where the object dies on
// the way, a row runs again at most under the same key.
func TestMove(t *testing.T) {
	for _, o := range olds {
		for _, fault := range []string{
			"", "commit nth=2 crash", "commit.durable nth=2 crash", "commit nth=3 crash", "commit.durable nth=3 crash",
		} {
			t.Run(o.table+" "+fault, func(t *testing.T) {
				s := setup{make: func(x *thing) error { return o.move(x) }}
				if fault != "" {
					s.faults = []string{fault}
				}
				l := newLab(t, s)
				l.do(o.fill)
				l.advance(time.Minute)
				_ = l.try(func(*thing) error { return nil }) // The new code starts with the next event, and may be cut off.
				l.do(func(*thing) error { return nil })
				l.advance(10 * time.Hour)
				last := map[string]ran{}
				for _, r := range l.runs {
					last[r.Key] = r
				}
				require.True(t, fault != "" || len(l.runs) == len(last), "%v", l.runs)
				got := map[string][]time.Duration{}
				for _, key := range slices.Sorted(maps.Keys(last)) {
					r := last[key]
					require.Equal(t, "p", r.Value)
					got[r.ID] = append(got[r.ID], r.At.Truncate(time.Minute))
				}
				want := map[string][]time.Duration{
					"stuck": {time.Minute}, "later": {3 * time.Hour}, "daily": {9 * time.Hour},
					"behind/missed": {time.Minute}, "behind": {8 * time.Hour},
				}
				next := 32 * time.Hour
				if o.table == "cf_agents_schedules" {
					next = 12*time.Hour + time.Minute
					want["tick"] = []time.Duration{4*time.Hour + time.Minute, 8*time.Hour + time.Minute}
				}
				require.Equal(t, want, got)
				require.Equal(t, next, l.alarm())
			})
		}
	}
}
