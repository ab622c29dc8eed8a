package durable

import (
	"slices"
	"strings"
	"time"

	"dolab/durable/sqlite"
)

// Usage is what an object has used, in the terms it is billed by (docs, Pricing; semantics G25). Rows are lower bounds
// where SQLite does not say: see package sqlite, meter; of a text of several statements only the last counts.
type Usage struct {
	Fetches  int64 // fetches that reached the object, upgrades to WebSockets included
	Calls    int64 // RPC calls that reached it
	Messages int64 // WebSocket messages that reached a handler: auto-responses are free
	Alarms   int64 // runs of the alarm handler

	RowsRead    int64 // key-value reads count 1 a key, found or not (assumed for a miss)
	RowsWritten int64 // key-value writes and deletes count 1 a key, an alarm set or deleted 1
	AlarmsSet   int64 // calls of SetAlarm: in RowsWritten

	// Active is how long the object has been in memory and not free to hibernate: from the event that comes until
	// nothing is in flight or pending. Idle time before hibernation is not billed.
	Active      time.Duration
	StoredBytes int64 // the size of the database now

	Starts int64 // incarnations
	Chain  int64 // runs of the alarm handler since anything else came: see Loops
}

// messagesPerRequest is how many incoming WebSocket messages are billed as one request (docs, Pricing).
const messagesPerRequest = 20

// Requests is what is billed as requests.
func (u Usage) Requests() float64 {
	return float64(u.Fetches+u.Calls+u.Alarms) + float64(u.Messages)/messagesPerRequest
}

// memoryGB is what an object is billed for, however much it uses (docs, Pricing: 128 MB / 1 GB).
const memoryGB = 0.128

// GBSeconds is the billed duration.
func (u Usage) GBSeconds() float64 { return u.Active.Seconds() * memoryGB }

// Add returns u and v together; the chain is the longer one.
func (u Usage) Add(v Usage) Usage {
	sum := u.combine(v, 1)
	sum.Chain = max(u.Chain, v.Chain)
	return sum
}

// Since returns what u has more than v, an earlier usage of the same; the chain is u's.
func (u Usage) Since(v Usage) Usage { return u.combine(v, -1) }

func (u Usage) combine(v Usage, sign int64) Usage {
	u.Fetches += sign * v.Fetches
	u.Calls += sign * v.Calls
	u.Messages += sign * v.Messages
	u.Alarms += sign * v.Alarms
	u.RowsRead += sign * v.RowsRead
	u.RowsWritten += sign * v.RowsWritten
	u.AlarmsSet += sign * v.AlarmsSet
	u.Active += time.Duration(sign) * v.Active
	u.StoredBytes += sign * v.StoredBytes
	u.Starts += sign * v.Starts
	return u
}

// Rates is a usage by the time it took.
type Rates struct {
	Requests, Alarms      float64 // an hour
	RowsRead, RowsWritten float64 // an hour
	Active                float64 // the part of the time that is billed, 0 to 1
}

// Rates returns the rates of a usage that took span.
func (u Usage) Rates(span time.Duration) Rates {
	if span <= 0 {
		return Rates{}
	}
	hours := span.Hours()
	return Rates{
		Requests: u.Requests() / hours, Alarms: float64(u.Alarms) / hours,
		RowsRead: float64(u.RowsRead) / hours, RowsWritten: float64(u.RowsWritten) / hours,
		Active: float64(u.Active) / float64(span),
	}
}

// Meter is what all objects of a world have used since it began.
type Meter struct {
	Objects []ObjectUsage // in the order of their names
	Total   Usage
	Elapsed time.Duration
}

// ObjectUsage is what one object has used.
type ObjectUsage struct {
	Who string // "Class/name"
	Usage
}

// Meter reads the meter. It disturbs nothing and may be read at any time.
func (rt *Runtime) Meter() (Meter, error) {
	m := Meter{Elapsed: rt.w.Elapsed()}
	for _, ns := range rt.order {
		for _, o := range ns.list {
			u, err := o.usage()
			if err != nil {
				return Meter{}, err
			}
			m.Objects = append(m.Objects, ObjectUsage{o.label, u})
			m.Total = m.Total.Add(u)
		}
	}
	slices.SortStableFunc(m.Objects, func(a, b ObjectUsage) int { return strings.Compare(a.Who, b.Who) })
	return m, nil
}

// Usage reads the meter of one object.
func (rt *Runtime) Usage(s *Stub) (Usage, error) {
	if err := s.check("Usage"); err != nil {
		return Usage{}, err
	}
	return s.ns.object(s.id).usage()
}

// Cost is the bill of all objects for the time the world has lasted.
func (rt *Runtime) Cost(p Prices) (Bill, error) {
	m, err := rt.Meter()
	return p.Bill(m.Total, m.Elapsed), err
}

// usage is what the object has used until now.
func (o *object) usage() (Usage, error) {
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
	Usage               // but for what rows counts
	rows   sqlite.Tally // of SQL
	active bool
	since  time.Duration // of the world, while active
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
