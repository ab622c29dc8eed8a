// Package loopcost is the experiment alarm-loop-cost: what an alarm that re-arms itself costs when nobody looks.
//
//	Start ──► SetAlarm ──► Alarm ──► SetAlarm ──► Alarm ──► … 30 days, with no client
//	                         │
//	                         ├ bare   only re-arms
//	                         ├ row    writes a row too
//	                         └ awake  leaves a timer pending that outlasts the interval: the object cannot hibernate
//
// Each cell is a world with one object; its meter (durable.Runtime.Meter) is read at the end and billed by a price
// table, platform.PaidPlan or that of --prices, without what a month includes: what one more such object costs. The loop
// detector is durable.Meter.Loops with the bounds of this package.
//
// A design is a line in designs; a bound of the detector, or of the claim, a constant in cell.go.
package loopcost
