package admin

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dolab/durable"
	"dolab/durable/picture"
	"dolab/durable/scheduler"
)

// Alarm is both copies of an object's alarm. Times are "" for none.
type Alarm struct {
	Object  string       `json:"object"`
	Own     OwnAlarm     `json:"own"`
	Manager ManagedAlarm `json:"manager"`
}

// OwnAlarm is the row in the object's database.
type OwnAlarm struct {
	Stored      string `json:"stored"`        // with what is not durable yet
	Durable     string `json:"durable"`       // on the disk
	NoLaterThan string `json:"no_later_than"` // when the manager wakes the object at the latest, as the object believes
	InHandler   bool   `json:"in_handler"`
	Asking      bool   `json:"asking"` // the manager's answer is awaited
}

// ManagedAlarm is the entry of the alarm manager.
type ManagedAlarm struct {
	Scheduled string `json:"scheduled"`
	State     string `json:"state"` // waiting, started, finished; "" for no entry
	Queued    string `json:"queued,omitempty"`
	Retries   int    `json:"retries"`
	Next      string `json:"next"` // when its timer rings
}

func alarmOf(x *durable.Inspection) Alarm {
	o, m := x.Sight.Object, x.Sight.Manager
	return Alarm{
		Object:  x.Who,
		Own:     OwnAlarm{stamp(o.Stored), stamp(o.Confirmed), stamp(o.NoLaterThan), o.InHandler, o.Asking},
		Manager: ManagedAlarm{stamp(m.Scheduled), string(m.State), stamp(m.Queued), m.Retries, stamp(m.Next)},
	}
}

// Alarms lists both copies of the alarms of objects that are in memory or that the manager has a timer for. With all it
// looks at each object that has been reached, and so shows alarms that the manager has lost; it opens their databases.
func (a *Admin) Alarms(ctx context.Context, all bool) ([]Alarm, error) {
	list, err := glances(ctx, a, func(g durable.Gauges) bool { return all || g.Running+g.Alarms > 0 }, alarmOf)
	return slices.DeleteFunc(list, func(x Alarm) bool {
		return x.Own == OwnAlarm{} && x.Manager == ManagedAlarm{}
	}), err
}

// Schedule is a row of a package that keeps many schedules on the one alarm.
type Schedule struct {
	Object string            `json:"object"`
	Table  string            `json:"table"`
	ID     string            `json:"id"`
	Due    string            `json:"due"` // when it runs next
	Row    map[string]string `json:"row"` // all columns
}

// Schedules lists the rows in the tables of the alarms module and of other known packages, of an object or without a
// name of all that have been reached: at most 1000 rows, the earliest of each table first.
func (a *Admin) Schedules(ctx context.Context, who string) ([]Schedule, error) {
	if who != "" {
		return askObject(ctx, a, who, func(rt *durable.Runtime, s *durable.Stub) ([]Schedule, error) {
			return schedules(rt, []*durable.Stub{s})
		})
	}
	lists, err := askAll(ctx, a, func(rt *durable.Runtime) ([]Schedule, error) {
		return schedules(rt, rt.Select(func(durable.Gauges) bool { return true }))
	})
	return joined(lists), err
}

func schedules(rt *durable.Runtime, stubs []*durable.Stub) ([]Schedule, error) {
	list := []Schedule{}
	for _, s := range stubs {
		for _, l := range picture.Layouts() {
			rows, err := schedulesIn(rt, s, l, rowsMax-len(list))
			if err != nil {
				return nil, err
			}
			if list = append(list, rows...); len(list) >= rowsMax {
				return list, nil
			}
		}
	}
	return list, nil
}

func schedulesIn(rt *durable.Runtime, s *durable.Stub, l picture.Layout, most int) (list []Schedule, err error) {
	r, err := rt.ReadSQL(s, bounds(most), fmt.Sprintf(`SELECT * FROM "%s" ORDER BY "%s" LIMIT %d`, l.Table, l.Due, most))
	if err != nil && strings.HasPrefix(err.Error(), "no such table: ") {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s of %s: %w", l.Table, s.Label(), err)
	}
	id, due := slices.Index(r.Columns, l.ID), slices.Index(r.Columns, l.Due)
	if id < 0 || due < 0 {
		return nil, nil // Another table of that name.
	}
	for _, row := range r.Rows {
		n, whole := row[due].(int64)
		if !whole {
			continue
		}
		x := Schedule{s.Label(), l.Table, durable.Readable(row[id]), scheduler.Text(l.At(n)), map[string]string{}}
		for c, v := range row {
			x.Row[r.Columns[c]] = durable.ValueText(v, valueMax)
		}
		list = append(list, x)
	}
	return list, nil
}
