package check

import (
	"fmt"
	"slices"
	"time"
)

// Awake holds an object against the promise that it gets on: that it does not die more than limit times in a row
// without a run of a schedule ending well between. Deaths are those that nobody but the object has brought about, in
// their order.
func Awake(deaths []time.Time, ran []Ran, limit int) []Violation {
	row, last := 0, time.Time{}
	for _, t := range deaths {
		if slices.ContainsFunc(ran, func(r Ran) bool { return r.Done && r.At.After(last) && r.At.Before(t) }) {
			row = 0
		}
		if row++; row > limit {
			note := fmt.Sprintf("%d deaths until %s", row, clock(t))
			return []Violation{{"awake", "the object dies again and again and gets nowhere", note}}
		}
		last = t
	}
	return nil
}
