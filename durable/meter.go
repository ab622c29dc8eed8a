package durable

import (
	"slices"
	"strings"
	"time"

	"dolab/durable/platform"
	"dolab/durable/sqlite"
)

// Meter is what all objects of a world have used since it began.
type Meter struct {
	Objects []ObjectUsage // in the order of their names
	Total   platform.Usage
	Elapsed time.Duration
}

// ObjectUsage is what one object has used.
type ObjectUsage struct {
	Who string // "Class/name"
	platform.Usage
}

// Meter reads the meter. It disturbs nothing and may be read at any time.
func (rt *Runtime) Meter() (m Meter, err error) {
	rt.w.Visit(func() { m, err = rt.meter() })
	return m, err
}

func (rt *Runtime) meter() (Meter, error) {
	m := Meter{Elapsed: rt.w.Elapsed()}
	for o := range rt.objects() {
		u, err := o.usage()
		if err != nil {
			return Meter{}, err
		}
		m.Objects = append(m.Objects, ObjectUsage{o.label, u})
		m.Total = m.Total.Add(u)
	}
	slices.SortStableFunc(m.Objects, func(a, b ObjectUsage) int { return strings.Compare(a.Who, b.Who) })
	return m, nil
}

// Usage reads the meter of one object.
func (rt *Runtime) Usage(s *Stub) (platform.Usage, error) { return visit(s, "Usage", (*object).usage) }

// Cost is the bill of all objects for the time the world has lasted.
func (rt *Runtime) Cost(p platform.Prices) (platform.Bill, error) {
	m, err := rt.Meter()
	return p.Bill(m.Total, m.Elapsed), err
}

// usage is what the object has used until now.
func (o *object) usage() (platform.Usage, error) {
	u := o.used.Usage
	read, written := o.used.rows.Rows()
	u.RowsRead += read
	u.RowsWritten += written
	if o.used.active {
		u.Active += o.rt.w.Elapsed() - o.used.since
	}
	u.Starts = int64(o.births)
	if o.db == nil {
		return u, nil
	}
	var err error
	u.StoredBytes, err = o.db.Size()
	return u, err
}

// used is an object's running meter.
type used struct {
	platform.Usage              // but for what rows counts
	rows           sqlite.Tally // of SQL
	active         bool
	since          time.Duration // of the world, while active
}

// came counts an event that has reached the object.
func (u *used) came(ev *event) {
	switch ev.kind {
	case kindFetch:
		u.Fetches++
	case kindCall:
		u.Calls++
	case kindSocket:
		if ev.what == "message" {
			u.Messages++
		}
	default:
		return // An alarm counts when its handler runs; who looks from inside is not billed.
	}
	u.Chain = 0
}

// rang counts a run of the alarm handler.
func (u *used) rang() {
	u.Alarms++
	u.Chain++
}

// wake notes that there is something to do, rest that there is nothing: the object could hibernate.
func (u *used) wake(elapsed time.Duration) {
	if !u.active {
		u.active, u.since = true, elapsed
	}
}

func (u *used) rest(elapsed time.Duration) {
	if u.active {
		u.active = false
		u.Active += elapsed - u.since
	}
}
