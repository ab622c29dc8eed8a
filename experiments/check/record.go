package check

import "time"

// Asked is one schedule that was asked for.
type Asked struct {
	Key   string    // what its runs are recorded under
	ID    string    // what it is stored under
	Due   time.Time // in whole milliseconds
	At    time.Time // when it was asked for
	Ended time.Time // when it was cancelled or replaced, zero for never
	Until int       // how many runs, of all schedules, had begun when it ended
}

// Ran is one run of a schedule.
type Ran struct {
	Key  string
	At   time.Time
	Done bool   // it returned without an error
	Err  string // what it threw; neither: it was cut off
}

// Record is all that is known of the schedules of one object.
type Record struct {
	Asked  []Asked // in the order of asking
	Ran    []Ran   // in the order of running
	Stored map[string]bool
	Now    time.Time
	Alarm  time.Time // the object's alarm, zero for none
}
