package clone

import (
	"math"
	"time"
)

// dateMax is the largest time of a Date, in milliseconds on either side of 1970 (ECMAScript, Time Range).
const dateMax = 8.64e15

// Date is a JavaScript Date as it is on the wire. Unmarshal gives a time.Time in its place, except for an invalid one.
type Date struct {
	Millis float64 // since 1970 UTC; NaN when the date is invalid
}

// Valid reports whether the date is a time.
func (d *Date) Valid() bool {
	return math.Abs(d.Millis) <= dateMax // false for NaN too
}

// Time gives the date in UTC. For an invalid date it is the zero time.
func (d *Date) Time() time.Time {
	if !d.Valid() {
		return time.Time{}
	}
	return time.UnixMilli(int64(d.Millis)).UTC()
}
