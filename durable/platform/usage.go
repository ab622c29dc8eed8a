package platform

import "time"

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
